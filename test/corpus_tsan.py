#!/usr/bin/env python3
"""Holds the labels of test/corpus against ThreadSanitizer.

Every member of a family is run on its own, several times if need be: one that
is labelled unsafe is to race in at least one run (nearly all must), one whose
calls are all labelled safe must in none. Left out are labels that are about something that
ThreadSanitizer cannot see: lost updates of atomics, functions that only the
standard calls non-re-entrant, and programs that use a library which was not
built with ThreadSanitizer.

usage: corpus_tsan.py COMPILER SOURCE_ROOT BUILD_DIR FILE...
Ends with a line of counts; exit status 1 if a label is wrong.
"""

import concurrent.futures
import os
import re
import subprocess
import sys

LABEL = re.compile(r"//\s*(safe|unsafe: ([\w-]+(?:, [\w-]+)*)|unknown: .*?)(?:\s+\(today: \w+\))?\s*$")
FUNCTION = re.compile(r"^void (\w+)\(\) \{")
MEMBER = re.compile(r'\{"(\w+)", (\w+)\}')
INVISIBLE = {"lost-update", "non-reentrant-call"}
RUNS, TIMES = 8, "200"


def expectations(path):
    """Member name -> True (races), False (does not). Others are left out."""
    with open(path, encoding="utf-8") as source:
        text = source.read()
    expected, current = {}, None
    for line in text.splitlines():
        begins = FUNCTION.match(line)
        if line and line[0] not in " }/#":
            current = begins.group(1) if begins else None
        label = LABEL.search(line)
        if not label or current is None:
            continue
        if label.group(1) == "safe":
            expected.setdefault(current, False)
        elif label.group(2) and label.group(2) not in INVISIBLE:
            expected[current] = True
        else:
            expected[current] = None
    members = {function: name for name, function in MEMBER.findall(text)}
    return {members[f]: e for f, e in expected.items() if f in members and e is not None}


def races(program, member):
    environment = dict(os.environ, TSAN_OPTIONS="exitcode=66 halt_on_error=1")
    ran = subprocess.run([program, member, TIMES], capture_output=True, text=True, env=environment, timeout=120)
    if ran.returncode not in (0, 66):
        sys.exit(f"{program} {member}: ended with {ran.returncode}: {ran.stderr[-300:]}")
    return ran.returncode == 66


def build_runtime(compiler, flags, root, build):
    """The object files of the run-time library, without other libraries behind it."""
    objects = []
    for name in sorted(os.listdir(f"{root}/lib/Runtime")):
        if not name.endswith(".cpp"):
            continue
        with open(f"{root}/lib/Runtime/{name}", encoding="utf-8") as source:
            if "#include <tbb/" in source.read():
                continue  # another library behind the scheduler
        out = f"{build}/{name}.o"
        subprocess.run([compiler, *flags, f"-I{root}/lib/Runtime", "-c", f"{root}/lib/Runtime/{name}", "-o", out], check=True)
        objects.append(out)
    return objects


def main(arguments):
    if len(arguments) < 4:
        sys.exit(__doc__)
    compiler, root, build, files = arguments[0], arguments[1], arguments[2], arguments[3:]
    os.makedirs(build, exist_ok=True)
    flags = ["-std=c++20", "-O1", "-g", "-fsanitize=thread", "-pthread", f"-I{root}/include"]
    runtime = build_runtime(compiler, flags, root, build)

    def compiled(path):
        with open(path, encoding="utf-8") as source:
            text = source.read()
        # TBB is not instrumented, and libstdc++'s parallel algorithms run on it.
        if "tbb" in text or "<execution>" in text:
            return path, None
        program = f"{build}/{os.path.basename(path)}.tsan"
        subprocess.run([compiler, *flags, path, *runtime, "-o", program], check=True)
        return path, program

    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        programs = list(pool.map(compiled, files))
    confirmed, wrong, unseen = 0, [], []
    for path, program in programs:
        if not program:
            continue
        for member, expected in expectations(path).items():
            # A race shows in some schedules only; no race has to show in none.
            seen = any(races(program, member) for _ in range(RUNS if expected else 1))
            if seen == expected:
                confirmed += 1
            elif seen:
                wrong.append(f"{path}: {member}: labelled free of races, ThreadSanitizer reports one")
            else:
                unseen.append(f"{path}: {member}: labelled racy, not seen to race in {RUNS} runs")
    for line in wrong + unseen:
        print(line)
    print(f"{confirmed} labels confirmed, {len(wrong)} wrong, {len(unseen)} not seen")
    # Threads meet by chance, and short loops stay on one thread: some races hide.
    # If a fifth of the labels does, something is wrong with the runs.
    return 1 if wrong or len(unseen) * 5 > confirmed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
