"""The exception tree of the local Azure's own commands; what it answers over HTTP is in `arm/errors.py`.

LocalAzureError          exit code 1: it could not be started, reached or stopped
└── UsageError           2: the command, its arguments or a scenario are wrong
"""

from __future__ import annotations


class LocalAzureError(Exception):
    """Root of everything this package raises on purpose; *exit_code* is what the command line ends with."""

    exit_code = 1


class UsageError(LocalAzureError):
    """The command line or a scenario can't be used as it is."""

    exit_code = 2
