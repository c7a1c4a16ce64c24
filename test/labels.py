"""The labels in these programs say what is expected: see check_verdicts.py."""

import subprocess
import sys

import lit.formats
import lit.Test


class Labels(lit.formats.FileBasedTest):
    def __init__(self, *flags):
        self.flags = flags

    def execute(self, test, lit_config):
        source = test.getSourcePath()
        with open(source, encoding="utf-8") as file:
            needs_tbb = "tbb" in file.read()
        if needs_tbb and "tbb" not in test.config.available_features:
            return lit.Test.UNSUPPORTED, "oneTBB is not installed"
        root = test.config.aether_source_root
        ran = subprocess.run(
            [sys.executable, f"{root}/test/check_verdicts.py",
             f"{test.config.aether_obj_root}/bin/aether", source, "--",
             "-std=c17" if source.endswith(".c") else "-std=c++20",
             f"-I{root}/include", *self.flags],
            capture_output=True, text=True, timeout=lit_config.maxIndividualTestTime or None)
        status = lit.Test.FAIL if ran.returncode else lit.Test.PASS
        return status, ran.stdout + ran.stderr
