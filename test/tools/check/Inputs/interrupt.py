"""interrupt.py COMMAND...: interrupts COMMAND after ever longer times
until one run is interrupted in the middle; it has to end with status 130 then."""

import signal
import subprocess
import sys
import time


def hear():  # lit's own processes ignore the signal, which is inherited
    signal.signal(signal.SIGINT, signal.SIG_DFL)


interrupted = 0
for milliseconds in (1, 20, 50, 100, 150, 200, 300, 400, 800, 1600, 3200):
    process = subprocess.Popen(sys.argv[1:], preexec_fn=hear)
    time.sleep(milliseconds / 1000)
    process.send_signal(signal.SIGINT)
    status = process.wait()
    if status == 130:
        interrupted += 1
    elif status in (0, 1):
        break
    # On a busy machine the loader may still be at work.
    elif status != -signal.SIGINT:
        sys.exit(f"exit status {status} after {milliseconds} ms")
if not interrupted:
    sys.exit("no run was interrupted")
