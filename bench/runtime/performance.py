#!/usr/bin/env python3
"""Measures the run-time library beside others and writes docs/PERFORMANCE.md.

    bench/runtime/performance.py [--quick] [--run-with "chrt -f 10"] [--output FILE]

Builds `runtime-bench` in --build (default: build-performance), runs all of it,
repetitions in random order, and compares the medians. Also measures what including
the library costs a compiler. The compiler is $CXX, or g++.
"""

import argparse
import datetime
import json
import os
import pathlib
import platform
import re
import shlex
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
OTHERS = ("OpenMP", "oneTBB", "oneTBB, not stable", "std::par", "rayon")
UNITS = ((1e9, "s"), (1e6, "ms"), (1e3, "us"), (1, "ns"))


def build(folder, compiler):
    cmake = ["cmake", "-S", ROOT / "bench/runtime", "-B", folder,
             "-DCMAKE_BUILD_TYPE=Release", f"-DCMAKE_CXX_COMPILER={compiler}"]
    log = subprocess.run(cmake, check=True, text=True, stdout=subprocess.PIPE).stdout
    left_out = [line[3:] for line in log.splitlines() if "runtime-bench" in line]
    subprocess.run(["cmake", "--build", folder, "--target", "runtime-bench"], check=True)
    program = next(p for p in folder.rglob("runtime-bench") if os.access(p, os.X_OK) and p.is_file())
    return program, left_out


def measure(program, prefix, repetitions, only):
    """{workload: {way: (median, least) nanoseconds}} in the order of the program."""
    with tempfile.NamedTemporaryFile(suffix=".json") as out:
        command = prefix + [str(program), f"--benchmark_repetitions={repetitions}",
                            "--benchmark_enable_random_interleaving=true",
                            "--benchmark_min_time=0.02", f"--benchmark_filter={only}",
                            f"--benchmark_out={out.name}", "--benchmark_out_format=json"]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        runs = json.load(open(out.name))["benchmarks"]
    order = subprocess.run([str(program), "--benchmark_list_tests", f"--benchmark_filter={only}"],
                           check=True, text=True, stdout=subprocess.PIPE).stdout.split("\n")
    times = {}
    for run in runs:
        if run["run_type"] == "iteration":
            times.setdefault(run["run_name"], []).append(run["real_time"] * dict(
                (unit, factor) for factor, unit in UNITS)[run["time_unit"]])
    table = {}
    for name in filter(None, order):
        workload, way = name.removesuffix("/real_time").rsplit("/", 1)
        if name in times:
            table.setdefault(workload, {})[way] = (statistics.median(times[name]), min(times[name]))
    return table


def shown(nanoseconds):
    for factor, unit in UNITS:
        if nanoseconds >= factor:
            return f"{nanoseconds / factor:.3g} {unit}"
    return f"{nanoseconds:.2g} ns"


def workload_rows(table):
    """A row for each workload: time of the plain loop, others' ratio to it."""
    ways = ["aether", "OpenMP", "oneTBB", "std::par", "rayon"]
    yield "| workload | serial | " + " | ".join(ways) + " | aether over best other |"
    yield "|---" * (len(ways) + 3) + "|"
    notes = []
    for workload, times in table.items():
        if workload.startswith("pool: ") or "serial" not in times:
            continue
        serial = times["serial"][0]
        cells = []
        for way in ways:
            found = next((w for w in times if w == way or w.startswith(way + ", not")), None)
            cells.append(f"{times[found][0] / serial:.2f}" if found else "")
        others = [times[w][0] for w in OTHERS if w in times]
        against = f"{times['aether'][0] / min(others):.2f}" if others else ""
        yield f"| {workload} | {shown(serial)} | " + " | ".join(cells) + f" | {against} |"
        notes += [f"- {workload}: {way} takes {times[way][0] / serial:.2f} of serial"
                  for way in times if way not in ways + ["serial"]]
    yield ""
    yield from notes


def goal_rows(table):
    """Beside the goals of the design."""
    def at(workload, way="aether"):
        return table[workload][way][0]

    rows = []
    if "vetoed call" in table:
        rows.append(("a vetoed call over the plain loop", "<= 1.02",
                     f"{at('vetoed call') / at('vetoed call', 'serial'):.3f}"))
    if "loop trivial 1000" in table:
        serial = at("loop trivial 1000", "serial")
        rows.append(("1000 trivial elements over serial", "<= 1.10",
                     f"{at('loop trivial 1000') / serial:.2f} "
                     f"(+{at('loop trivial 1000') - serial:.0f} ns)"))
    worst = [(at(w) / min(table[w][o][0] for o in ("OpenMP", "oneTBB") if o in table[w]), w)
             for w in table if re.fullmatch(r"loop \w+ 10{5,7}", w)
             and ("OpenMP" in table[w] or "oneTBB" in table[w])]
    if worst:
        rows.append(("loops of 10^5 to 10^7 over the best of OpenMP and oneTBB, worst", "<= 1",
                     f"{max(worst)[0]:.2f} ({max(worst)[1]})"))
    if "fib(30)" in table:
        rows.append(("fork-join fib(30), per call", "<= 4.1 ns", f"{at('fib(30)') / 2692537:.2f} ns"))
    waiting = "64 tasks that wait 5 ms"
    if waiting in table:
        hinted = at(waiting, "aether, with blocking()")
        rows.append((waiting + ", no hints", "<= 15 ms",
                     f"{shown(at(waiting))} ({shown(hinted)} with blocking())"))
    pools = pool_shares(table)
    if pools:
        rows.append(("adaptive pool over the best fixed one, median and worst", ">= 96.5 %",
                     f"{100 * statistics.median(s for s, _ in pools.values()):.1f} %, "
                     f"{100 * min(s for s, _ in pools.values()):.1f} %"))
    yield "| what | goal | measured |"
    yield "|---|---|---|"
    for row in rows:
        yield "| " + " | ".join(row) + " |"


def pool_shares(table):
    """{workload: (throughput of the adaptive pool over the best fixed one's, which)}"""
    shares = {}
    for workload, times in table.items():
        if workload.startswith("pool: "):
            fixed = {way: t[0] for way, t in times.items() if way != "adaptive"}
            best = min(fixed, key=fixed.get)
            shares[workload] = (fixed[best] / times["adaptive"][0], best)
    return shares


def pool_rows(table):
    yield "| workload | adaptive | best fixed | which | as many as processors | adaptive reaches |"
    yield "|---|---|---|---|---|---|"
    for workload, (share, best) in pool_shares(table).items():
        times = table[workload]
        first = next(way for way in times if way != "adaptive")
        yield (f"| {workload.removeprefix('pool: ')} | {shown(times['adaptive'][0])} | "
               f"{shown(times[best][0])} | {best} | {shown(times[first][0])} | {100 * share:.1f} % |")


INCLUDES = {
    "aether/aether.h": "#include <aether/aether.h>\n",
    "aether/par_for_each.h": "#include <aether/par_for_each.h>\n",
    "tbb/parallel_for.h, algorithm": "#include <tbb/parallel_for.h>\n#include <algorithm>\n",
}
USES = {
    "aether": "\nvoid twice(std::vector<float> &v) { aether::par_for_each(v, [](float &x) { x *= 2; }); }\n",
    "tbb": "\nvoid twice(std::vector<float> &v) { tbb::parallel_for(std::size_t(0), v.size(), "
           "[&](std::size_t i) { v[i] *= 2; }); }\n",
}


def compile_rows(compilers, repetitions):
    yield "| compiler | file includes | compile time, -O2 | over oneTBB | code size |"
    yield "|---|---|---|---|---|"
    for compiler in compilers:
        with tempfile.TemporaryDirectory() as folder:
            sources, times = {}, {}
            for number, (name, text) in enumerate(INCLUDES.items()):
                sources[name] = pathlib.Path(folder) / f"{number}.cpp"
                sources[name].write_text("#include <vector>\n" + text + USES[name.split("/")[0]])
            for _ in range(repetitions):
                for name, source in sources.items():
                    start = time.monotonic()
                    done = subprocess.run([compiler, "-std=c++20", "-O2", "-c", f"-I{ROOT}/include",
                                           source, "-o", source.with_suffix(".o")])
                    if done.returncode == 0:
                        times.setdefault(name, []).append(time.monotonic() - start)
            base = statistics.median(times.get("tbb/parallel_for.h, algorithm", [float("nan")]))
            for name, seconds in times.items():
                size = subprocess.run(["size", sources[name].with_suffix(".o")], text=True,
                                      stdout=subprocess.PIPE).stdout.splitlines()[1].split()[0]
                median = statistics.median(seconds)
                yield (f"| {pathlib.Path(compiler).name} | {name} | {median:.2f} s | "
                       f"{median / base:.2f} | {size} bytes |")


def machine():
    model = next((line.split(":")[1].strip() for line in open("/proc/cpuinfo")
                  if line.startswith("model name")), platform.processor())
    return (f"{model}, {len(os.sched_getaffinity(0))} processors, "
            f"{platform.system()} {platform.release().split('-')[0]}")


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--build", type=pathlib.Path, default=ROOT / "build-performance")
    parser.add_argument("--output", type=pathlib.Path, default=ROOT / "docs/PERFORMANCE.md")
    parser.add_argument("--only", default=".", help="workloads that match this expression")
    parser.add_argument("--quick", action="store_true", help="fewer repetitions")
    parser.add_argument("--run-with", default="", help="such as 'chrt -f 10', before the program")
    options = parser.parse_args()
    compiler = os.environ.get("CXX", "g++")
    program, left_out = build(options.build, compiler)
    load = os.getloadavg()[0]
    repetitions = 3 if options.quick else 15
    table = measure(program, shlex.split(options.run_with), repetitions, options.only)
    version = subprocess.run([compiler, "--version"], text=True,
                             stdout=subprocess.PIPE).stdout.splitlines()[0]
    compilers = [compiler] + [c for c in ("clang++-22",) if c not in compiler and any(
        os.access(os.path.join(p, c), os.X_OK) for p in os.environ["PATH"].split(os.pathsep))]
    command = "bench/runtime/performance.py"
    if options.quick:
        command += " --quick"
    if options.run_with:
        command += f" --run-with '{options.run_with}'"
    lines = [
        "# Performance", "",
        "Written by one command, which can be repeated anywhere:", "", f"    {command}", "",
        f"{datetime.date.today()}, {machine()}, {version}, Release. The machine's load was "
        f"{load:.1f} when this began: from half its processors on, ratios of short workloads "
        "are as good as their repetition, no better. Medians of "
        f"{repetitions} repetitions in random order, elapsed time. Each library is used as its "
        "users would (bench/runtime/); rows that are lost stand here like the others.", "",
        "## Goals", "", *goal_rows(table), "",
        "## Workloads", "",
        "Time over that of the serial loop, so smaller is better; the last column is Aether "
        "over the fastest of the others.", "", *workload_rows(table), "",
        "## The adaptive pool", "",
        "Beside pools of a fixed number of threads, whichever of these is best: 2, 4, 8 ... "
        "threads. Each round makes a pool, so that finding the number is part of the time.", "",
        *pool_rows(table), "",
        "## Including the library", "", *compile_rows(compilers, 3 if options.quick else 9), "",
        *([f"Left out: {'; '.join(left_out)}.", ""] if left_out else [])]
    options.output.write_text("\n".join(lines).rstrip() + "\n")
    print(f"wrote {options.output}")


if __name__ == "__main__":
    sys.exit(main())
