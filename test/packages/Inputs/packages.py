"""Makes the Debian packages, installs them below a folder, uses them as their users
would, and removes them again.

packages.py BUILD WORK: BUILD is a build folder in which everything was built.
"""

import os
import pathlib
import re
import shutil
import subprocess
import sys

BUILD, WORK = (pathlib.Path(p).resolve() for p in sys.argv[1:3])
HERE = pathlib.Path(__file__).resolve().parent
ROOT = WORK / "root"
# How a program finds what is installed there.
INSTALLED = {"PATH": f"{ROOT}/usr/bin:{os.environ['PATH']}",
             "PKG_CONFIG_PATH": f"{ROOT}/usr/lib/pkgconfig"}
PAGE = HERE.parents[2] / "docs/build-systems.md"


def run(*command, cwd=None, env=None, status=0):
    """What the command prints; its exit status must be STATUS."""
    done = subprocess.run([str(c) for c in command], cwd=cwd, text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          env={**os.environ, **(env or {})})
    if done.returncode != status:
        sys.exit(f"{' '.join(map(str, command))}\nexit status "
                 f"{done.returncode}, not {status}:\n{done.stdout}")
    return done.stdout


def files_below(folder):
    return sorted(str(f.relative_to(folder)) for f in folder.rglob("*")
                  if not f.is_dir() and "var/lib/dpkg" not in str(f))


def dpkg(*arguments):
    # What the packages depend on is on this machine, not below ROOT.
    return run("dpkg", f"--root={ROOT}", "--force-depends", "--force-not-root",
               "--force-script-chrootless", f"--log={WORK}/dpkg.log", *arguments)


def make_packages():
    run("cpack", "-G", "DEB", "-B", WORK / "packages", cwd=BUILD)
    packages = sorted((WORK / "packages").glob("*.deb"))
    for package in packages:
        field = lambda name: run("dpkg-deb", "--field", package, name).strip()
        print(f"{field('Package')} {field('Version')} depends on "
              f"{field('Depends') or 'nothing'}")
    return packages


def install(packages):
    for folder in ("updates", "info", "triggers"):
        (ROOT / "var/lib/dpkg" / folder).mkdir(parents=True)
    for name in ("status", "available"):
        (ROOT / "var/lib/dpkg" / name).touch()
    dpkg("--install", *packages)


def use_tool():
    tool = ROOT / "usr/bin/aether"
    print(run(tool, "--version").strip())
    source = HERE / "consumer/main.cpp"
    print(run(tool, "check", "--quiet", source, "--", "-std=c++20",
              f"-I{ROOT}/usr/include", status=1).splitlines()[0].split("/")[-1])
    page = run("man", "-l", ROOT / "usr/share/man/man1/aether-check.1",
               env={"MANPAGER": "cat", "MANWIDTH": "80"})
    print("manual page:", page.splitlines()[0].split()[0])


def use_plugin():
    plugin = next((ROOT / "usr/lib").rglob("aether-tidy.so"))
    for tidy in ("clang-tidy-22", "clang-tidy-19"):
        text = run(tidy, f"--load={plugin}", "--quiet", "--checks=-*,aether-*",
                   HERE / "consumer/main.cpp", "--", "-std=c++20",
                   f"-I{ROOT}/usr/include")
        print(f"{tidy}:", "aether-unsafe-parallel" in text)


def use_clangd():
    text = run(ROOT / "usr/bin/aether-clangd", "--version")
    print("aether-clangd:", next(line for line in text.splitlines()
                                 if "clangd version" in line))


def compiles_nothing(build):
    again = run("cmake", "--build", build)
    if "Building CXX object" in again:
        sys.exit(f"compiled anew though nothing had changed:\n{again}")


def use_from_cmake(generator):
    build = WORK / f"consumer {generator}"
    run("cmake", "-G", generator, "-S", HERE / "consumer", "-B", build,
        f"-DCMAKE_PREFIX_PATH={ROOT}/usr")
    run("cmake", "--build", build)
    print(f"CMake, {generator}:", run(build / "app").strip())
    compiles_nothing(build)
    # What a profile finds out about a call is compiled into that call's source.
    run(ROOT / "usr/bin/aether", "profile", "--db", build / "aether.vdb", build / "app", "wait")
    profiled = run("cmake", "--build", build)
    print(f"CMake, {generator}, profiled:",
          *[name for name in ("main.cpp", "waits.cpp")
            if re.search(rf"Building CXX object \S*/{name}\.o", profiled)],
          run(build / "app").strip())
    hints = [f.name.split("-")[0] for f in build.rglob("*.inc")
             if "AETHER_VETO_HINT(" in f.read_text()]
    print("hints:", *sorted(hints))
    compiles_nothing(build)


def block(language):
    """The block of code in LANGUAGE on the page about build systems."""
    return PAGE.read_text().split(f"```{language}\n")[1].split("```")[0]


def use_from_make():
    """The Makefile of the documentation."""
    folder = WORK / "make"
    folder.mkdir()
    shutil.copy(HERE / "consumer/main.cpp", folder)
    (folder / "Makefile").write_text(block("make"))
    run("make", "app", cwd=folder, env=INSTALLED)
    print("make:", run(folder / "app").strip())


def use_from_meson():
    folder = WORK / "meson"
    folder.mkdir()
    shutil.copy(HERE / "consumer/main.cpp", folder)
    (folder / "meson.build").write_text(
        "project('app', 'cpp', default_options: ['cpp_std=c++20'])\n"
        "executable('app', 'main.cpp', dependencies: dependency('aether'))\n")
    wrapper = folder / "aether-cxx"
    wrapper.write_text(block("sh"))
    wrapper.chmod(0o755)
    run("sh", "-e", "-c", block("console"), cwd=folder, env=INSTALLED)
    print("Meson:", run(folder / "build/app").strip())


def main():
    shutil.rmtree(WORK, ignore_errors=True)
    packages = make_packages()
    install(packages)
    use_tool()
    use_plugin()
    use_clangd()
    use_from_cmake("Ninja")
    use_from_cmake("Unix Makefiles")
    use_from_make()
    use_from_meson()
    dpkg("--remove", *[p.name.split("_")[0] for p in packages])
    print("left:", files_below(ROOT))


main()
