"""change.py FILE LINE: a unified diff that says that this line is new."""

import sys

file, line = sys.argv[1], int(sys.argv[2])
with open(file, encoding="utf-8") as text:
    new = text.read().splitlines()[line - 1]
print(f"--- {file}\n+++ {file}\n@@ -{line - 1},0 +{line} @@\n+{new}")
