//===- Cxx.cpp - What libstdc++ keeps out of its headers ------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Compiled to bitcode that a rehearsal runs in place of the library. Trees are
// not balanced when nodes are taken out: what is done to nodes then is less
// than what the library does, and nothing that it does not.
//
//===----------------------------------------------------------------------===//

#include <bits/functexcept.h>
#include <list>
#include <map>
#include <new>
#include <stdexcept>
#include <string>
#include <system_error>
#include <unordered_map>

template class std::basic_string<char>;

namespace std {

namespace __detail {

void _List_node_base::_M_hook(_List_node_base *const Next) noexcept {
  _M_next = Next;
  _M_prev = Next->_M_prev;
  Next->_M_prev->_M_next = this;
  Next->_M_prev = this;
}

void _List_node_base::_M_unhook() noexcept {
  _M_prev->_M_next = _M_next;
  _M_next->_M_prev = _M_prev;
}

void _List_node_base::_M_transfer(_List_node_base *const First,
                                  _List_node_base *const Last) noexcept {
  if (this == Last)
    return;
  _List_node_base *const Tail = Last->_M_prev;
  First->_M_prev->_M_next = Last;
  Last->_M_prev = First->_M_prev;
  Tail->_M_next = this;
  First->_M_prev = _M_prev;
  _M_prev->_M_next = First;
  _M_prev = Tail;
}

void _List_node_base::_M_reverse() noexcept {
  _List_node_base *Node = this;
  do {
    _List_node_base *const Next = Node->_M_next;
    Node->_M_next = Node->_M_prev;
    Node->_M_prev = Next;
    Node = Next;
  } while (Node != this);
}

void _List_node_base::swap(_List_node_base &A, _List_node_base &B) noexcept {
  _List_node_base Mark;
  Mark._M_hook(&A);
  A._M_unhook();
  A._M_hook(&B);
  B._M_unhook();
  B._M_hook(&Mark);
  Mark._M_unhook();
}

/// The least prime that will do, from a few.
size_t _Prime_rehash_policy::_M_next_bkt(size_t N) const {
  static constexpr size_t Primes[] = {
      2,    5,    11,    23,    47,    97,     199,    409,    823,    1741,
      3739, 7517, 15173, 30727, 62233, 126271, 256279, 520241, 1056323};
  size_t Out = Primes[0];
  for (const size_t P : Primes) {
    Out = P;
    if (P >= N)
      break;
  }
  const_cast<_Prime_rehash_policy *>(this)->_M_next_resize =
      static_cast<size_t>(static_cast<float>(Out) * _M_max_load_factor);
  return Out;
}

pair<bool, size_t> _Prime_rehash_policy::_M_need_rehash(size_t Buckets,
                                                        size_t Elements,
                                                        size_t More) const {
  if (Elements + More <= _M_next_resize)
    return {false, 0};
  const auto Least = static_cast<size_t>(
      static_cast<float>(Elements + More) / _M_max_load_factor + 1);
  if (Least <= Buckets)
    return {false, 0};
  const size_t Twice = Buckets * 2;
  return {true, _M_next_bkt(Least > Twice ? Least : Twice)};
}

} // namespace __detail

//===----------------------------------------------------------------------===//
// Trees
//===----------------------------------------------------------------------===//

using Node = _Rb_tree_node_base;

Node *_Rb_tree_increment(Node *N) throw() {
  if (N->_M_right) {
    N = N->_M_right;
    while (N->_M_left)
      N = N->_M_left;
    return N;
  }
  Node *Up = N->_M_parent;
  while (N == Up->_M_right) {
    N = Up;
    Up = Up->_M_parent;
  }
  return N->_M_right != Up ? Up : N;
}

const Node *_Rb_tree_increment(const Node *N) throw() {
  return _Rb_tree_increment(const_cast<Node *>(N));
}

Node *_Rb_tree_decrement(Node *N) throw() {
  // The header is the only red node that is its parent's parent.
  if (N->_M_color == _S_red && N->_M_parent && N->_M_parent->_M_parent == N)
    return N->_M_right;
  if (N->_M_left) {
    N = N->_M_left;
    while (N->_M_right)
      N = N->_M_right;
    return N;
  }
  Node *Up = N->_M_parent;
  while (N == Up->_M_left) {
    N = Up;
    Up = Up->_M_parent;
  }
  return Up;
}

const Node *_Rb_tree_decrement(const Node *N) throw() {
  return _Rb_tree_decrement(const_cast<Node *>(N));
}

/// Puts the right child of \p N above it, or the left one.
static void rotate(Node *N, bool Right, Node &Header) {
  Node *const Child = Right ? N->_M_right : N->_M_left;
  Node *const Inner = Right ? Child->_M_left : Child->_M_right;
  (Right ? N->_M_right : N->_M_left) = Inner;
  if (Inner)
    Inner->_M_parent = N;
  Child->_M_parent = N->_M_parent;
  if (N == Header._M_parent)
    Header._M_parent = Child;
  else if (N == N->_M_parent->_M_left)
    N->_M_parent->_M_left = Child;
  else
    N->_M_parent->_M_right = Child;
  (Right ? Child->_M_left : Child->_M_right) = N;
  N->_M_parent = Child;
}

/// As for any red-black tree: below a red node there is no red one.
void _Rb_tree_insert_and_rebalance(const bool Left, Node *N, Node *Up,
                                   Node &Header) throw() {
  N->_M_parent = Up;
  N->_M_left = nullptr;
  N->_M_right = nullptr;
  N->_M_color = _S_red;
  if (Up == &Header) {
    Header._M_parent = N;
    Header._M_left = N;
    Header._M_right = N;
  } else if (Left) {
    Up->_M_left = N;
    if (Up == Header._M_left)
      Header._M_left = N;
  } else {
    Up->_M_right = N;
    if (Up == Header._M_right)
      Header._M_right = N;
  }
  while (N != Header._M_parent && N->_M_parent->_M_color == _S_red) {
    Node *P = N->_M_parent;
    Node *const Above = P->_M_parent;
    const bool IsLeft = P == Above->_M_left;
    Node *const Other = IsLeft ? Above->_M_right : Above->_M_left;
    if (Other && Other->_M_color == _S_red) {
      P->_M_color = _S_black;
      Other->_M_color = _S_black;
      Above->_M_color = _S_red;
      N = Above;
      continue;
    }
    if (N == (IsLeft ? P->_M_right : P->_M_left)) {
      rotate(P, IsLeft, Header);
      P = N;
    }
    P->_M_color = _S_black;
    Above->_M_color = _S_red;
    rotate(Above, !IsLeft, Header);
    break;
  }
  if (Header._M_parent->_M_color == _S_red)
    Header._M_parent->_M_color = _S_black;
}

/// Puts \p By in the place of \p N below its parent.
static void replace(Node *N, Node *By, Node &Header) {
  if (Header._M_parent == N)
    Header._M_parent = By;
  else if (N->_M_parent->_M_left == N)
    N->_M_parent->_M_left = By;
  else
    N->_M_parent->_M_right = By;
  if (By)
    By->_M_parent = N->_M_parent;
}

Node *_Rb_tree_rebalance_for_erase(Node *const N, Node &Header) throw() {
  Node *const After =
      N->_M_right || N != Header._M_right ? _Rb_tree_increment(N) : &Header;
  Node *const Before = N == Header._M_left ? &Header : _Rb_tree_decrement(N);
  if (!N->_M_left || !N->_M_right) {
    replace(N, N->_M_left ? N->_M_left : N->_M_right, Header);
  } else {
    if (After->_M_parent != N) {
      replace(After, After->_M_right, Header);
      After->_M_right = N->_M_right;
      N->_M_right->_M_parent = After;
    }
    replace(N, After, Header);
    After->_M_left = N->_M_left;
    N->_M_left->_M_parent = After;
  }
  if (N == Header._M_left)
    Header._M_left = After;
  if (N == Header._M_right)
    Header._M_right = Before;
  // (The root is black, so that the header can be told from it.)
  if (Header._M_parent && Header._M_parent->_M_color == _S_red)
    Header._M_parent->_M_color = _S_black;
  return N;
}

//===----------------------------------------------------------------------===//
// Hashes and exceptions
//===----------------------------------------------------------------------===//

/// FNV-1a.
size_t _Hash_bytes(const void *From, size_t Size, size_t Seed) {
  size_t Out = Seed ^ 0xcbf29ce484222325;
  for (size_t I = 0; I != Size; ++I)
    Out = (Out ^ static_cast<const unsigned char *>(From)[I]) * 0x100000001b3;
  return Out;
}

exception::~exception() noexcept = default;
const char *exception::what() const noexcept { return "std::exception"; }
bad_alloc::~bad_alloc() noexcept = default;
const char *bad_alloc::what() const noexcept { return "std::bad_alloc"; }
bad_array_new_length::~bad_array_new_length() noexcept = default;
const char *bad_array_new_length::what() const noexcept {
  return "std::bad_array_new_length";
}

/// (Copies are not shared.)
static const char *copyOf(const char *Text) {
  const size_t Size = __builtin_strlen(Text) + 1;
  char *const Out = new char[Size];
  __builtin_memcpy(Out, Text, Size);
  return Out;
}

__cow_string::__cow_string(const string &S) : _M_p(copyOf(S.c_str())) {}
__cow_string::__cow_string(const char *Text, size_t) : _M_p(copyOf(Text)) {}
__cow_string::__cow_string(const __cow_string &S) noexcept
    : _M_p(copyOf(S._M_p)) {}
__cow_string &__cow_string::operator=(const __cow_string &S) noexcept {
  const char *const Old = _M_p;
  _M_p = copyOf(S._M_p);
  delete[] Old;
  return *this;
}
__cow_string::~__cow_string() { delete[] _M_p; }

#define WITH_TEXT(Class)                                                       \
  Class::Class(const string &S) : _M_msg(S) {}                                 \
  Class::Class(const char *Text) : _M_msg(Text, 0) {}                          \
  Class::Class(const Class &) noexcept = default;                              \
  Class &Class::operator=(const Class &) noexcept = default;                   \
  Class::~Class() noexcept = default;                                          \
  const char *Class::what() const noexcept { return _M_msg._M_p; }
#define DERIVED(Class, Base)                                                   \
  Class::Class(const string &S) : Base(S) {}                                   \
  Class::Class(const char *Text) : Base(Text) {}                               \
  Class::~Class() noexcept = default;

WITH_TEXT(logic_error)
WITH_TEXT(runtime_error)
DERIVED(domain_error, logic_error)
DERIVED(invalid_argument, logic_error)
DERIVED(length_error, logic_error)
DERIVED(out_of_range, logic_error)
DERIVED(range_error, runtime_error)
DERIVED(overflow_error, runtime_error)
DERIVED(underflow_error, runtime_error)

void __throw_bad_alloc() { throw bad_alloc(); }
void __throw_bad_array_new_length() { throw bad_array_new_length(); }
void __throw_bad_cast() { throw bad_cast(); }
void __throw_logic_error(const char *Why) { throw logic_error(Why); }
void __throw_domain_error(const char *Why) { throw domain_error(Why); }
void __throw_invalid_argument(const char *Why) { throw invalid_argument(Why); }
void __throw_length_error(const char *Why) { throw length_error(Why); }
void __throw_out_of_range(const char *Why) { throw out_of_range(Why); }
void __throw_out_of_range_fmt(const char *Why, ...) { throw out_of_range(Why); }
void __throw_runtime_error(const char *Why) { throw runtime_error(Why); }
void __throw_range_error(const char *Why) { throw range_error(Why); }
void __throw_overflow_error(const char *Why) { throw overflow_error(Why); }
void __throw_underflow_error(const char *Why) { throw underflow_error(Why); }

} // namespace std
