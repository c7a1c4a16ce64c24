#!/usr/bin/env python3
"""From a keystroke to the diagnostics: aether-clangd beside stock clangd.

Both get the same file, which includes much of the standard library and has
parallel calls, some that race. After the first diagnostics each gets changes that
alter one digit in a task, in turn with the other server, and the time from the
change to the diagnostics of that text is taken.

usage: clangd_latency.py [--changes N] [--calls N] AETHER_CLANGD INCLUDE [CLANGD]
INCLUDE is the folder of <aether/aether.h>, included as a system header.
"""

import argparse
import os
import statistics
import sys
import tempfile
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)),
                                "..", "test", "clangd", "Inputs"))
import lsp

HEADERS = """algorithm array atomic charconv chrono complex condition_variable deque
execution filesystem fstream functional future iostream list map memory mutex
numeric optional queue random ranges regex set shared_mutex span sstream stdexcept
string string_view thread tuple unordered_map unordered_set variant vector""".split()

CALL = """
long task{n}(std::vector<int> &items) {{
  long total = {seed};
  std::mutex guard;
  std::map<std::string, int> names;
  aether::par_for_each(items, [&](int &x) {{
    std::lock_guard hold(guard);
    total += x;
    names[std::to_string(x)] += {n};
  }});
  aether::par_for_each(items, [&](int &x) {{
    x += {n};
    {race}
  }});
  return total;
}}
"""


def text_of(calls, seed):
    lines = [f"#include <{name}>" for name in HEADERS] + ["#include <aether/aether.h>"]
    return "\n".join(lines) + "".join(
        CALL.format(n=n, seed=seed, race="total -= x;" if n % 4 == 0 else "")
        for n in range(1, calls + 1))


def race_count(found):
    return sum(1 for one in found if one.get("code") == "aether-unsafe-parallel")


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--changes", type=int, default=20)
    parser.add_argument("--calls", type=int, default=12, help="functions with two calls each")
    parser.add_argument("aether_clangd")
    parser.add_argument("include")
    parser.add_argument("clangd", nargs="?", default="clangd-22")
    options = parser.parse_args()

    with tempfile.TemporaryDirectory() as folder:
        with open(os.path.join(folder, "compile_flags.txt"), "w", encoding="utf-8") as out:
            out.write(f"-std=c++20\n-isystem\n{os.path.abspath(options.include)}\n")
        # What runs beside the measurement is no part of it.
        with open(os.path.join(folder, ".clangd"), "w", encoding="utf-8") as out:
            out.write("Index: {StandardLibrary: No, Background: Skip}\n")
        path = os.path.join(folder, "main.cpp")
        text = text_of(options.calls, 0)
        with open(path, "w", encoding="utf-8") as out:
            out.write(text)
        names = {"clangd": options.clangd, "aether-clangd": options.aether_clangd}
        sessions, first, races = {}, {}, {}
        for name, program in names.items():
            sessions[name] = lsp.Session([program], folder)
            start = time.perf_counter()
            sessions[name].open(path, text)
            races[name] = race_count(sessions[name].diagnostics(path, 600))
            first[name] = time.perf_counter() - start
            # The index of the preamble is made after the first diagnostics.
            time.sleep(3)
        times = {name: [] for name in names}
        for change in range(1, options.changes + 1):
            for name, session in sessions.items():
                start = time.perf_counter()
                session.change(path, text_of(options.calls, change))
                session.diagnostics(path, 600)
                times[name].append(time.perf_counter() - start)
        for session in sessions.values():
            session.request("shutdown", None)
            session.notify("exit", None)
    if races["clangd"] != 0 or races["aether-clangd"] == 0:
        sys.exit(f"unexpected findings: {races}")
    print(f"{options.calls * 2} parallel calls, {races['aether-clangd']} findings, "
          f"{options.changes} changes each")
    for name in names:
        print(f"{name:14} open {first[name]:6.2f} s   change: median "
              f"{statistics.median(times[name]) * 1000:6.0f} ms, best "
              f"{min(times[name]) * 1000:6.0f}, worst {max(times[name]) * 1000:6.0f}")
    pairs = [ours / theirs for ours, theirs in zip(times["aether-clangd"], times["clangd"])]
    print(f"ratio of medians {statistics.median(times['aether-clangd']) / statistics.median(times['clangd']):.2f}, "
          f"of bests {min(times['aether-clangd']) / min(times['clangd']):.2f}, "
          f"median of the ratios of pairs {statistics.median(pairs):.2f}")


main()
