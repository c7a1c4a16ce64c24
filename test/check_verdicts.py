#!/usr/bin/env python3
"""Holds the verdicts of `aether check` against labels in the source.

A label is a comment at the end of a line:
    // safe                   the parallel call that starts on this line is Safe
    // unsafe: PATTERN        it is Unsafe, with a finding of that pattern
    // unknown: TEXT          it is Unknown, and a reason contains TEXT
    // race                   a finding stands on this line
Every parallel call must have a label, and every label a call. A line
`// MODELS: FILE` at the top adds a model file that stands beside the source.

usage: check_verdicts.py AETHER FILE... [-- COMPILER FLAGS]
Prints one line per disagreement, then a summary; exit status 1 if there is any.
"""

import json
import os
import re
import subprocess
import sys

LABEL = re.compile(r"//\s*(safe|unsafe: (\S+)|unknown: (.*\S)|race)\s*$")


def labels_of(path):
    calls, races, models = {}, set(), []
    with open(path, encoding="utf-8") as source:
        for number, line in enumerate(source, 1):
            if line.startswith("// MODELS: "):
                models.append(os.path.join(os.path.dirname(path), line[11:].strip()))
            found = LABEL.search(line)
            if not found:
                continue
            if found.group(1) == "race":
                races.add(number)
            else:
                calls[number] = found.groups()
    return calls, races, models


def verdicts_of(aether, path, models, flags):
    command = [aether, "check", "--format=json", "--exit-zero", "--quiet"]
    for model in models:
        command += ["--models", model]
    done = subprocess.run(command + [path, "--"] + flags, capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"{path}: aether check ended with {done.returncode}: {done.stderr.strip()}")
    report = json.loads(done.stdout)
    if report["errors"]:
        sys.exit(f"{path}: {report['errors'][0]['message']}")
    return report


def check(aether, path, flags):
    calls, races, models = labels_of(path)
    report = verdicts_of(aether, path, models, flags)
    real = os.path.realpath(path)
    problems = []
    tally = {}

    def same(file):
        return os.path.realpath(file) == real

    seen = set()
    for site in report["call_sites"]:
        if not same(site["file"]):
            continue
        line = site["line"]
        seen.add(line)
        where = f"{path}:{line}"
        if line not in calls:
            problems.append(f"{where}: {site['callee']} is {site['verdict']} and has no label")
            continue
        label, pattern, reason = calls[line]
        expected = label.split(":")[0]
        kind = f"{expected} -> {site['verdict']}"
        tally[kind] = tally.get(kind, 0) + 1
        if site["verdict"] != expected:
            why = "; ".join(site["reasons"]) or "; ".join(
                f["message"] for f in report["findings"] if f["call_site"]["line"] == line
            )
            problems.append(f"{where}: expected {label}, got {site['verdict']} ({why})")
        elif reason and not any(reason in text for text in site["reasons"]):
            problems.append(f"{where}: expected a reason with '{reason}', got {site['reasons']}")
    for line in sorted(set(calls) - seen):
        problems.append(f"{path}:{line}: labelled '{calls[line][0]}', but no parallel call is seen")

    found_races = set()
    for finding in report["findings"]:
        if not same(finding["file"]):
            problems.append(f"{path}: a finding in {finding['file']}:{finding['line']}")
            continue
        found_races.add(finding["line"])
        for access in finding["accesses"]:
            if same(access["file"]):
                found_races.add(access["line"])
        at = finding["call_site"]["line"]
        if at in calls and calls[at][1] and calls[at][1] != finding["pattern"]:
            problems.append(
                f"{path}:{finding['line']}: expected {calls[at][1]}, got {finding['pattern']}"
                f" ({finding['message']})"
            )
    for line in sorted(races - found_races):
        problems.append(f"{path}:{line}: labelled 'race', but no finding stands here")
    return problems, tally


def main(arguments):
    if len(arguments) < 2:
        sys.exit(__doc__)
    aether, rest = arguments[0], arguments[1:]
    flags = []
    if "--" in rest:
        split = rest.index("--")
        rest, flags = rest[:split], rest[split + 1 :]
    problems, tally = [], {}
    for path in rest:
        found, counts = check(aether, path, flags)
        problems += found
        for kind, count in counts.items():
            tally[kind] = tally.get(kind, 0) + count
    for problem in problems:
        print(problem)
    total = sum(tally.values())
    print(f"{total} calls: " + ", ".join(f"{tally[k]} {k}" for k in sorted(tally)))
    return 1 if problems or not total else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
