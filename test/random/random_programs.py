#!/usr/bin/env python3
"""Holds the verdicts of `aether check` against the truth, on random programs.

Programs are drawn from a seed (generate.py), packed into files, judged by the
tool, run under ThreadSanitizer, and judged by an oracle that knows what every
statement means (model.py). A contradiction is printed with the program, made
as small as it stays one:
    WRONGLY SAFE   Safe, and two tasks do conflict (by the oracle or by TSan)
    FALSE ALARM    Unsafe, and no two tasks conflict
    MODEL ERROR    TSan sees a race where the oracle excludes one: a bug in here
Programs that use TBB are left out of the runs: the library was not built with
TSan. What the tool cannot decide is counted by reason and by feature.

usage: random_programs.py AETHER [--compiler clang++-22] [--runtime DIR_OR_LIB]
           [--seed S] [--count N] [--jobs J] [--no-tsan] [--keep DIR]
--runtime is a library of the runtime that was built with TSan, or a folder
that holds one or is given one (it is built from the sources if none is there).
Ends with a line of counts; exit status 1 if there is a wrongly safe or a false
alarm, 3 for an error of the model.
"""

import argparse
import collections
import concurrent.futures
import copy
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile

from calls import Lambda
from generate import program_of
from model import Invalid, Node, walk

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
PACK, QUIET_RUNS, RACY_RUNS, TIMES, TIMEOUT = 40, 2, 8, "25", 60

HEAD = """\
#include <aether/aether.h>
#include <array>
#include <atomic>
#include <cstdlib>
#include <cstring>
#include <functional>
#include <future>
#include <map>
#include <memory>
#include <mutex>
#include <ranges>
#include <shared_mutex>
#include <thread>
#include <vector>
#if __has_include(<tbb/parallel_for.h>)
#include <tbb/blocked_range.h>
#include <tbb/parallel_for.h>
#include <tbb/parallel_invoke.h>
#endif
#ifdef RUN_IT
// What is read is used, and tasks take long enough to meet.
inline void use(double v) { asm volatile("" : : "r"(v)); }
inline void pause_a_little() {
  thread_local unsigned state = unsigned(std::hash<std::thread::id>()(std::this_thread::get_id()));
  state = state * 1664525u + 1013904223u;
  std::this_thread::sleep_for(std::chrono::microseconds((state >> 16) % 60));
}
#define PAUSE() pause_a_little()
#define OPTIONS , aether::ParOptions{.max_workers = 4, .grain = 1, .veto = false}
#else
inline void use(double) {}
#define PAUSE()
#define OPTIONS
#endif
"""


def write_pack(path, programs):
    """Writes one file; line of each call: {line: (program's index, site)}."""
    lines, where = HEAD.splitlines(), {}
    for index, program in programs:
        if program.uses_tbb:
            lines.append("#ifndef RUN_IT")
        text, sites = program.text(f"p{index}")
        for site, line in sites.items():
            where[len(lines) + line] = (index, site)
        lines += text
        if program.uses_tbb:
            lines.append("#endif")
    lines += ["#ifdef RUN_IT", "int main(int argc, char **argv) {", "  int times = argc > 2 ? std::atoi(argv[2]) : 1;"]
    for index, program in programs:
        if not program.uses_tbb:
            lines += [f'  if (!std::strcmp(argv[1], "p{index}"))', f"    for (int i = 0; i < times; ++i) p{index}::run();"]
    lines += ["}", "#endif"]
    with open(path, "w", encoding="utf-8") as out:
        out.write("\n".join(lines) + "\n")
    return where


def judge(args, path, where):
    """The tool's verdicts on a pack: {index: {site: (verdict, reasons)}}; None if it does not compile."""
    done = subprocess.run([args.aether, "check", "--format=json", "--exit-zero", "--quiet", path, "--", "-std=c++20",
                           f"-I{ROOT}/include"], capture_output=True, text=True)
    if done.returncode != 0:
        return None, done.stderr[-1500:]
    report = json.loads(done.stdout)
    if report["errors"]:
        return None, str(report["errors"][:3])
    why = collections.defaultdict(list)
    for finding in report["findings"]:
        why[finding["call_site"]["line"]].append(f"{finding['pattern']}: {finding['message']} (line {finding['line']})")
        # Calls that race with each other have one finding.
        for access in finding["accesses"]:
            for frame in access["chain"]:
                why[frame["line"]].append(finding["message"])
    result = collections.defaultdict(dict)
    for site in report["call_sites"]:
        if site["line"] not in where:
            return None, f"{path}:{site['line']}: an unexpected call site"
        index, number = where[site["line"]]
        result[index][number] = (site["verdict"], site["reasons"] or why[site["line"]])
    for index, number in where.values():
        if number not in result[index]:
            result[index][number] = ("missing", ["no parallel call is seen"])
    return result, ""


# ---------------------------------------------------------------- ThreadSanitizer


def build_runtime(args, folder):
    """What to link: a library with TSan in it, or objects made from the sources."""
    given = args.runtime
    if given and os.path.isfile(given):
        return [given]
    if given:
        os.makedirs(given, exist_ok=True)
        folder = given
    kept = os.path.join(folder, "libaether_runtime_tsan.a")
    if os.path.exists(kept):
        return [kept]
    sources = sorted(n for n in os.listdir(f"{ROOT}/lib/Runtime") if n.endswith(".cpp"))

    def one(name):
        out = os.path.join(folder, name + ".tsan.o")
        subprocess.run([args.compiler, "-std=c++20", "-O1", "-g", "-fsanitize=thread", "-pthread", f"-I{ROOT}/include",
                        f"-I{ROOT}/lib/Runtime", "-c", f"{ROOT}/lib/Runtime/{name}", "-o", out], check=True)
        return out

    with concurrent.futures.ThreadPoolExecutor(args.jobs) as pool:
        objects = list(pool.map(one, sources))
    subprocess.run(["ar", "rcs", kept + ".new"] + objects, check=True)
    os.replace(kept + ".new", kept)
    for name in objects:
        os.remove(name)
    return [kept]


def compile_pack(args, path, runtime):
    # Not optimised: moving a load out of a loop and past its guard makes a race that the program does not have.
    program = path[:-4]
    done = subprocess.run([args.compiler, "-std=c++20", "-O0", "-g", "-fsanitize=thread", "-pthread", "-w", "-DRUN_IT",
                           f"-I{ROOT}/include", path, *runtime, "-o", program], capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"{path}: does not compile: {done.stderr[:1500]}")
    return program


def races(program, index, runs):
    """Whether TSan reports a race in one of the runs, and its first words."""
    environment = dict(os.environ, TSAN_OPTIONS="exitcode=66 halt_on_error=1 detect_deadlocks=0")
    for _ in range(runs):
        try:
            ran = subprocess.run([program, f"p{index}", TIMES], capture_output=True, text=True, env=environment,
                                 timeout=TIMEOUT)
        except subprocess.TimeoutExpired:
            return None, "no end"
        if ran.returncode == 66 and "data race" in ran.stderr:
            return True, "\n".join(ran.stderr.splitlines()[:14])
        if ran.returncode != 0:
            return None, f"ended with {ran.returncode}: {ran.stderr[-300:]}"
    return False, ""


# ---------------------------------------------------------------- comparison


def contradictions(program, sites):
    """[(kind, site)] by the oracle."""
    must, may, _ = program.oracle()
    found = []
    if must and all(v == "safe" for v, _ in sites.values()):
        found.append(("WRONGLY SAFE", min(must)))
    else:
        found += [("WRONGLY SAFE CALL", s) for s in sorted(must) if sites.get(s, ("", 0))[0] == "safe"]
    found += [("FALSE ALARM", s) for s, (v, _) in sorted(sites.items()) if v == "unsafe" and s not in may]
    return found


def bodies(program):
    """All statement lists of the program, in a fixed order."""
    seen, lists = set(), []

    def visit(value):
        if isinstance(value, Node):
            if id(value) in seen:
                return
            seen.add(id(value))
            for name in value.F:
                visit(getattr(value, name))
        elif isinstance(value, list):
            if value and all(isinstance(x, Node) for x in value):
                lists.append(value)
            for part in value:
                visit(part)
        elif isinstance(value, tuple):
            for part in value:
                visit(part)

    for top in (program.globals, program.members, program.statics, program.stmts):
        visit(top)
    return lists


def insides(statement):
    """The statement lists in a statement that may stand in its place."""
    if hasattr(statement, "site") or isinstance(statement, Lambda):
        return []
    return [v for name in ("before", "stmts", "then", "other") if isinstance(v := getattr(statement, name, None), list) and v]


def without(program, marks):
    """A copy in which the marked statements are gone or, by (mark, k), replaced by their k-th inside."""
    candidate, names, done = copy.deepcopy(program), set(), 0
    for stmts in bodies(candidate):
        if isinstance(stmts[0], Lambda) and sum((s.mark, 0) in marks for s in stmts) > len(stmts) - 2:
            return None
        for at in reversed(range(len(stmts))):
            gone = stmts[at]
            for way in range(3):
                if (gone.mark, way) not in marks:
                    continue
                if way > len(insides(gone)):
                    return None
                new = insides(gone)[way - 1] if way else []
                left = set(map(id, walk(new)))
                for node in walk(gone):
                    if id(node) not in left:
                        names.update(node.declares())
                stmts[at:at + 1] = new
                done += 1
                break
    if not done or not candidate.stmts:
        return None
    text = "\n".join(candidate.text("p")[0])
    if any(re.search(rf"\b{name}\b", text) for name in names if name):
        return None
    try:
        candidate.oracle()
    except (Invalid, KeyError, AttributeError):
        return None
    return candidate


def still(args, candidates, kind, folder):
    """Which of the candidates have a contradiction of the kind."""
    path = os.path.join(folder, "smaller.cpp")
    packs, good = [list(enumerate(candidates))], []
    # A candidate that does not compile spoils the file: then the halves go singly.
    while packs:
        pack = packs.pop(0)
        if not pack:
            continue
        verdicts, _ = judge(args, path, write_pack(path, pack))
        if verdicts is None:
            if len(pack) > 1:
                packs = [pack[:len(pack) // 2], pack[len(pack) // 2:]] + packs
            continue
        good += [k for k, c in pack if any(x == kind for x, _ in contradictions(c, verdicts[k]))]
    return good


def minimise(args, program, kind, folder):
    """Drops statements as long as a contradiction of the same kind remains."""
    best = copy.deepcopy(program)
    for _ in range(8):
        for mark, statement in enumerate(s for stmts in bodies(best) for s in stmts):
            statement.mark = mark
        marks = [(s.mark, way) for stmts in bodies(best) for s in stmts for way in range(1 + len(insides(s)))]
        singles = [(m, c) for m in marks if (c := without(best, {m}))]
        good = still(args, [c for _, c in singles], kind, folder)
        if not good:
            break
        # What may go singly may often go together.
        chosen = [singles[k][0] for k in good]
        sets = [chosen[:k] for k in range(len(chosen), 0, -1)] + [chosen[k:] for k in range(1, len(chosen))]
        tries = [c for c in (without(best, set(x)) for x in sets) if c]
        tries.sort(key=lambda c: len(c.text("p")[0]))
        kept = still(args, tries, kind, folder)
        if not kept:
            break
        best = tries[min(kept)]
    used = set(re.findall(r"\w+", "\n".join("\n".join(part) for part in [best.text("p")[0]])))
    best.types = [t for t in best.types if t.name in used]
    path = os.path.join(folder, "smaller.cpp")
    verdicts, _ = judge(args, path, write_pack(path, [(0, best)]))
    return best, verdicts[0] if verdicts else {}


def shorten(reason):
    """A reason without the names and places of this program."""
    reason = re.sub(r"\s*\(?\S*\.cpp:\d+(:\d+)?\)?", "", reason)

    def shape(quoted):
        text = re.sub(r"\b[a-zA-Z]{1,5}\d+\b", "x", re.sub(r"\bp\d+::", "", quoted.group(1)))
        if "::" in text or " " in text and "x" not in text:
            return f"`{text}`"
        return "`x[..]`" if "[" in text else "`x`"

    return re.sub(r"`([^`]*)`", shape, reason)


def parse(arguments):
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("aether")
    parser.add_argument("--compiler", default="clang++-22")
    parser.add_argument("--runtime", default="")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=40)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--no-tsan", action="store_true")
    parser.add_argument("--no-minimise", action="store_true")
    parser.add_argument("--minimise", type=int, default=8, help="how many contradictions of a kind are made small")
    parser.add_argument("--without", action="append", default=[], metavar="FEATURE", help="draw no program with it")
    parser.add_argument("--keep", default="")
    return parser.parse_args(arguments)


def one_pack(args, runtime, folder, first, last):
    """Judges and runs programs first..last-1: {index: (program, sites, tsan, words)}."""
    programs = [(k, program_of(args.seed, k, args.without)) for k in range(first, last)]
    path = os.path.join(folder, f"pack{first}.cpp")
    verdicts, trouble = judge(args, path, write_pack(path, programs))
    if verdicts is None:
        sys.exit(f"{path}: {trouble}")
    binary = None if args.no_tsan else compile_pack(args, path, runtime)
    results = {}
    for index, program in programs:
        tsan, words = None, ""
        if binary and not program.uses_tbb:
            must, _, _ = program.oracle()
            tsan, words = races(binary, index, RACY_RUNS if must else QUIET_RUNS)
        results[index] = (program, verdicts[index], tsan, words)
    return results


def report(args, results, folder):
    tally, reasons, by_feature = collections.Counter(), collections.Counter(), collections.defaultdict(collections.Counter)
    patterns = collections.Counter()
    problems, unseen, minimised = [], [], collections.Counter()
    for index, (program, sites, tsan, words) in sorted(results.items()):
        must, may, _ = program.oracle()
        calls = {v for v, _ in sites.values()}
        verdict = "missing" if "missing" in calls else "unsafe" if "unsafe" in calls else \
            "unknown" if "unknown" in calls else "safe"
        tally[("racy" if must else "free", verdict)] += 1
        for feature in program.features:
            by_feature[feature][("racy " if must else "free ") + verdict] += 1
        for site, (v, why) in sites.items():
            if v == "unknown":
                for reason in sorted({shorten(r) for r in why}) or ["(no reason)"]:
                    reasons[(reason, "racy" if site in must else "free")] += 1
        kinds = contradictions(program, sites)
        if tsan and not must:
            problems.append(("MODEL ERROR", index, program, sites, words))
        elif tsan and verdict == "safe" and not kinds:
            problems.append(("WRONGLY SAFE", index, program, sites, words))
        elif tsan is None and words:
            problems.append(("DID NOT RUN", index, program, sites, words))
        elif must and tsan is False:
            unseen.append(index)
        for kind in sorted({k for k, _ in kinds}):
            problems.append((kind, index, program, sites, ""))
    shown = collections.Counter()
    for kind, index, program, sites, words in problems:
        shown[kind] += 1
        print(f"==== {kind}: program {index} of seed {args.seed}")
        if words:
            print(words)
        small = program
        if kind in ("WRONGLY SAFE", "WRONGLY SAFE CALL", "FALSE ALARM") and not words \
                and not args.no_minimise and shown[kind] <= args.minimise:
            small, sites = minimise(args, program, kind, folder)
        elif kind in ("WRONGLY SAFE", "WRONGLY SAFE CALL", "FALSE ALARM") and not words:
            continue
        lines, where = small.text("p")
        print("\n".join(line for line in lines if "PAUSE();" not in line))
        must, may, _ = small.oracle()
        for site, line in sorted(where.items(), key=lambda x: x[1]):
            verdict, why = sites.get(site, ("?", []))
            truth = "races" if site in must else "in a race of an outer call" if site in may else "free of races"
            print(f"  -> {lines[line - 1].strip()[:70]}: {verdict}; truth: {truth}; {' | '.join(why)[:400]}")
        sys.stdout.flush()
    if reasons:
        print("\nreasons for Unknown (calls; by truth)")
        for (reason, truth), number in reasons.most_common():
            print(f"  {number:5} {truth}  {reason}")
        print("\nUnknown by feature (programs: unknown of race-free, unknown of racy)")
        for name, counts in sorted(by_feature.items()):
            free = sum(v for k, v in counts.items() if k.startswith("free"))
            racy = sum(v for k, v in counts.items() if k.startswith("racy"))
            print(f"  {name:18} {counts['free unknown']:4} of {free:4}   {counts['racy unknown']:4} of {racy:4}")
    if unseen:
        print(f"\nracy by the oracle, not seen by TSan: {' '.join(map(str, unseen))}")
    counts = collections.Counter(kind for kind, *_ in problems)
    print(f"{len(results)} programs: " + ", ".join(f"{n} {t} {v}" for (t, v), n in sorted(tally.items())) + "; "
          + ", ".join(f"{counts[k]} {k.lower()}" for k in ("WRONGLY SAFE", "WRONGLY SAFE CALL", "FALSE ALARM", "MODEL ERROR",
                                                          "DID NOT RUN")) + f", {len(unseen)} races unseen by TSan")
    if counts["WRONGLY SAFE"] or counts["WRONGLY SAFE CALL"] or counts["FALSE ALARM"]:
        return 1
    return 3 if counts["MODEL ERROR"] or counts["DID NOT RUN"] or any(v == "missing" for _, v in tally) else 0


def main(arguments):
    args = parse(arguments)
    folder = args.keep or tempfile.mkdtemp(prefix="aether-random-")
    os.makedirs(folder, exist_ok=True)
    try:
        runtime = [] if args.no_tsan else build_runtime(args, folder)
        results = {}
        with concurrent.futures.ThreadPoolExecutor(args.jobs) as pool:
            bounds = [(k, min(k + PACK, args.count)) for k in range(0, args.count, PACK)]
            for part in pool.map(lambda b: one_pack(args, runtime, folder, *b), bounds):
                results.update(part)
        return report(args, results, folder)
    finally:
        if not args.keep:
            shutil.rmtree(folder)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
