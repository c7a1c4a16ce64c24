#!/usr/bin/env python3
"""What `aether hook run` costs before a commit, beside parsing the files once.

A scratch repository has a project whose files include much of the standard library.
Three of them are changed and staged; then, in turn, the hook runs and the compiler
parses the three (`-fsyntax-only`), one after the other. Each round changes one digit in
each file, so that nothing is cached. After that come the commits in which nothing
relevant changed: no source is staged, or what is staged was checked before.

usage: hook_latency.py [--rounds N] AETHER INCLUDE [CLANGXX]
INCLUDE is the folder of <aether/aether.h>, included as a system header.
"""

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time

SOURCE = """#include "part{n}.h"
#include <aether/aether.h>
#include <algorithm>
#include <iostream>
#include <map>
#include <mutex>
#include <string>
#include <vector>

long part{n}(std::vector<int> &items) {{
  long total = 0;
  std::mutex guard;
  std::map<std::string, int> names;
  aether::par_for_each(items, [&](int &x) {{
    std::lock_guard hold(guard);
    total += x;
    names[std::to_string(x)] += {digit};
  }});
  auto halves = aether::par_map(items, [](int x) {{ return x / 2 + {digit}; }});
  std::sort(halves.begin(), halves.end());
  for (int x : halves)
    total += x;
  std::cout << total << '\\n';
  return total;
}}
"""


def write(folder, name, text):
    with open(os.path.join(folder, name), "w", encoding="utf-8") as file:
        file.write(text)


def git(folder, *arguments):
    subprocess.run(["git", "-C", folder, "-c", "user.name=bench", "-c",
                    "user.email=bench@localhost", *arguments],
                   check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def measure(commands, folder):
    """Wall and processor seconds of the commands, one after the other."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.perf_counter()
    for command in commands:
        done = subprocess.run(command, cwd=folder, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, text=True, check=False)
        if done.returncode:
            sys.exit(f"{command}: status {done.returncode}\n{done.stdout}")
    wall = time.perf_counter() - start
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return wall, (after.ru_utime + after.ru_stime) - (before.ru_utime + before.ru_stime)


def show(what, times):
    walls, cpus = zip(*times)
    print(f"{what:34} wall: median {statistics.median(walls) * 1000:6.0f} ms, best "
          f"{min(walls) * 1000:6.0f}   processor: median {statistics.median(cpus) * 1000:6.0f}")


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--files", type=int, default=20, help="of the project")
    parser.add_argument("aether")
    parser.add_argument("include")
    parser.add_argument("clangxx", nargs="?", default="clang++-22")
    options = parser.parse_args()
    flags = ["-std=c++20", "-isystem", os.path.abspath(options.include)]
    hook = [[os.path.abspath(options.aether), "hook", "run"]]
    changed = range(3)
    parse = [[options.clangxx, *flags, "-fsyntax-only", f"part{n}.cpp"] for n in changed]

    with tempfile.TemporaryDirectory() as folder:
        for n in range(options.files):
            write(folder, f"part{n}.h", f"#pragma once\n#include <vector>\n"
                                        f"long part{n}(std::vector<int> &items);\n")
            write(folder, f"part{n}.cpp", SOURCE.format(n=n, digit=0))
        write(folder, "README", "")
        write(folder, "compile_commands.json", json.dumps([
            {"directory": folder, "file": f"part{n}.cpp",
             "arguments": ["c++", *flags, "-c", f"part{n}.cpp"]}
            for n in range(options.files)]))
        git(folder, "init")
        git(folder, "add", ".")
        git(folder, "commit", "-m", "start")
        ours, theirs, cached = [], [], []
        for digit in range(1, options.rounds + 1):
            for n in changed:
                write(folder, f"part{n}.cpp", SOURCE.format(n=n, digit=digit))
            git(folder, "add", ".")
            # Each goes first in turn: the second finds warm files.
            steps = [(ours, hook), (theirs, parse)]
            for times, commands in steps if digit % 2 else reversed(steps):
                times.append(measure(commands, folder))
            cached.append(measure(hook, folder))
        git(folder, "commit", "-m", "three files")
        idle = []
        for digit in range(options.rounds):
            write(folder, "README", str(digit))
            git(folder, "add", ".")
            idle.append(measure(hook, folder))
    show("hook, three files changed", ours)
    show("compiler, these files parsed once", theirs)
    show("hook, checked before", cached)
    show("hook, no source staged", idle)
    for kind, name in ((0, "wall"), (1, "processor")):
        pairs = [a[kind] / b[kind] for a, b in zip(ours, theirs)]
        print(f"hook / compiler, {name}: median of the ratios of pairs "
              f"{statistics.median(pairs):.2f}, of bests "
              f"{min(a[kind] for a in ours) / min(b[kind] for b in theirs):.2f}")


main()
