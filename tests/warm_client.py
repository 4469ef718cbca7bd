"""Lies in the wheel's virtual environment: a program that starts there is handed to a process that has imported it.

Read by `site` as each Python starts (warm.pth), so it takes nothing but what has to be there.
"""

from __future__ import annotations

import json
import os
import signal
import socket
import sys

VARIABLE = "WARM_PROCESSES"
"""Names the socket of `warm_processes.py`; without it every program starts by itself."""
MODULES = ("azure_native_standin", "pulumi.dynamic", "pip")
SCRIPTS = ("modelstacks", "pulumi-language-python-exec")
MESSAGE_BYTES = 1 << 17


def wanted(argv: list[str]) -> list[str]:
    """Return what of a Python's command line is worth handing over: `-m` and a module, or a script, and its arguments."""
    words = argv[1:]
    while words and words[0] in ("-P", "-u"):
        words = words[1:]
    module = words[1] if words[:1] == ["-m"] and words[1:] else ""
    script = os.path.basename(words[0]) if words else ""  # noqa: PTH119  pathlib takes long to import
    return words if module in MODULES or script in SCRIPTS else []


def hand_over(words: list[str], address: str) -> None:
    """Let it run there with our streams, folder and environment; pass signals on, and end as it does."""
    connection = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    connection.connect(address)
    order = json.dumps([words, os.getcwd(), dict(os.environ)])  # noqa: PTH109  the same
    socket.send_fds(connection, [order.encode()], [0, 1, 2])
    pid = int(connection.recv(MESSAGE_BYTES))
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda number, _frame: os.kill(pid, number))
    code = int(connection.recv(MESSAGE_BYTES) or b"1")
    if code < 0:
        signal.signal(-code, signal.SIG_DFL)
        os.kill(os.getpid(), -code)
    os._exit(code)


if VARIABLE in os.environ and (_words := wanted(sys.orig_argv)):
    hand_over(_words, os.environ[VARIABLE])
