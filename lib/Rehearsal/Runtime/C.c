//===- C.c - What a C library does to the program's memory ----------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Compiled to bitcode that a rehearsal runs in place of the library. As the C
// standard says (C17, 7.21 to 7.24), as plainly as can be.
//
//===----------------------------------------------------------------------===//

#include <ctype.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static void exchange(char *A, char *B, size_t Size) {
  for (size_t I = 0; I != Size; ++I) {
    char Old = A[I];
    A[I] = B[I];
    B[I] = Old;
  }
}

void qsort(void *Base, size_t Count, size_t Size,
           int (*Compare)(const void *, const void *)) {
  char *At = Base;
  for (size_t I = 1; I < Count; ++I)
    for (size_t J = I;
         J != 0 && Compare(At + (J - 1) * Size, At + J * Size) > 0; --J)
      exchange(At + (J - 1) * Size, At + J * Size, Size);
}

void *bsearch(const void *Key, const void *Base, size_t Count, size_t Size,
              int (*Compare)(const void *, const void *)) {
  const char *At = Base;
  while (Count != 0) {
    const char *Middle = At + Count / 2 * Size;
    int Order = Compare(Key, Middle);
    if (Order == 0)
      return (void *)Middle;
    if (Order > 0) {
      At = Middle + Size;
      Count -= Count / 2 + 1;
    } else {
      Count /= 2;
    }
  }
  return 0;
}

void *memchr(const void *From, int What, size_t Size) {
  const unsigned char *At = From;
  for (; Size != 0; --Size, ++At)
    if (*At == (unsigned char)What)
      return (void *)At;
  return 0;
}

size_t strnlen(const char *From, size_t Most) {
  size_t Out = 0;
  while (Out != Most && From[Out])
    ++Out;
  return Out;
}

int strncmp(const char *A, const char *B, size_t Most) {
  for (; Most != 0; --Most, ++A, ++B)
    if (*A != *B || !*A)
      return (unsigned char)*A - (unsigned char)*B;
  return 0;
}

char *strncpy(char *To, const char *From, size_t Size) {
  size_t I = 0;
  for (; I != Size && From[I]; ++I)
    To[I] = From[I];
  for (; I != Size; ++I)
    To[I] = 0;
  return To;
}

char *strcat(char *To, const char *From) {
  char *At = To;
  while (*At)
    ++At;
  while ((*At++ = *From++))
    ;
  return To;
}

char *strncat(char *To, const char *From, size_t Most) {
  char *At = To;
  while (*At)
    ++At;
  for (; Most != 0 && *From; --Most)
    *At++ = *From++;
  *At = 0;
  return To;
}

char *strchr(const char *From, int What) {
  for (;; ++From) {
    if (*From == (char)What)
      return (char *)From;
    if (!*From)
      return 0;
  }
}

char *strrchr(const char *From, int What) {
  char *Out = 0;
  for (;; ++From) {
    if (*From == (char)What)
      Out = (char *)From;
    if (!*From)
      return Out;
  }
}

char *strstr(const char *From, const char *What) {
  for (;; ++From) {
    size_t I = 0;
    while (What[I] && From[I] == What[I])
      ++I;
    if (!What[I])
      return (char *)From;
    if (!*From)
      return 0;
  }
}

char *strdup(const char *From) {
  size_t Size = 0;
  while (From[Size++])
    ;
  char *Out = malloc(Size);
  for (size_t I = 0; I != Size; ++I)
    Out[I] = From[I];
  return Out;
}

int(toupper)(int C) { return C >= 'a' && C <= 'z' ? C - 'a' + 'A' : C; }
int(tolower)(int C) { return C >= 'A' && C <= 'Z' ? C - 'A' + 'a' : C; }

/// Numbers, characters and texts; what else there is ends the program.
static int print(char *To, size_t Size, const char *Format, va_list Values) {
  size_t Length = 0;
  const char *Text = 0;
  char Digits[24];
  for (; *Format || Text;) {
    char Next;
    if (Text) {
      if (!*Text) {
        Text = 0;
        continue;
      }
      Next = *Text++;
    } else if (*Format != '%') {
      Next = *Format++;
    } else {
      ++Format;
      while (*Format && strchr("-+ #0123456789.*", *Format))
        ++Format;
      int Long = 0;
      while (*Format && strchr("lhzjt", *Format))
        Long += *Format++ != 'h';
      Next = *Format;
      if (*Format)
        ++Format;
      if (Next == 's') {
        Text = va_arg(Values, const char *);
        continue;
      }
      if (Next == 'c') {
        Next = (char)va_arg(Values, int);
      } else if (Next == 'd' || Next == 'i' || Next == 'u' || Next == 'x' ||
                 Next == 'p') {
        long long N = Long || Next == 'p' ? va_arg(Values, long long)
                      : Next == 'd' || Next == 'i'
                          ? va_arg(Values, int)
                          : (long long)va_arg(Values, unsigned);
        unsigned Base = Next == 'x' || Next == 'p' ? 16 : 10;
        int Minus = (Next == 'd' || Next == 'i') && N < 0;
        unsigned long long Rest =
            Minus ? -(unsigned long long)N : (unsigned long long)N;
        char *At = Digits + sizeof Digits - 1;
        *At = 0;
        do
          *--At = "0123456789abcdef"[Rest % Base];
        while (Rest /= Base);
        if (Minus)
          *--At = '-';
        Text = At;
        continue;
      } else if (Next != '%') {
        abort();
      }
    }
    if (Length + 1 < Size)
      To[Length] = Next;
    ++Length;
  }
  if (Size != 0)
    To[Length < Size ? Length : Size - 1] = 0;
  return (int)Length;
}

int vsnprintf(char *To, size_t Size, const char *Format, va_list Values) {
  return print(To, Size, Format, Values);
}

int snprintf(char *To, size_t Size, const char *Format, ...) {
  va_list Values;
  va_start(Values, Format);
  int Out = print(To, Size, Format, Values);
  va_end(Values);
  return Out;
}

int sprintf(char *To, const char *Format, ...) {
  va_list Values;
  va_start(Values, Format);
  int Out = print(To, (size_t)1 << 20, Format, Values);
  va_end(Values);
  return Out;
}
