#!/usr/bin/env python3
"""Edits a project at random, and holds what `aether check` says with a database,
which remembers the units that did not change, against what it says without one.

usage: random_edits.py [--seed N] [--edits N] AETHER FOLDER
FOLDER is made anew. Ends with a line of counts; exit status 1 and the difference
at the first one.
"""

import argparse
import json
import os
import random
import shutil
import subprocess
import sys

UNITS = 5
MODELS = """format: 1
functions:
  - name: each
    parallel:
      dimensions: [{from: 0, to: arg0}]
      tasks: [{call: arg1, with: [index]}]
"""
STATEMENTS = [
    "total += i;",
    "++counts[0];",
    "cells[i] = i;",
    "cells[i + 1] = cells[i];",
    "__atomic_fetch_add(&total, i, 0);",
    "unseen(i);",
    "(void)counts[i];",
    "each(2, [&](int k) { cells[k] = i; });",
]


class Project:
    def __init__(self, folder, random):
        self.folder, self.random = folder, random
        self.units = {}  # number -> the statements of its two functions
        self.signed = True
        for number in range(UNITS):
            self.units[number] = [self.statements(number) for _ in range(2)]
        self.write("models.yaml", MODELS)
        self.write_all()

    def statements(self, number):
        lines = self.random.sample(STATEMENTS, self.random.choice([0, 0, 1, 2]))
        # Calls go up, so that they end.
        if number + 1 < UNITS and self.random.random() < 0.7:
            callee = self.random.randrange(number + 1, UNITS)
            lines.append(f"work{callee}{self.random.choice('ab')}(i, cells);")
        return lines

    def write(self, name, text):
        with open(os.path.join(self.folder, name), "w", encoding="utf-8") as out:
            out.write(text)

    def write_all(self):
        number = "int" if self.signed else "unsigned"
        self.write("shared.h", "\n".join(
            ["#pragma once", f"extern {number} total;", "extern int counts[100];",
             "void unseen(int);",
             "template <class F> void each(int n, F f) { for (int i = 0; i < n; ++i) f(i); }"]
            + [f"void work{n}{p}(int i, int *cells);" for n in range(UNITS) for p in "ab"]) + "\n")
        commands = []
        for number, bodies in self.units.items():
            lines = ['#include "shared.h"']
            for part, body in zip("ab", bodies):
                lines += [f"void work{number}{part}(int i, int *cells) {{",
                          *("  " + line for line in body), "}"]
            lines += [f"void start{number}() {{", "  int cells[200];",
                      f"  each(99, [&](int i) {{ work{number}a(i, cells); }});",
                      f"  each(50, [&](int i) {{ work{number}b(2 * i, cells); }});", "}"]
            self.write(f"u{number}.cpp", "\n".join(lines) + "\n")
            commands.append({"directory": self.folder, "file": f"u{number}.cpp",
                             "arguments": ["clang++", "-std=c++20", "-c", f"u{number}.cpp"]})
        self.write("compile_commands.json", json.dumps(commands))

    def edit(self):
        """One change, as an editor or a version control system would make it."""
        choice = self.random.random()
        number = self.random.randrange(UNITS)
        if choice < 0.1:
            self.signed = not self.signed
        elif choice < 0.2 and len(self.units) > 2:
            self.units.pop(number, None)
        else:
            bodies = self.units.setdefault(number, [[], []])
            bodies[self.random.randrange(2)] = self.statements(number)
        self.write_all()
        for name in os.listdir(self.folder):
            if name.startswith("u") and int(name[1:-4]) not in self.units:
                os.remove(os.path.join(self.folder, name))


def check(aether, folder, *options):
    ran = subprocess.run(
        [aether, "check", "-p", folder, "--models", os.path.join(folder, "models.yaml"),
         "--format=json", *options], capture_output=True, text=True)
    if ran.returncode not in (0, 1):
        sys.exit(f"random_edits.py: exit status {ran.returncode}: {ran.stderr}")
    report = json.loads(ran.stdout)
    report["summary"].pop("seconds")
    return report


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--edits", type=int, default=24)
    parser.add_argument("aether")
    parser.add_argument("folder")
    arguments = parser.parse_args()
    folder = os.path.abspath(arguments.folder)
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(folder)
    project = Project(folder, random.Random(arguments.seed))
    database = os.path.join(folder, "project.vdb")
    changed, verdicts, last = 0, set(), None
    for number in range(arguments.edits + 1):
        kept = check(arguments.aether, folder, "--db", database)
        anew = check(arguments.aether, folder)
        again = check(arguments.aether, folder, "--db", database)
        for what, report in (("with a database", kept), ("a second time", again)):
            if report != anew:
                print(f"after edit {number}, {what}:", json.dumps(report, indent=1),
                      "from nothing:", json.dumps(anew, indent=1), sep="\n")
                return 1
        changed += last is not None and anew["call_sites"] != last["call_sites"]
        verdicts |= {site["verdict"] for site in anew["call_sites"]}
        last = anew
        project.edit()
    # Else the comparison would be of nothing.
    if changed < arguments.edits // 4 or verdicts != {"safe", "unsafe", "unknown"}:
        print(f"too little happens: {changed} changes, verdicts {sorted(verdicts)}")
        return 1
    print(f"{arguments.edits} edits, of which {changed} changed verdicts: nothing differs")
    return 0


if __name__ == "__main__":
    sys.exit(main())
