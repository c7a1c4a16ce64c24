// A callee that is called through a pointer gets a pointer, or a number, by
// reference, and moves it: who called goes on with what it is now.
#include "family.h"

#include <functional>
#include <thread>

static int a[64];

static void on(int *&p) { p += 10; }
static void look(int *&p) { *p = 1; }
static void step(int &i) { i += 10; }

static void call(void (*f)(int *&), int *&x) { f(x); }
static void call_twice(void (*f)(int *&), int *&x) { call(f, x), call(f, x); }
static void count(void (*f)(int &), int &i) { f(i); }
template <class F, class... X> static void forward(F &&f, X &&...x) {
  static_cast<F &&>(f)(static_cast<X &&>(x)...);
}

static void fill(int *p) {
  for (int i = 0; i < 10; ++i)
    p[i] = 1;
}
static void fill_second() {
  for (int i = 10; i < 20; ++i)
    a[i] = 2;
}

void racy_by_a_pointer() {
  int *p = a;
  call(on, p);
  std::thread t([p] { fill(p); }); // unsafe: overlapping-elements
  fill_second();
  t.join();
}
void repaired_by_a_pointer() {
  int *p = a;
  call(on, p);
  std::thread t([p] { fill(p); }); // safe
  t.join();
  fill_second();
}
void lookalike_only_looks() {
  int *p = a;
  call(look, p);
  std::thread t([p] { fill(p); }); // safe
  fill_second();
  t.join();
}
void racy_called_twice() {
  int *p = a;
  call_twice([](int *&q) { q += 5; }, p);
  std::thread t([p] { fill(p); }); // unsafe: overlapping-elements
  fill_second();
  t.join();
}
void racy_by_a_variable() {
  int *p = a;
  void (*f)(int *&) = on;
  f(p);
  std::thread t([p] { fill(p); }); // unsafe: overlapping-elements
  fill_second();
  t.join();
}
void racy_forwarded() {
  int *p = a;
  forward(on, p);
  std::thread t([p] { fill(p); }); // unsafe: overlapping-elements
  fill_second();
  t.join();
}
void lookalike_forwarded() {
  int *p = a;
  forward(look, p);
  std::thread t([p] { fill(p); }); // safe
  fill_second();
  t.join();
}
struct Mover {
  void move(int *&p) { p += 10; }
  void keep(int *&p) { *p = 1; }
};
void racy_by_a_member() {
  int *p = a;
  Mover m;
  void (Mover::*f)(int *&) = &Mover::move;
  (m.*f)(p);
  std::thread t([p] { fill(p); }); // unsafe: overlapping-elements
  fill_second();
  t.join();
}
void lookalike_by_a_member() {
  int *p = a;
  Mover m;
  void (Mover::*f)(int *&) = &Mover::keep;
  (m.*f)(p);
  std::thread t([p] { fill(p); }); // safe
  fill_second();
  t.join();
}
void racy_from_a_table() {
  int *p = a;
  void (*table[])(int *&) = {look, on};
  for (auto f : table)
    f(p);
  std::thread t([p] { fill(p); }); // unsafe: overlapping-elements
  fill_second();
  t.join();
}
void lookalike_from_a_table() {
  int *p = a;
  void (*table[])(int *&) = {look, look};
  for (auto f : table)
    f(p);
  std::thread t([p] { fill(p); }); // safe
  fill_second();
  t.join();
}

static void (*chosen)(int *&) = look;
static void choose() { chosen = on; }
void racy_in_a_global() {
  int *p = a;
  choose();
  chosen(p);
  std::thread t([p] { fill(p); }); // unsafe: overlapping-elements
  fill_second();
  t.join();
}

static void given(void (*f)(int *&)) {
  int *p = a;
  f(p);
  std::thread t([p] { fill(p); }); // unsafe: overlapping-elements
  fill_second();
  t.join();
}
void racy_given_by_a_caller() { given(on); }

static void given_a_wrapper(const std::function<void(int *&)> &f) {
  int *p = a;
  f(p);
  std::thread t([p] { fill(p); }); // unsafe: overlapping-elements (today: unknown)
  fill_second();
  t.join();
}
void racy_given_a_wrapper() { given_a_wrapper(on); }

void racy_number() {
  int i = 0;
  count(step, i);
  int *p = a + i;
  std::thread t([p] { fill(p); }); // unsafe: overlapping-elements (today: unknown)
  fill_second();
  t.join();
}

FAMILY({"racy_by_a_pointer", racy_by_a_pointer},
       {"repaired_by_a_pointer", repaired_by_a_pointer},
       {"lookalike_only_looks", lookalike_only_looks},
       {"racy_called_twice", racy_called_twice},
       {"racy_by_a_variable", racy_by_a_variable},
       {"racy_forwarded", racy_forwarded},
       {"lookalike_forwarded", lookalike_forwarded},
       {"racy_by_a_member", racy_by_a_member},
       {"lookalike_by_a_member", lookalike_by_a_member},
       {"racy_from_a_table", racy_from_a_table},
       {"lookalike_from_a_table", lookalike_from_a_table},
       {"racy_in_a_global", racy_in_a_global},
       {"racy_given_by_a_caller", racy_given_by_a_caller},
       {"racy_given_a_wrapper", racy_given_a_wrapper},
       {"racy_number", racy_number})
