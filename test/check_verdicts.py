#!/usr/bin/env python3
"""Holds the verdicts of `aether check` against labels in the source.

A label is a comment at the end of a line:
    // safe                   the parallel call that starts on this line is Safe
    // unsafe: PATTERN        it is Unsafe, with findings of that pattern (or of these: A, B)
    // unknown: TEXT          it is Unknown, and a reason contains TEXT
    // race                   a finding stands on this line
A label says what is true. Where the tool falls short of it, ` (today: VERDICT)`
follows, so that a change is noticed; nothing unsafe may be Safe, today or ever.
Every parallel call must have a label, and every label a call. A line
`// MODELS: FILE` at the top adds a model file that stands beside the source.

usage: check_verdicts.py [--figures] AETHER FILE... [-- COMPILER FLAGS]
Prints one line per disagreement, then a summary; exit status 1 if there is any.
With --figures also a table by pattern and by interface, and how far the goals are
reached: nothing wrongly safe, no false alarm, 95 % of the racy calls found, 85 %
of the others proven.
"""

import concurrent.futures
import json
import os
import re
import subprocess
import sys

LABEL = re.compile(
    r"//\s*(?:(safe|unsafe: ([\w-]+(?:, [\w-]+)*)|unknown: (.*?\S))(?:\s+\(today: (\w+)\))?|(race))\s*$"
)
COLUMNS = [
    ("unsafe -> unsafe", "found"),
    ("unsafe -> unknown", "missed"),
    ("unsafe -> safe", "WRONGLY SAFE"),
    ("safe -> safe", "proven"),
    ("safe -> unknown", "unknown"),
    ("safe -> unsafe", "FALSE ALARM"),
    ("unknown -> unknown", "rightly unknown"),
]


def labels_of(path):
    calls, races, models = {}, set(), []
    with open(path, encoding="utf-8") as source:
        for number, line in enumerate(source, 1):
            if line.startswith("// MODELS: "):
                models.append(os.path.join(os.path.dirname(path), line[11:].strip()))
            found = LABEL.search(line)
            if not found:
                continue
            if found.group(5):
                races.add(number)
            else:
                calls[number] = found.groups()[:4]
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
    tally = []

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
        label, pattern, reason, today = calls[line]
        truth = label.split(":")[0]
        first = pattern and pattern.split(", ")[0]
        tally.append((f"{truth} -> {site['verdict']}", first, site["callee"]))
        if truth == "unsafe" and site["verdict"] == "safe":
            problems.append(f"{where}: WRONGLY SAFE: {label}")
        elif site["verdict"] != (today or truth):
            why = "; ".join(site["reasons"]) or "; ".join(
                f["message"] for f in report["findings"] if f["call_site"]["line"] == line
            )
            problems.append(f"{where}: expected {today or label}, got {site['verdict']} ({why})")
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
        patterns = (calls[at][1] or "").split(", ") if at in calls else []
        if patterns not in ([], [""]) and finding["pattern"] not in patterns and not calls[at][3]:
            problems.append(
                f"{path}:{finding['line']}: expected {calls[at][1]}, got {finding['pattern']}"
                f" ({finding['message']})"
            )
    for line in sorted(races - found_races):
        if not any(today == "unknown" for _, _, _, today in calls.values()):
            problems.append(f"{path}:{line}: labelled 'race', but no finding stands here")
    return problems, tally


def print_table(title, rows):
    """Rows: name -> list of kinds."""
    print(f"\n{title:<28}" + "".join(f"{name:>17}" for _, name in COLUMNS))
    for name in sorted(rows):
        counts = [rows[name].count(kind) for kind, _ in COLUMNS]
        print(f"{name:<28}" + "".join(f"{c or '':>17}" for c in counts))


def figures(tally):
    by_pattern, by_callee = {}, {}
    for kind, pattern, callee in tally:
        by_pattern.setdefault(pattern or "(no race)", []).append(kind)
        by_callee.setdefault(callee, []).append(kind)
    print_table("pattern", by_pattern)
    print_table("interface", by_callee)
    kinds = [kind for kind, _, _ in tally]

    def share(kind, truth):
        all_of_them = sum(k.startswith(truth) for k in kinds)
        return f"{100 * kinds.count(kind) / all_of_them:.1f} %" if all_of_them else "none"

    found, proven = share("unsafe -> unsafe", "unsafe"), share("safe -> safe", "safe")
    wrong = kinds.count("unsafe -> safe")
    alarms = kinds.count("safe -> unsafe") + kinds.count("unknown -> unsafe")
    print(f"\nracy calls found: {found} (goal 95), others proven: {proven} (goal 85), "
          f"wrongly safe: {wrong} (goal 0), false alarms: {alarms} (goal 0)")


def main(arguments):
    wants_figures = "--figures" in arguments[:1]
    arguments = arguments[wants_figures:]
    if len(arguments) < 2:
        sys.exit(__doc__)
    aether, rest = arguments[0], arguments[1:]
    flags = []
    if "--" in rest:
        split = rest.index("--")
        rest, flags = rest[:split], rest[split + 1 :]
    problems, tally = [], []
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for found, counts in pool.map(lambda path: check(aether, path, flags), rest):
            problems += found
            tally += counts
    for problem in problems:
        print(problem)
    kinds = [kind for kind, _, _ in tally]
    print(f"{len(kinds)} calls: " + ", ".join(f"{kinds.count(k)} {k}" for k in sorted(set(kinds))))
    if wants_figures and tally:
        figures(tally)
    return 1 if problems or not tally else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
