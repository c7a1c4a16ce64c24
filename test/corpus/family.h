// A family of small programs: racy, repaired, and one that looks like the racy
// one but differs. `PROGRAM name times` runs one of them, for ThreadSanitizer:
// the more often, the sooner two threads meet.
#ifndef AETHER_TEST_CORPUS_FAMILY_H
#define AETHER_TEST_CORPUS_FAMILY_H

#include <cstdlib>
#include <cstring>

struct Member {
  const char *Name;
  void (*Run)();
};

#define FAMILY(...)                                                            \
  int main(int argc, char **argv) {                                            \
    static const Member Members[] = {__VA_ARGS__};                             \
    int Times = argc > 2 ? std::atoi(argv[2]) : 1;                             \
    for (const Member &M : Members)                                            \
      for (int I = 0; I < Times; ++I)                                          \
        if (argc < 2 || !std::strcmp(argv[1], M.Name))                         \
          M.Run();                                                             \
  }

#endif
