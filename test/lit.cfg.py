"""How the tests of the whole are run: see https://llvm.org/docs/CommandGuide/lit.html.

Each file ending in .cpp or .test is a test; its RUN lines are commands. Folders
named Inputs hold what tests read.
"""

import os
import shutil

import lit.formats
import lit.util

config.name = "Aether"
config.test_format = lit.formats.ShTest(execute_external=False)
config.suffixes = [".cpp", ".test"]
config.excludes = ["Inputs", "docs"]
config.test_source_root = os.path.dirname(__file__)
config.test_exec_root = os.path.join(config.aether_obj_root, "test", "output")

tools = config.llvm_tools_dir
build_bin = os.path.join(config.aether_obj_root, "bin")
config.environment["PATH"] = os.pathsep.join(
    [build_bin, tools, config.environment.get("PATH", "")])
config.environment["LC_ALL"] = "C"
# Tests say themselves when they want colours.
config.environment["NO_COLOR"] = "1"
for name in ("ASAN_OPTIONS", "UBSAN_OPTIONS", "TSAN_OPTIONS", "HOME"):
    if name in os.environ:
        config.environment[name] = os.environ[name]

plugin = os.path.join(config.aether_lib_dir, "aether-tidy.so")
clang_tidy = os.path.join(tools, "clang-tidy")
run_clang_tidy = os.path.join(tools, "run-clang-tidy")
clang_tidy_diff = os.path.join(os.path.dirname(tools), "share", "clang", "clang-tidy-diff.py")

# The clang-tidy of the other LLVM that the plugin was built for, if it was.
older = None
for version in range(config.llvm_major - 1, 13, -1):
    if os.path.exists(os.path.join(config.aether_lib_dir, f"aether-tidy-llvm{version}.so")):
        older = shutil.which(f"clang-tidy-{version}")
        break
source = config.aether_source_root

# %aether_flags: what a program that uses the run-time library is compiled with.
config.substitutions += [
    ("%aether_flags", f"-std=c++20 -I{source}/include"),
    ("%aether_build", config.aether_obj_root),
    ("%aether_bin", os.path.join(build_bin, "aether")),
    ("%aether_include", f"{source}/include"),
    ("%aether_lib_dir", config.aether_lib_dir),
    ("%aether_source", source),
    ("%aether_clangd", os.path.join(build_bin, "aether-clangd")),
    ("%aether", os.path.join(build_bin, "aether")),
    ("%run_clang_tidy", f"{config.python} {run_clang_tidy} -clang-tidy-binary {clang_tidy}"),
    ("%clang_tidy_diff", f"{config.python} {clang_tidy_diff} -clang-tidy-binary {clang_tidy}"),
    ("%older_clang_tidy", f"{older} --load={plugin} --quiet --checks='-*,aether-*'"),
    ("%clang_tidy", f"{clang_tidy} --load={plugin} --quiet --checks='-*,aether-*'"),
    ("%clangxx", os.path.join(tools, "clang++")),
    ("%gxx", config.gxx),
    ("%python", config.python),
    ("%tidy_plugin", plugin),
]

# %other_clang_tidy is a clang-tidy of another version, to see it refused.
for version in range(14, 40):
    other = shutil.which(f"clang-tidy-{version}")
    if other and other != older and version != config.llvm_major:
        config.available_features.add("other-clang-tidy")
        config.substitutions.append(("%other_clang_tidy", other))
        config.substitutions.append(("%other_llvm", str(version)))
        break
if os.path.exists(clang_tidy) and os.path.exists(plugin):
    config.available_features.add("clang-tidy")
    if os.path.exists(run_clang_tidy) and os.path.exists(clang_tidy_diff):
        config.available_features.add("run-clang-tidy")
    if older:
        config.available_features.add("older-clang-tidy")
if os.path.exists(os.path.join(build_bin, "aether-clangd")):
    config.available_features.add("aether-clangd")
if os.path.exists("/usr/include/tbb/parallel_for.h"):
    config.available_features.add("tbb")
if shutil.which("dpkg-shlibdeps"):
    config.available_features.add("dpkg")
if shutil.which("pre-commit"):
    config.available_features.add("pre-commit")
if os.path.exists("/dev/full"):
    config.available_features.add("dev-full")
if config.asan:
    config.available_features.add("asan")
