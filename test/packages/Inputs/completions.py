"""Holds the manual pages and the completions of bash, zsh and fish against --help.

completions.py AETHER SHARE: prints what is missing or too much, and what the shells
offer.
"""

import pathlib
import re
import shutil
import subprocess
import sys

AETHER, SHARE = sys.argv[1], pathlib.Path(sys.argv[2])
# Each word of --help that starts an option's line.
OPTION = re.compile(r"^  (--?[a-z][a-z-]*)", re.MULTILINE)


def help_of(*command):
    return subprocess.run([AETHER, *command, "--help"], text=True, check=True,
                          stdout=subprocess.PIPE).stdout


def options(text):
    return set(OPTION.findall(text[text.index("OPTIONS:"):]))


def in_manual(name):
    text = subprocess.run(["man", "-l", SHARE / "man" / f"{name}.1"], text=True,
                          stdout=subprocess.PIPE, check=True,
                          env={"MANPAGER": "cat", "MANWIDTH": "80", "PATH": "/usr/bin:/bin"}).stdout
    return set(re.findall(r"(?<![-\w])(--[a-z][a-z-]*|-p)(?![-\w])", text))


def in_bash(command):
    script = ('source "$1"; COMP_WORDS=(aether "${@:2}" -); COMP_CWORD=$#;'
              'COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); _aether; printf "%s\\n" "${COMPREPLY[@]}"')
    return set(subprocess.run(
        ["bash", "-c", script, "bash", SHARE / "completions/aether.bash", *command],
        text=True, stdout=subprocess.PIPE, check=True).stdout.split())


def in_zsh(command):
    text = (SHARE / "completions/_aether").read_text()
    if not command:
        part = text[text.index("_aether() {"):text.index("case $line")]
    else:
        start = text.index(f"\n    {command[0]})")
        part = text[start:text.index(";;", start)]
    found = set(re.findall(r"'\*?(--?[a-z][a-z-]*)", part))
    return found | ({"--help", "--help-list"} if "$help" in part else set())


def in_fish(command):
    script = f'source "$argv[1]"; complete -C "aether {" ".join([*command, "-"])}"'
    script += f'; complete -C "aether {" ".join([*command, "--"])}"'
    lines = subprocess.run(["fish", "--no-config", "-c", script,
                            SHARE / "completions/aether.fish"],
                           text=True, stdout=subprocess.PIPE, check=True).stdout
    return {line.split()[0].rstrip("=") for line in lines.splitlines()
            if line.startswith("-")}


def main():
    commands = re.findall(r"^  ([a-z]+) +- ", help_of(), re.MULTILINE)
    print("commands:", *commands)
    for command in [[]] + [[c] for c in commands]:
        wanted = options(help_of(*command))
        page = "-".join(["aether", *command])
        sources = {"bash": in_bash, "zsh": in_zsh, "fish": in_fish}
        sources = {name: f for name, f in sources.items() if shutil.which(name)}
        found = {name: f(command) for name, f in sources.items()}
        if (SHARE / "man" / f"{page}.1").exists():
            found["manual"] = in_manual(page)
        for name, have in found.items():
            for option in sorted(wanted - have):
                print(f"{name} lacks {page} {option}")
            for option in sorted(have - wanted):
                print(f"{name} has {page} {option}, which is not in --help")
    if shutil.which("zsh"):
        subprocess.run(["zsh", "-n", SHARE / "completions/_aether"], check=True)
    print("done")


main()
