"""session.py SERVER INCLUDE FOLDER AETHER: what an editor sees while somebody types.

Each step sends the text as it is then, and looks at what the server answers.
"""

import os
import subprocess
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
# A race of two files: one starts the tasks, the other has the variable.
COUNTER = """#include "counting.h"
static KIND hits;
void hit() { ++hits; }
"""
COUNTING = """#pragma once
#include <atomic>
void hit();
"""
STARTER = """#include "counting.h"
#include <aether/aether.h>
#include <vector>
void run(std::vector<int> &items) {
  aether::par_for_each(items, [](int &x) {
    x += 1;
    BODY
  });
}
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


def several_files(server, aether, folder):
    """What other files do comes from the veto database."""
    write(folder, "counting.h", COUNTING)
    starter = write(folder, "starter.cpp", STARTER.replace("BODY", "hit();"))
    counter = os.path.join(folder, "counter.cpp")
    database = os.path.join(folder, "aether.vdb")
    write(folder, ".clang-tidy",
          f"CheckOptions: {{{CHECK}.VetoDatabase: {database}}}\n")

    def check(kind):
        write(folder, "counter.cpp", COUNTER.replace("KIND", kind))
        with open(os.path.join(folder, "compile_flags.txt"), encoding="utf-8") as flags:
            options = flags.read().split()
        subprocess.run(
            [aether, "check", "--quiet", "--exit-zero", "--db", database, starter, counter,
             "--", *options], check=True, stdout=subprocess.DEVNULL)

    check("long")
    with lsp.Session([server, "--background-index=0", "--clang-tidy"], folder) as running:
        editor = Editor(running, starter)
        expect("nothing of the other file is called",
               editor.type(STARTER.replace("BODY", "")), [])
        expect("a race with the other file is typed",
               editor.type(STARTER.replace("BODY", "hit();")), [5])
        expect("its line there is told", ("counter.cpp", 3) in editor.notes(), True)
        other = Editor(running, counter)
        expect("the other file is opened", other.type(COUNTER.replace("KIND", "long")), [3])
        expect("the call is told there", ("starter.cpp", 5) in other.notes(), True)
        expect("it is repaired", other.type(COUNTER.replace("KIND", "std::atomic<long>")), [])
        write(folder, "counter.cpp", COUNTER.replace("KIND", "std::atomic<long>"))
        expect("what the database knows is old", editor.type(
            STARTER.replace("BODY", "hit(); x += 2;")), [1])
        expect("which is told", "counter.cpp changed since the last check"
               in editor.ours[0]["message"], True)
        check("std::atomic<long>")
        expect("after the check it is gone",
               editor.type(STARTER.replace("BODY", "hit(); x += 3;")), [])
        with open(database, "w", encoding="utf-8") as file:
            file.write("damaged")
        expect("a database that is none", editor.type(
            STARTER.replace("BODY", "hit(); x += 4;")), [1])


def main():
    server, include, folder, aether = map(os.path.abspath, sys.argv[1:])
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
    several_files(server, aether, folder)


main()
