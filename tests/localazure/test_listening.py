"""The socket that a local Azure is given."""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING

from localazure import process
from localazure.state_dir import StateDir

if TYPE_CHECKING:
    from pathlib import Path


def test_it_says_that_it_is_tcp(tmp_path: Path) -> None:
    """asyncio turns Nagle's algorithm off where a socket says so; else `--foreground` takes 40 ms for each answer."""
    with process.bind(StateDir(tmp_path), 0) as listening:
        assert listening.proto == socket.IPPROTO_TCP
