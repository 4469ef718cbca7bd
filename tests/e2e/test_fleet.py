"""A fleet with the real engine: all stacks up, gone on with after a kill, and taken up from a dead worker; nothing is made twice."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING

import psutil  # type: ignore[import-untyped]  # no stubs in the lock file
import pytest

from azure_fixtures import start_local_azure
from counted_writes import counted_puts
from e2e_bench import Bench
from fleets import write_fleet
from localazure import process
from wheel import free_port

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path
