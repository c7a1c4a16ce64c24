// What costs a compiler much and the library does not need does not come along
// with it: with libstdc++, the calendars of <chrono>, and the string streams
// that these need.
// COMPILE:
#include <aether/aether.h>

#if defined(_GLIBCXX_CHRONO) || defined(_GLIBCXX_SSTREAM) ||                   \
    defined(_GLIBCXX_IOSTREAM)
#error "<aether/aether.h> includes a header that is heavy"
#endif

int main() {}
