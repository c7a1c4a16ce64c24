#!/usr/bin/env python3
"""Checks the programs in Markdown files.

A block fenced as ```cpp is a whole program whose first line announces what Aether
says about it:

    // NAME: expect VERDICT [PATTERN]

Pages where no block does are left alone; where one does, all must.
The program has to compile without warnings. For `unsafe`, there is a finding,
all findings are of PATTERN, and one stands on a line that ends in `// race` if
there are such lines. For `unknown`, a parallel call is unknown and none unsafe.
For `safe`, there are parallel calls and all are safe. A page's ```yaml block that
starts with `format:` is a file of models for the programs of that page.

With --tsan LIBRARY the programs are also run under ThreadSanitizer, linked with
the run-time library LIBRARY built for it: it has to report a race where the
verdict is unsafe, and none where it is safe. A first line that ends in
`(silent)` tells that ThreadSanitizer does not see this one, as it is no data
race in the standard's words, or none in this C library. One that ends in
`(openmp)` is compiled with -fopenmp, and not run: ThreadSanitizer would have to
know the OpenMP library.

Ends with "N passed, N failed"; exit status 1 if anything failed.
"""

import argparse
import concurrent.futures
import json
import os
import re
import subprocess
import sys
import tempfile

BLOCK = re.compile(r"^```cpp\n(.*?)^```$", re.MULTILINE | re.DOTALL)
MODELS = re.compile(r"^```yaml\n(format:.*?)^```$", re.MULTILINE | re.DOTALL)
MARKER = re.compile(
    r"// [\w-]+: expect (safe|unsafe|unknown)(?: ([a-z-]+))?( \(silent\)| \(openmp\))?$")


class Program:
    def __init__(self, page, line, text, models):
        self.page, self.line, self.text, self.models = page, line, text, models
        marker = MARKER.match(text.split("\n", 1)[0])
        self.verdict, self.pattern, how = marker.groups() if marker else (None,) * 3
        self.silent, self.openmp = how == " (silent)", how == " (openmp)"
        self.races = [number for number, code in enumerate(text.split("\n"), 1)
                      if code.rstrip().endswith("// race")]

    def __str__(self):
        return f"{self.page}:{self.line}: {self.verdict} {self.pattern or ''}".rstrip()


def programs_of(page):
    with open(page, encoding="utf-8") as file:
        text = file.read()
    models = MODELS.search(text)
    for match in BLOCK.finditer(text):
        yield Program(page, text.count("\n", 0, match.start()) + 1, match.group(1),
                      models.group(1) if models else None)


def run(command, **environment):
    return subprocess.run(command, capture_output=True, text=True, stdin=subprocess.DEVNULL,
                          timeout=600, env={**os.environ, **environment})


def judge(program, result):
    """What is wrong with Aether's answer, or None."""
    verdicts = [site["verdict"] for site in result["call_sites"]]
    findings = result["findings"]
    if not verdicts:
        return "no parallel call was found"
    if program.verdict == "unsafe":
        if "unsafe" not in verdicts:
            return f"not unsafe but {verdicts}: " + reasons(result)
        other = {finding["pattern"] for finding in findings} - {program.pattern}
        if other:
            return f"also named {', '.join(sorted(other))}"
        lines = sorted({finding["line"] for finding in findings})
        if program.races and not set(lines) & set(program.races):
            return f"findings stand at lines {lines} of the program, not {program.races}"
    elif program.verdict == "unknown":
        if "unknown" not in verdicts or "unsafe" in verdicts:
            return f"not unknown but {verdicts}"
    elif set(verdicts) != {"safe"}:
        return f"not safe but {verdicts}: " + reasons(result)
    return None


def reasons(result):
    return "; ".join([reason for site in result["call_sites"] for reason in site["reasons"]]
                     + [finding["message"] for finding in result["findings"]])


def check(program, options, folder):
    """Returns the list of what is wrong with one program."""
    if not program.verdict:
        return ["its first line is not `// NAME: expect VERDICT [PATTERN]`"]
    stem = os.path.join(folder, f"{os.path.splitext(os.path.basename(program.page))[0]}"
                                f"-{program.line}")
    source = stem + ".cpp"
    with open(source, "w", encoding="utf-8") as file:
        file.write(program.text)
    flags = ["-std=c++20", *(f"-I{path}" for path in options.include),
             *(["-fopenmp"] if program.openmp else [])]

    compiled = run([options.compiler, "-fsyntax-only", "-Wall", "-Wextra", "-Werror",
                    *flags, source])
    if compiled.returncode:
        return ["does not compile:\n" + compiled.stderr]
    wrong = []

    models = []
    if program.models:
        models = ["--models", stem + ".yaml"]
        with open(models[1], "w", encoding="utf-8") as file:
            file.write(program.models)
    checked = run([options.aether, "check", "--format=json", *models, source, "--", *flags])
    expected_exit = 1 if program.verdict == "unsafe" else 0
    try:
        problem = judge(program, json.loads(checked.stdout))
        if not problem and checked.returncode != expected_exit:
            problem = f"exit status {checked.returncode}, not {expected_exit}"
    except (ValueError, KeyError) as error:
        problem = (f"aether check ended with {checked.returncode} and no usable JSON ({error!r}):"
                   f"\n{checked.stdout}{checked.stderr}")
    if problem:
        wrong.append(problem)

    if options.tsan and program.verdict != "unknown" and not program.openmp:
        linked = run([options.compiler, "-O1", "-g", "-fsanitize=thread", *flags, source,
                      options.tsan, "-pthread", "-o", stem])
        if linked.returncode:
            return wrong + ["does not link:\n" + linked.stderr]
        ran = run([stem], TSAN_OPTIONS="exitcode=66")
        raced = "WARNING: ThreadSanitizer: data race" in ran.stderr
        if raced != (program.verdict == "unsafe" and not program.silent):
            wrong.append("ThreadSanitizer " + ("reports:\n" + ran.stderr if raced
                                               else f"reports no race\n{ran.stderr}"))
    return wrong


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--aether", required=True, help="the program `aether`")
    parser.add_argument("--compiler", default="clang++-22")
    parser.add_argument("--include", action="append", default=[], metavar="FOLDER")
    parser.add_argument("--tsan", metavar="LIBRARY", help="run under ThreadSanitizer, too")
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    parser.add_argument("pages", nargs="+", help="Markdown files")
    options = parser.parse_args()

    programs = []
    for page in options.pages:
        of_page = list(programs_of(page))
        if any(program.verdict for program in of_page):
            programs += of_page
    failed = 0
    with tempfile.TemporaryDirectory() as folder, \
            concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        jobs = [pool.submit(check, program, options, folder) for program in programs]
        for program, job in zip(programs, jobs):
            wrong = job.result()
            failed += bool(wrong)
            for problem in wrong:
                print(f"{program}: {problem}")
    if not programs:
        print("no program found")
        failed = 1
    print(f"{len(programs) - min(failed, len(programs))} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
