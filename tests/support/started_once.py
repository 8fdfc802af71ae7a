"""The command for hooks and workflows: one process has started the tool, and forks for every call. `python started_once.py ADDRESS` is it.

Two thirds of a check in a hook are an interpreter that starts and imports.
"""

from __future__ import annotations

import json
import os
import select
import signal
import socket
import subprocess
import sys
import time
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

CALL = Path(__file__).with_name("call_started.py")
STARTED: list[subprocess.Popen[bytes]] = []
"""It ends with this process, which alone holds the other end of its input."""


def command() -> list[str]:
    """What runs the tool with the arguments behind it: in a fork where a system has any, else anew."""
    return [sys.executable, "-IS", str(CALL), _address()] if hasattr(os, "fork") else [sys.executable, "-m", "pingyi"]


@cache
def _address() -> str:
    address = Path(mkdtemp(prefix="pingyi-")) / "calls"
    STARTED.append(subprocess.Popen([sys.executable, __file__, str(address)], stdin=subprocess.PIPE))
    while not address.exists():
        time.sleep(0.05)
    return str(address)


def serve(address: str) -> None:
    """Answer calls until the input ends."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(f"{address}.new")
    listener.listen()
    Path(f"{address}.new").rename(address)
    while sys.stdin not in select.select([listener, sys.stdin], [], [])[0]:
        call, _ = listener.accept()
        if os.fork() == 0:
            answer(call)
        call.close()


def answer(call: socket.socket) -> None:
    """Run the tool as the caller would, with its files, folder and environment; say how it ended."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    said, files, *_ = socket.recv_fds(call, 2**20, 3)
    while more := call.recv(2**20):
        said += more
    arguments, folder, environment = json.loads(said)
    for number, file in enumerate(files):
        os.dup2(file, number)
    sys.stdin, sys.stdout, sys.stderr = (os.fdopen(number, mode, encoding="utf-8") for number, mode in enumerate("rww"))
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    sys.argv = ["pingyi", *arguments]
    code: object = 1
    try:
        main()
    except SystemExit as end:
        code = end.code or 0
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        call.send(str(code).encode())
        os._exit(0)


if __name__ == "__main__":
    from pingyi.cli import main

    serve(sys.argv[1])
