"""small_files.py STATUS COMMAND...: runs COMMAND where no file may grow, as on a
full disk, and succeeds if it exits with STATUS."""

import resource
import signal
import subprocess
import sys


def limit():
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    # Pipes and what is redirected by the caller do not count as long as short.
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))


status = subprocess.run(sys.argv[2:], preexec_fn=limit).returncode
if status != int(sys.argv[1]):
    sys.exit(f"exit status {status} instead of {sys.argv[1]}")
