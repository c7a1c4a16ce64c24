// A family of small programs: racy, repaired, and one that looks like the racy
// one but differs. `PROGRAM name` runs one of them, for ThreadSanitizer.
#ifndef AETHER_TEST_CORPUS_FAMILY_H
#define AETHER_TEST_CORPUS_FAMILY_H

#include <cstring>

struct Member {
  const char *Name;
  void (*Run)();
};

#define FAMILY(...)                                                            \
  int main(int argc, char **argv) {                                            \
    static const Member Members[] = {__VA_ARGS__};                             \
    for (const Member &M : Members)                                            \
      if (argc < 2 || !std::strcmp(argv[1], M.Name))                           \
        M.Run();                                                               \
  }

#endif
