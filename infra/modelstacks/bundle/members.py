"""What goes into the archive, by the name under which it does."""

from __future__ import annotations

import json
import locale
import os
import platform
import sys
from importlib import metadata
from typing import TYPE_CHECKING, Any

from modelstacks.bundle.cleaning import Cleaner
from modelstacks.telemetry import run_log

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

LOGS = 5
"""How many of the last runs are told of: the one that failed may not be the last."""
LONGEST = 1_000_000
"""Bytes of a file that are taken: the last ones of a log, the first ones of others."""
CONFIG = (
    "deployments*.yaml",
    "platform*.yaml",
    "fleet*.yaml",
    "Pulumi*.yaml",
    ".modelstacks/stacks/*/Pulumi*.yaml",
)
"""Which files of the folder: the specs, their locks, the stacks' config. Never a state."""
PREFIXES = (
    "AZURE_", "ARM_", "MODELSTACKS_", "PULUMI_", "OTEL_", "REGISTRY_", "GITHUB_", "TF_BUILD", "BUILD_", "PIP_", "UV_", "XDG_",
)  # fmt: skip
NAMES = {
    "ACTIONS_ID_TOKEN_REQUEST_URL", "ALL_PROXY", "CI", "COLUMNS", "CURL_CA_BUNDLE", "HOME", "HTTPS_PROXY", "HTTP_PROXY",
    "IDENTITY_ENDPOINT", "LANG", "LC_ALL", "NODE_EXTRA_CA_CERTS", "NO_COLOR", "NO_PROXY", "PATH", "PYTHONPATH",
    "REQUESTS_CA_BUNDLE", "RUNNER_OS", "SHELL", "SSL_CERT_FILE", "TERM", "TRACEPARENT", "VIRTUAL_ENV",
}  # fmt: skip
"""Variables that change what a command does, by their beginning and by their name."""

README = """\
What `modelstacks doctor --bundle` collected, for whoever is asked for help.

doctor.json       what `modelstacks doctor` shows: engine, versions, cloud, caller
packages.json     every installed Python package and its version
platform.json     Python, the operating system, where this ran
environment.json  the variables that change what a command does; of a secret only that it is set
config/           the specs, locks and stack configs of the folder, by their path in it
runs/             the logs of the last runs: requests, steps, seconds, how each ended

Secrets are removed: what the environment or a file calls one, and what looks like one, reads ***. Names of subscriptions,
resources, hosts and folders are still there. No state of a stack is in here.
"""


def members(doctor: Sequence[Mapping[str, Any]], where: Path, environ: Mapping[str, str]) -> dict[str, str]:
    """Return the archive's files without secrets: their text by their name."""
    config = dict(_config(where))
    cleaner = Cleaner.of(environ, *config.values())
    found = {
        "doctor.json": _json(doctor),
        "packages.json": _json(_packages()),
        "platform.json": _json(_platform(where)),
        **config,
        **dict(_logs()),
    }
    return {
        "README.txt": README,
        "environment.json": _json(_environment(environ, cleaner)),
        **{name: cleaner.cleaned(text) for name, text in found.items()},
    }


def _config(where: Path) -> Iterator[tuple[str, str]]:
    for pattern in CONFIG:
        for file in sorted(where.glob(pattern)):
            if file.is_file():
                yield f"config/{file.relative_to(where).as_posix()}", _text(file)[:LONGEST]


def _logs() -> Iterator[tuple[str, str]]:
    for file in run_log.kept()[:LOGS]:
        yield f"runs/{file.name}", _text(file)[-LONGEST:]


def _text(file: Path) -> str:
    """Return what is in it; where it can't be read, why: the rest is worth having."""
    try:
        return file.read_text(encoding="utf-8", errors="replace")
    except OSError as err:
        return f"(could not be read: {err.strerror})\n"


def _packages() -> dict[str, str]:
    found = {dist.metadata["Name"]: dist.version for dist in metadata.distributions()}
    return {name: found[name] for name in sorted(found, key=str.lower)}


def _platform(where: Path) -> dict[str, Any]:
    return {
        "python": sys.version,
        "executable": sys.executable,
        "platform": platform.platform(),
        "machine": platform.machine(),
        "cpus": os.cpu_count(),
        "encoding": locale.getpreferredencoding(do_setlocale=False),
        "terminal": sys.stdout.isatty(),
        "folder": str(where),
    }


def _environment(environ: Mapping[str, str], cleaner: Cleaner) -> dict[str, str]:
    return {
        name: cleaner.variable(name, value)
        for name, value in sorted(environ.items())
        if name.startswith(PREFIXES) or name.upper() in NAMES
    }


def _json(value: Any) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False) + "\n"
