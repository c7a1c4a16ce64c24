// What the modes accept and refuse, and that the message names the finding and stands
// at the call.
// COMPILE: -DUNSAFE -DUNKNOWN
// COMPILE: -DAETHER_VETO_TABLE="\"strict.inc\""
// COMPILE: -DUNSAFE -DUNKNOWN -DAETHER_VETO_TABLE="\"strict.inc\""
// COMPILE: -DAETHER_VETO_TABLE="\"strict.inc\"" -DAETHER_VETO_STRICT
// COMPILE: -DUNKNOWN -DAETHER_VETO_TABLE="\"strict.inc\"" -DAETHER_VETO_STRICT
// COMPILE: -DAETHER_VETO_TABLE="\"strict.inc\"" -DAETHER_VETO_STRICT -DAETHER_VETO_REQUIRE_PROOF
// REFUSE: -DUNSAFE -DAETHER_VETO_TABLE="\"strict.inc\"" -DAETHER_VETO_STRICT | captured-mutation: `total` is written by every task | strict.cpp:102:
// REFUSE: -DUNSAFE -DAETHER_VETO_TABLE="\"strict.inc\"" -DAETHER_VETO_REQUIRE_PROOF | captured-mutation: `total` is written by every task | strict.cpp:102:
// REFUSE: -DUNKNOWN -DAETHER_VETO_TABLE="\"strict.inc\"" -DAETHER_VETO_REQUIRE_PROOF | not proven safe: `helper` has no body | strict.cpp:108:
// COMPILE: -DNO_ENTRY -DAETHER_VETO_TABLE="\"strict.inc\"" -DAETHER_VETO_REQUIRE_PROOF
// COMPILE: -DNO_ENTRY -DAETHER_VETO_TABLE="\"strict.inc\"" -DAETHER_VETO_STRICT
// COMPILE: -DUNSAFE -DAETHER_VETO_TABLE="\"strict.inc\"" -DAETHER_VETO_STRICT -DAETHER_ANALYSIS
// COMPILE: -DAETHER_VETO_TABLE="\"absent.inc\""
// REFUSE: -DAETHER_VETO_TABLE="\"absent.inc\"" -DAETHER_VETO_STRICT | the veto table of this file is missing
// COMPILE: -DAETHER_VETO_TABLE="\"absent.inc\"" -DAETHER_VETO_STRICT -DAETHER_ANALYSIS
// REFUSE: -DFORMAT=3 -DAETHER_VETO_TABLE="\"strict.inc\"" | another version
#include <aether/aether.h>

#include <vector>

void helper(int &);

#line 100 "strict.cpp"
#ifdef UNSAFE
void unsafe(std::vector<int> &items, long &total) {
  aether::par_for_each(items, [&](int &x) { total += x; });
}
#endif
#ifdef UNKNOWN
void unknown(std::vector<int> &items) {
  // A comment, to be on the line of the table.
  aether::par_for_each(items, [&](int &x) { helper(x); });
}
#endif
#ifdef NO_ENTRY
void no_entry(std::vector<int> &items) {
  aether::par_for_each(items, [&](int &x) { ++x; });
}
#ifdef AETHER_VETO_REQUIRE_PROOF
constexpr aether::CallSite where(aether::CallSite site = std::source_location::current()) { return site; }
static_assert(where().vetoed() && where().verdict() == aether::Verdict::Unanalyzed);
#endif
#endif
#line 116 "strict.cpp"
void safe(std::vector<int> &items) {
  aether::par_for_each(items, [&](int &x) { ++x; });
}
