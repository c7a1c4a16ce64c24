#!/usr/bin/env python3
"""What `aether check` costs beside what parsing alone costs.

Both programs get the same files with the same flags, and work on one file after
the other, on one core:
    one by one    a process for each file: processor seconds, the best of so many
                  runs each, and the most memory of a process
    together      one process (of Clang, its driver's) for all files of one set of
                  flags
    instructions  of one file each, as callgrind counts them, for the first files
                  (packages valgrind; about a minute a file)

usage: analysis_cost.py [--runs N] [--callgrind N] AETHER FILE... -- FLAGS...
       analysis_cost.py [--runs N] [--callgrind N] AETHER -p BUILD
The second form takes files and flags from BUILD/compile_commands.json.
"""

import argparse
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile

CLANG = os.environ.get("CLANG", "clang++-22")


def run(command, folder, allowed):
    """(processor seconds, peak MiB) of a process and its children."""
    with open(os.devnull, "w") as nothing:
        process = subprocess.Popen(command, cwd=folder, stdout=nothing, stderr=nothing)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in allowed:
        raise RuntimeError(f"exit status {process.returncode}: {shlex.join(command)}")
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def instructions(command, folder, allowed):
    with tempfile.TemporaryDirectory() as scratch:
        ran = subprocess.run(
            ["valgrind", "--tool=callgrind", "--trace-children=yes",
             f"--callgrind-out-file={scratch}/out.%p", *command],
            cwd=folder, capture_output=True, text=True)
    counts = re.findall(r"Collected : (\d+)", ran.stderr)
    if ran.returncode not in allowed or not counts:
        raise RuntimeError(f"callgrind of {shlex.join(command)}: {ran.stderr[-300:]}")
    return sum(map(int, counts))


class Tool:
    """How one of the two programs is called."""

    def __init__(self, name, allowed, command):
        self.name, self.allowed, self.command = name, allowed, command

    def measured(self, how, files, flags, folder):
        return how(self.command(files, flags), folder, self.allowed)


def units(arguments):
    """(file, flags, folder) for each file."""
    if arguments.build is None:
        return [(os.path.abspath(f), tuple(arguments.flags), os.getcwd())
                for f in arguments.files]
    found = []
    with open(os.path.join(arguments.build, "compile_commands.json"), encoding="utf-8") as f:
        for entry in json.load(f):
            words = entry.get("arguments") or shlex.split(entry["command"])
            flags, skip = [], False
            for word in words[1:]:
                if skip or word in ("-c", entry["file"]):
                    skip = False
                elif word == "-o":
                    skip = True
                else:
                    flags.append(word)
            path = os.path.join(entry["directory"], entry["file"])
            found.append((os.path.normpath(path), tuple(flags), entry["directory"]))
    return found


def split(argv):
    if "--" in argv:
        at = argv.index("--")
        return argv[:at], argv[at + 1:]
    return argv, []


def main():
    argv, flags = split(sys.argv[1:])
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--callgrind", type=int, default=0, metavar="N")
    parser.add_argument("-p", dest="build")
    parser.add_argument("aether")
    parser.add_argument("files", nargs="*")
    arguments = parser.parse_args(argv)
    arguments.flags = flags
    if bool(arguments.files) == (arguments.build is not None):
        parser.error("name either files or -p BUILD")
    if arguments.callgrind and not shutil.which("valgrind"):
        parser.error("callgrind needs the package valgrind")
    aether = os.path.abspath(arguments.aether)
    clang = Tool("clang", {0}, lambda files, flags: [CLANG, "-w", *flags, "-fsyntax-only", *files])
    ours = Tool("aether", {0, 1}, lambda files, flags: [
        aether, "check", "--jobs", "1", "--quiet", *files, "--", "-w", *flags])
    work = units(arguments)

    def row(what, parse, check, unit):
        print(f"{what:<28} {parse:>10.{unit}f} {check:>10.{unit}f} {check / parse:>7.3f}")

    print(f"{'':<28} {'clang':>10} {'aether':>10} {'ratio':>7}")
    seconds, memory, worst = [0.0, 0.0], [0.0, 0.0], (0, "")
    for path, flags, folder in work:
        best = [(float("inf"), 0.0)] * 2
        for _ in range(arguments.runs):  # in turn, so that both meet the same machine
            for n, tool in enumerate((clang, ours)):
                time, peak = tool.measured(run, [path], flags, folder)
                best[n] = (min(best[n][0], time), max(best[n][1], peak))
        for n in range(2):
            seconds[n] += best[n][0]
            memory[n] += best[n][1]
        worst = max(worst, (best[1][0] / best[0][0], os.path.basename(path)))
    row(f"one by one: seconds of {len(work)}", *seconds, 2)
    row("one by one: MiB on average", *(m / len(work) for m in memory), 1)
    print(f"{'':<28} at most {worst[0]:.3f} times the seconds: {worst[1]}")
    groups = {}
    for path, flags, folder in work:
        groups.setdefault((flags, folder), []).append(path)
    seconds, memory = [0.0, 0.0], [0.0, 0.0]
    for (flags, folder), files in groups.items():
        for n, tool in enumerate((clang, ours)):
            time, peak = min(tool.measured(run, files, flags, folder)
                             for _ in range(arguments.runs))
            seconds[n] += time
            memory[n] = max(memory[n], peak)
    row("together: seconds", *seconds, 2)
    row("together: MiB at most", *memory, 1)
    if arguments.callgrind:
        # Valgrind reads debug information before all else, and not all of it.
        stripped = tempfile.TemporaryDirectory()
        copy = os.path.join(stripped.name, "aether")
        subprocess.run(["strip", "--strip-debug", "-o", copy, aether], check=True)
        aether = copy
    for path, flags, folder in work[:arguments.callgrind]:
        counts = [tool.measured(instructions, [path], flags, folder) / 1e6
                  for tool in (clang, ours)]
        row(f"M instr. {os.path.basename(path)}"[:28], *counts, 0)


if __name__ == "__main__":
    try:
        main()
    except (RuntimeError, OSError, subprocess.CalledProcessError) as error:
        sys.exit(f"analysis_cost.py: {error}")
