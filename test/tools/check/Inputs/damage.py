"""damage.py FILE: overwrites all but the first page of a SQLite file."""

import sys

with open(sys.argv[1], "r+b") as file:
    size = len(file.read())
    page = 512
    file.seek(page)
    file.write(b"\xa5" * (size - page))
