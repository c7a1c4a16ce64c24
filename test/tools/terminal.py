"""terminal.py COMMAND...: runs COMMAND in a terminal and prints what it shows."""

import os
import pty
import sys

os.environ["TERM"] = "xterm-256color"
output = bytearray()

pid, descriptor = pty.fork()
if pid == 0:
    os.execvp(sys.argv[1], sys.argv[1:])
while True:
    try:
        data = os.read(descriptor, 65536)
    except OSError:  # the other side is closed
        break
    if not data:
        break
    output.extend(data)
_, status = os.waitpid(pid, 0)
sys.stdout.buffer.write(bytes(output))
sys.exit(os.waitstatus_to_exitcode(status))
