// The check of vetoed.cpp would see a scheduler: without a table there is one.
// COMPILE: -O2
// HAS-SYMBOL: aether::detail::run(
#include "vetoed.cpp"
