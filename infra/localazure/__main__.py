"""`python -m localazure STATE FD`: the detached server; process.py starts it with a bound socket."""

from __future__ import annotations

import socket
import sys
from pathlib import Path

from localazure.errors import LocalAzureError
from localazure.serving import serve
from localazure.state_dir import StateDir

try:
    serve(StateDir(Path(sys.argv[1])), socket.socket(fileno=int(sys.argv[2])))
except LocalAzureError as err:
    sys.exit(str(err))
