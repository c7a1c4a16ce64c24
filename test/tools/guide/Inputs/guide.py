"""Follows a page of the documentation: runs each of its commands, in order, in a project
made for it.

guide.py PAGE WORK INCLUDE: prints each command with its exit status.
"""

import pathlib
import re
import shutil
import subprocess
import sys

page, work, include = (pathlib.Path(p).resolve() for p in sys.argv[1:4])
shutil.rmtree(work, ignore_errors=True)
(work / "src").mkdir(parents=True)
(work / "CMakeLists.txt").write_text(f"""cmake_minimum_required(VERSION 3.25)
project(guide LANGUAGES CXX)
set(CMAKE_CXX_STANDARD 20)
include_directories({include})
add_library(blur src/blur.cpp)
""")
# The page looks at line 42.
(work / "src/blur.cpp").write_text("#include <aether/aether.h>\n#include <vector>\n" + "\n" * 38 +
                                   "long sum(const std::vector<int> &v) { long s = 0;\n"
                                   "  aether::par_for_each(v, [&](int x) { s += x; });\n"
                                   "  return s; }\n")


def git(*arguments):
    subprocess.run(["git", "-c", "user.name=t", "-c", "user.email=t@example.org", *arguments],
                   cwd=work, check=True, stdout=subprocess.DEVNULL)


git("init", "-q")
git("add", ".")
git("commit", "-qm", "one")
# What a page calls the main branch of the server.
git("update-ref", "refs/remotes/origin/main", "HEAD")
for command in re.findall(r"^    ((?:cmake|aether|git) [^#\n]*)", page.read_text(), re.MULTILINE):
    done = subprocess.run(command, shell=True, cwd=work, text=True, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT)
    print(f"{done.returncode}: {command.strip()}")
    if done.returncode not in (0, 1):
        print(done.stdout)
