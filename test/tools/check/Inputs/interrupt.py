"""interrupt.py COMMAND...: interrupts COMMAND after ever longer times
until three runs were interrupted in the middle; they have to end with status
130 then. No run comes to its end: it would rightly replace the database."""

import signal
import subprocess
import sys
import time


def hear():  # lit's own processes ignore the signal, which is inherited
    signal.signal(signal.SIGINT, signal.SIG_DFL)


interrupted = 0
# Small steps: the signal must come after the loader (on a busy machine it may
# take long) and before the end.
for milliseconds in range(5, 2000, 15):
    process = subprocess.Popen(sys.argv[1:], preexec_fn=hear)
    time.sleep(milliseconds / 1000)
    process.send_signal(signal.SIGINT)
    status = process.wait()
    if status == 130:
        interrupted += 1
        if interrupted == 3:
            sys.exit(0)
    elif status in (0, 1):
        sys.exit(f"the run ended by itself within {milliseconds} ms")
    # The loader may still be at work.
    elif status != -signal.SIGINT:
        sys.exit(f"exit status {status} after {milliseconds} ms")
sys.exit("no run was interrupted")
