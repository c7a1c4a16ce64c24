#!/usr/bin/env python3
"""Runs the programs of test/Tidy/fixes with their fixes applied.

Each program compares what its tasks computed with what one loop after the other
does, and returns 0 if both are the same. It is built with ThreadSanitizer, so a
fix that leaves a race fails as well as one that computes something else. As
they are, most of the programs race; a program that no fix changes is an error.

usage: fixes_tsan.py CLANG_TIDY PLUGIN COMPILER SOURCE_ROOT BUILD_DIR FILE...
"""

import os
import re
import shutil
import subprocess
import sys

from corpus_tsan import build_runtime

TIMES = 5


def main(arguments):
    if len(arguments) < 6:
        sys.exit(__doc__)
    tidy, plugin, compiler, root, build, files = *arguments[:5], arguments[5:]
    os.makedirs(build, exist_ok=True)
    sanitized = ["-O1", "-g", "-fsanitize=thread", "-pthread", f"-I{root}/include"]
    runtime = build_runtime(compiler, ["-std=c++20", *sanitized], root, build)
    environment = dict(os.environ, TSAN_OPTIONS="exitcode=66 halt_on_error=1")
    wrong = 0
    for path in files:
        with open(path, encoding="utf-8") as source:
            text = source.read()
        # The standard that the program's own RUN lines name.
        standard = re.search(r"-std=\S+", text)
        standard = standard.group(0) if standard else "-std=c++20"
        fixed = f"{build}/{os.path.basename(path)}"
        shutil.copyfile(path, fixed)
        for _ in range(text.count("--fix ")):
            subprocess.run([tidy, f"--load={plugin}", "--quiet", "--checks=-*,aether-*", "--fix", fixed,
                            "--", standard, f"-I{root}/include"], check=True, capture_output=True)
        with open(fixed, encoding="utf-8") as source:
            if source.read() == text:
                print(f"{path}: no fix was applied")
                wrong += 1
                continue
        program = fixed + ".tsan"
        subprocess.run([compiler, standard, *sanitized, fixed, *runtime, "-o", program], check=True)
        for _ in range(TIMES):
            ran = subprocess.run([program], capture_output=True, text=True, env=environment, timeout=300)
            if ran.returncode:
                print(f"{path}: ended with {ran.returncode}\n{ran.stderr[:2000]}")
                wrong += 1
                break
    print(f"{len(files)} programs repaired and run, {wrong} wrong")
    return 1 if wrong or not files else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
