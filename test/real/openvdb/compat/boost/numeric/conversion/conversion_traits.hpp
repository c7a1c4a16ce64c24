// Debian's Boost 1.74 does not compile with Clang 16 and later here (a cast of
// -1 to an enumeration in a constant expression). OpenVDB needs no more of the
// header than this.
#pragma once

#include <type_traits>

namespace boost::numeric {
template <class T, class S,
          bool = std::is_arithmetic_v<T> && std::is_arithmetic_v<S>>
struct conversion_traits {
  using supertype = T;
};
template <class T, class S> struct conversion_traits<T, S, true> {
  using supertype = std::common_type_t<T, S>;
};
} // namespace boost::numeric
