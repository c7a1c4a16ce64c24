"""An editor's side of the Language Server Protocol, as far as the tests need it.

https://microsoft.github.io/language-server-protocol/specifications/lsp/3.17/specification/
"""

import json
import os
import pathlib
import queue
import subprocess
import threading


class Session:
    """A server that runs, and the files that are open in it."""

    def __init__(self, command, folder, errors=subprocess.DEVNULL):
        program, *arguments = command
        if os.sep in program:
            program = os.path.abspath(program)
        self._server = subprocess.Popen(
            [program, *arguments], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors,
            cwd=folder)
        self._messages = queue.Queue()
        self._count = 0
        threading.Thread(target=self._read, daemon=True).start()
        self.request("initialize", {
            "processId": None,
            "rootUri": pathlib.Path(folder).resolve().as_uri(),
            "capabilities": {"textDocument": {"publishDiagnostics": {
                "relatedInformation": True, "versionSupport": True,
                "codeActionsInline": True}}},
        })
        self.notify("initialized", {})

    def __enter__(self):
        return self

    def __exit__(self, kind, *_):
        if kind is None:
            self.request("shutdown", None)
            self.notify("exit", None)
        else:
            self._server.kill()
        self.status = self._server.wait(timeout=60)

    def _read(self):
        stream = self._server.stdout
        while True:
            length = 0
            while (line := stream.readline().strip()):
                name, _, value = line.partition(b":")
                if name.lower() == b"content-length":
                    length = int(value)
            if not length:
                self._messages.put(None)
                return
            self._messages.put(json.loads(stream.read(length)))

    def _send(self, message):
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self._server.stdin.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
        self._server.stdin.flush()

    def _next(self, seconds):
        message = self._messages.get(timeout=seconds)
        if message is None:
            raise EOFError("the server has ended")
        if "id" in message and "method" in message:
            self._send({"id": message["id"], "result": None})
        return message

    def notify(self, method, params):
        self._send({"method": method, "params": params})

    def request(self, method, params, seconds=120):
        self._count += 1
        number = self._count
        self._send({"id": number, "method": method, "params": params})
        while True:
            message = self._next(seconds)
            if message.get("id") == number and "method" not in message:
                if "error" in message:
                    raise RuntimeError(message["error"]["message"])
                return message["result"]

    def open(self, path, text):
        self._version = 1
        self.notify("textDocument/didOpen", {"textDocument": {
            "uri": pathlib.Path(path).resolve().as_uri(), "languageId": "cpp",
            "version": 1, "text": text}})

    def change(self, path, text):
        self._version += 1
        self.notify("textDocument/didChange", {
            "textDocument": {"uri": pathlib.Path(path).resolve().as_uri(),
                             "version": self._version},
            "contentChanges": [{"text": text}], "wantDiagnostics": True})

    def diagnostics(self, path, seconds=120):
        """What the server says of the file's present text."""
        uri = pathlib.Path(path).resolve().as_uri()
        while True:
            message = self._next(seconds)
            if message.get("method") != "textDocument/publishDiagnostics":
                continue
            params = message["params"]
            if params["uri"] == uri and params.get("version") == self._version:
                return params["diagnostics"]
