"""session.py SERVER INCLUDE FOLDER: what an editor sees while somebody types.

Each step sends the text as it is then, and looks at what the server answers.
"""

import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "Inputs"))
import lsp

CHECK = "aether-unsafe-parallel"

HEADER = """#pragma once
#include <aether/aether.h>
inline void add_to(long &total, int x) {
  total += x; // in the header
}
inline void add_all(std::vector<int> &items, long &total) {
  aether::par_for_each(items, [&](int &x) { total += x; });
}
"""
SYSTEM = """#pragma once
inline void count_up(long &total) { ++total; }
"""
TEXT = """#include "help.h"
#include <counter.h>
#include <mutex>
#include <vector>
long run(std::vector<int> &items) {
  long total = 0;
  std::mutex guard;
  aether::par_for_each(items, [&](int &x) {
    BODY
  });
  return total;
}
"""


def write(folder, name, text):
    path = os.path.join(folder, name)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
    return path


def expect(what, seen, wanted):
    if seen != wanted:
        sys.exit(f"{what}:\n  expected {wanted}\n  seen     {seen}")
    print("ok:", what)


class Editor:
    def __init__(self, server, path):
        self.server, self.path, self.is_open = server, path, False

    def type(self, text):
        """The lines, from 1, on which our check warns; the rest as text."""
        (self.server.change if self.is_open else self.server.open)(self.path, text)
        self.is_open = True
        self.ours, others = [], []
        for found in self.server.diagnostics(self.path):
            if found.get("code") == CHECK:
                self.ours.append(found)
            elif found.get("severity") == 1:
                others.append(found["message"])
        lines = sorted(found["range"]["start"]["line"] + 1 for found in self.ours)
        return lines + others

    def notes(self):
        return sorted({(os.path.basename(note["location"]["uri"]),
                        note["location"]["range"]["start"]["line"] + 1)
                       for found in self.ours
                       for note in found["relatedInformation"]})


def main():
    server, include, folder = map(os.path.abspath, sys.argv[1:])
    write(folder, "compile_flags.txt",
          f"-std=c++20\n-isystem\n{include}\n-isystem\n{folder}/system\n")
    write(folder, "help.h", HEADER)
    write(folder, "system/counter.h", SYSTEM)
    path = write(folder, "main.cpp", "")

    def body(code):
        return TEXT.replace("BODY", code)

    def session():
        return lsp.Session([server, "--background-index=0", "--clang-tidy"], folder)

    with session() as running:
        editor = Editor(running, path)
        expect("clean code", editor.type(body("x += 1;")), [])
        expect("a race is typed", editor.type(body("total += x;")), [9])
        expect("the call and the capture are told", {line for _, line in editor.notes()}
               >= {8, 9}, True)
        expect("it is locked", editor.type(
            body("std::lock_guard hold(guard); total += x;")), [])
        expect("a race in a function of a header", editor.type(body("add_to(total, x);")),
               [8])
        expect("the line in the header is told", ("help.h", 4) in editor.notes(), True)
        expect("locked as well", editor.type(
            body("std::lock_guard hold(guard); add_to(total, x);")), [])
        expect("a function of a system header is not known",
               editor.type(body("count_up(total);")), [])
        expect("silenced", editor.type(body("total += x; // NOLINT(aether-*)")), [])
        expect("a call in a function of a header", editor.type(
            '#include "help.h"\nlong run(std::vector<int> &items) {\n'
            "  long total = 0;\n  add_all(items, total);\n  return total;\n}\n"), [])
    expect("the server ends well", running.status, 0)

    write(folder, ".clang-tidy",
          f"CheckOptions: {{{CHECK}.ReportUnknown: true}}\n")
    with session() as running:
        editor = Editor(running, path)
        expect("what is not known is told if that is asked for",
               editor.type(body("count_up(total);")), [8])
        expect("what a header of ours does is known",
               editor.type(body("add_to(*new long(0), x);")), [])

    write(folder, ".clang-tidy", "Checks: '-aether-*'\n")
    with session() as running:
        editor = Editor(running, path)
        expect("switched off", editor.type(body("total += x;")), [])


main()
