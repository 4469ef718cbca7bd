"""`python -m modelstacks.localazure STATE FD`: the detached server; process.py starts it with a bound socket."""

from __future__ import annotations

import socket
import sys
from pathlib import Path

from modelstacks.localazure.serving import serve
from modelstacks.localazure.state_dir import StateDir

serve(StateDir(Path(sys.argv[1])), socket.socket(fileno=int(sys.argv[2])))
