// Where each compiler says that a call stands, and that the table's columns agree.
// COMPILE: -DAETHER_VETO_TABLE="\"positions.inc\""
#include <aether/aether.h>

using aether::CallSite;
using aether::Verdict;

constexpr Verdict call(int, CallSite site = std::source_location::current()) {
  return site.verdict();
}
template <class T>
constexpr Verdict call_of(CallSite site = std::source_location::current()) {
  return site.verdict();
}
struct Stage {
  Verdict verdict = Verdict::Unanalyzed;
  constexpr Stage map(int, CallSite site = std::source_location::current()) const {
    return {site.verdict() > verdict ? site.verdict() : verdict};
  }
};
struct Object {
  Verdict verdict;
  constexpr Object(int, CallSite site = std::source_location::current())
      : verdict(site.verdict()) {}
  constexpr Verdict
  operator()(int, CallSite site = std::source_location::current()) const {
    return site.verdict();
  }
};
#define CALL call(1)

// clang-format off
#line 100 "positions.cpp"
constexpr Verdict plain = call(1);
constexpr Verdict qualified = ::call  (1);
constexpr Verdict of_type = call_of<int>();
constexpr Verdict chain = Stage().map(1).map(2).verdict;
constexpr Verdict first_stage = Stage().map(1).verdict;
constexpr Verdict object = Object(1).verdict;
constexpr Verdict in_macro = CALL;
constexpr Verdict two = call(1) < call(2) ? Verdict::Unsafe : Verdict::Safe;
constexpr Verdict over_lines = ::
  call
  (1);
#line 120
template <class T> constexpr Verdict in_template(T t) { return call(t); }
constexpr auto lambda = [] { return call(1); };
inline Verdict in_header() { return call(1); }
// clang-format on

static_assert(plain == Verdict::Safe);
static_assert(qualified == Verdict::Safe);
static_assert(of_type == Verdict::Safe);
static_assert(chain == Verdict::Unsafe);
static_assert(first_stage == Verdict::Safe);
static_assert(object == Verdict::Safe);
static_assert(in_macro == Verdict::Safe);
static_assert(two == Verdict::Unsafe);
static_assert(over_lines == Verdict::Safe);
static_assert(in_template(1) == Verdict::Safe && in_template(1L) == Verdict::Safe);
static_assert(lambda() == Verdict::Safe);
