"""database.py FOLDER INCLUDE FILE...: writes a compile database for the files."""

import json
import os
import sys

folder, include, *files = sys.argv[1:]
with open(os.path.join(folder, "compile_commands.json"), "w", encoding="utf-8") as out:
    json.dump([{"directory": folder, "file": file,
                "arguments": ["c++", "-std=c++20", f"-I{include}", "-c", file]}
               for file in files], out)
