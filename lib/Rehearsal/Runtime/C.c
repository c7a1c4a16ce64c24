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
#include <time.h>

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

//===----------------------------------------------------------------------===//
// Characters, in the C locale
//===----------------------------------------------------------------------===//

int(isdigit)(int C) { return C >= '0' && C <= '9'; }
int(isupper)(int C) { return C >= 'A' && C <= 'Z'; }
int(islower)(int C) { return C >= 'a' && C <= 'z'; }
int(isalpha)(int C) { return (isupper)(C) || (islower)(C); }
int(isalnum)(int C) { return (isalpha)(C) || (isdigit)(C); }
int(isspace)(int C) { return C == ' ' || (C >= '\t' && C <= '\r'); }
int(isblank)(int C) { return C == ' ' || C == '\t'; }
int(iscntrl)(int C) { return (C >= 0 && C < ' ') || C == 127; }
int(isprint)(int C) { return C >= ' ' && C < 127; }
int(isgraph)(int C) { return C > ' ' && C < 127; }
int(ispunct)(int C) { return (isgraph)(C) && !(isalnum)(C); }
int(isxdigit)(int C) {
  return (isdigit)(C) || (C >= 'a' && C <= 'f') || (C >= 'A' && C <= 'F');
}
int(toupper)(int C) { return C >= 'a' && C <= 'z' ? C - 'a' + 'A' : C; }
int(tolower)(int C) { return C >= 'A' && C <= 'Z' ? C - 'A' + 'a' : C; }

// What the macros of glibc look into.
#define CLASSES(From, To, ...) [128 + (From)... 128 + (To)] = __VA_ARGS__
static const unsigned short Classes[384] = {
    CLASSES(0, 8, _IScntrl),
    CLASSES('\t', '\t', _IScntrl | _ISspace | _ISblank),
    CLASSES('\n', '\r', _IScntrl | _ISspace),
    CLASSES(14, 31, _IScntrl),
    CLASSES(' ', ' ', _ISprint | _ISspace | _ISblank),
    CLASSES('!', '/', _ISprint | _ISgraph | _ISpunct),
    CLASSES('0', '9', _ISprint | _ISgraph | _ISalnum | _ISdigit | _ISxdigit),
    CLASSES(':', '@', _ISprint | _ISgraph | _ISpunct),
    CLASSES('A', 'F',
            _ISprint | _ISgraph | _ISalnum | _ISalpha | _ISupper | _ISxdigit),
    CLASSES('G', 'Z', _ISprint | _ISgraph | _ISalnum | _ISalpha | _ISupper),
    CLASSES('[', '`', _ISprint | _ISgraph | _ISpunct),
    CLASSES('a', 'f',
            _ISprint | _ISgraph | _ISalnum | _ISalpha | _ISlower | _ISxdigit),
    CLASSES('g', 'z', _ISprint | _ISgraph | _ISalnum | _ISalpha | _ISlower),
    CLASSES('{', '~', _ISprint | _ISgraph | _ISpunct),
    CLASSES(127, 127, _IScntrl),
};
static const unsigned short *const ClassesAt = Classes + 128;
const unsigned short **__ctype_b_loc(void) {
  return (const unsigned short **)&ClassesAt;
}

//===----------------------------------------------------------------------===//
// Texts
//===----------------------------------------------------------------------===//

size_t strcspn(const char *From, const char *Ends) {
  size_t Out = 0;
  for (; From[Out]; ++Out)
    for (const char *E = Ends; *E; ++E)
      if (From[Out] == *E)
        return Out;
  return Out;
}

size_t strspn(const char *From, const char *Of) {
  size_t Out = 0;
  for (; From[Out]; ++Out) {
    const char *O = Of;
    while (*O && *O != From[Out])
      ++O;
    if (!*O)
      return Out;
  }
  return Out;
}

char *strpbrk(const char *From, const char *Of) {
  From += strcspn(From, Of);
  return *From ? (char *)From : 0;
}

char *strtok_r(char *From, const char *Between, char **Rest) {
  if (!From)
    From = *Rest;
  From += strspn(From, Between);
  if (!*From) {
    *Rest = From;
    return 0;
  }
  char *End = From + strcspn(From, Between);
  if (*End)
    *End++ = 0;
  *Rest = End;
  return From;
}

char *strndup(const char *From, size_t Most) {
  size_t Size = strnlen(From, Most);
  char *Out = malloc(Size + 1);
  for (size_t I = 0; I != Size; ++I)
    Out[I] = From[I];
  Out[Size] = 0;
  return Out;
}

void bzero(void *To, size_t Size) {
  for (size_t I = 0; I != Size; ++I)
    ((char *)To)[I] = 0;
}

double difftime(time_t To, time_t From) { return (double)(To - From); }

/// What the interpreter does.
int aetherTextOfReal(char *To, int Conversion, int Precision, double Number);

struct Output {
  char *To;
  size_t Size;
  size_t Length;
};

static void put(struct Output *Out, char Next) {
  if (Out->Length + 1 < Out->Size)
    Out->To[Out->Length] = Next;
  ++Out->Length;
}

static void fill(struct Output *Out, int Count, char Next) {
  for (; Count > 0; --Count)
    put(Out, Next);
}

/// Numbers, characters and texts; what else there is ends the program.
static int print(char *To, size_t Size, const char *Format, va_list Values) {
  struct Output Out = {To, Size, 0};
  for (; *Format; ++Format) {
    if (*Format != '%') {
      put(&Out, *Format);
      continue;
    }
    int Left = 0, Zeros = 0, Width = 0, Precision = -1, Long = 0;
    for (++Format; *Format == '-' || *Format == '0'; ++Format)
      *Format == '-' ? (Left = 1) : (Zeros = 1);
    if (*Format == '*') {
      Width = va_arg(Values, int);
      ++Format;
    }
    for (; *Format >= '0' && *Format <= '9'; ++Format)
      Width = Width * 10 + *Format - '0';
    if (*Format == '.') {
      Precision = 0;
      if (*++Format == '*') {
        Precision = va_arg(Values, int);
        ++Format;
      }
      for (; *Format >= '0' && *Format <= '9'; ++Format)
        Precision = Precision * 10 + *Format - '0';
    }
    for (; *Format == 'l' || *Format == 'z' || *Format == 'j' || *Format == 't';
         ++Format)
      Long = 1;
    if (Width < 0)
      abort();
    char Digits[512], Sign = 0;
    const char *Text = Digits;
    int Length = 1;
    switch (*Format) {
    case '%':
      Digits[0] = '%';
      break;
    case 'c':
      Digits[0] = (char)va_arg(Values, int);
      Zeros = 0;
      break;
    case 's':
      Text = va_arg(Values, const char *);
      for (Length = 0; Length != Precision && Text[Length];)
        ++Length;
      Zeros = 0;
      break;
    case 'd':
    case 'i':
    case 'u':
    case 'x':
    case 'o': {
      if (Precision >= 0)
        abort();
      const int Signed = *Format == 'd' || *Format == 'i';
      long long N = Long     ? va_arg(Values, long long)
                    : Signed ? va_arg(Values, int)
                             : (long long)va_arg(Values, unsigned);
      const unsigned Base = *Format == 'x' ? 16 : *Format == 'o' ? 8 : 10;
      unsigned long long Rest = (unsigned long long)N;
      if (Signed && N < 0) {
        Sign = '-';
        Rest = -Rest;
      }
      char *At = Digits + sizeof Digits;
      do
        *--At = "0123456789abcdef"[Rest % Base];
      while (Rest /= Base);
      Text = At;
      Length = (int)(Digits + sizeof Digits - At);
      break;
    }
    case 'e':
    case 'f':
    case 'g': {
      double N = va_arg(Values, double);
      if (N != N)
        abort();
      if (N < 0) {
        Sign = '-';
        N = -N;
      }
      Length =
          aetherTextOfReal(Digits, *Format, Precision < 0 ? 6 : Precision, N);
      break;
    }
    default:
      abort();
    }
    const int Padding = Width - Length - (Sign != 0);
    if (!Left && !Zeros)
      fill(&Out, Padding, ' ');
    if (Sign)
      put(&Out, Sign);
    if (!Left && Zeros)
      fill(&Out, Padding, '0');
    for (int I = 0; I != Length; ++I)
      put(&Out, Text[I]);
    if (Left)
      fill(&Out, Padding, ' ');
  }
  if (Size != 0)
    To[Out.Length < Size ? Out.Length : Size - 1] = 0;
  return (int)Out.Length;
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
