"""Usage: python -m modelstacks.ci.signed_in COMMAND [ARGUMENT …]

Run a command in GitHub Actions with the job's OIDC token in a file, named by AZURE_FEDERATED_TOKEN_FILE, for as long
as it takes: such a token lives minutes, so it is asked for anew every 4 minutes. modelstacks, its provider, and Pulumi's
backend and secrets key sign in with it, hours into a run, too. The job needs `permissions: id-token: write`.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
import urllib.error
import urllib.request
from pathlib import Path
from typing import NoReturn
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

CALLED = "python -m modelstacks.ci.signed_in"
REFRESH_S = float(os.environ.get("SIGNED_IN_REFRESH_S") or 240)
AUDIENCE = "api://AzureADTokenExchange"
FOR_GITHUB = ("ACTIONS_ID_TOKEN_REQUEST_URL", "ACTIONS_ID_TOKEN_REQUEST_TOKEN")
TIMEOUT_S = 30


def main(arguments: list[str]) -> int:
    """Return the command's exit code."""
    if arguments[:1] in (["--help"], ["-h"]):
        sys.stdout.write((__doc__ or "").lstrip())
        return 0
    if not arguments or arguments[0].startswith("-"):
        given = " ".join(arguments) or "nothing"
        fail(f"{CALLED} takes a command to run, not: {given}. See {CALLED} --help.")
    missing = [name for name in FOR_GITHUB if not os.environ.get(name)]
    if missing:
        fail(f"{', '.join(missing)} not set: give the workflow `permissions: id-token: write`.")
    with tempfile.TemporaryDirectory() as folder:
        file, ended = Path(folder) / "token", threading.Event()
        try:
            write(file)
        except (OSError, ValueError, KeyError) as err:
            fail(
                f"GitHub gave no OIDC token: {err}. Run the job again; it needs `permissions: id-token: write`."
            )
        refreshing = threading.Thread(target=refresh, args=(file, ended))
        refreshing.start()
        try:
            return run(arguments, file)
        finally:
            ended.set()
            refreshing.join()


def fail(words: str) -> NoReturn:
    """End it."""
    sys.stderr.write(f"{words}\n")
    raise SystemExit(2)


def write(file: Path) -> None:
    """Put a new token in the place of the old one, readable by its owner alone."""
    scheme, host, path, query, _ = urlsplit(os.environ[FOR_GITHUB[0]])
    asked = urlunsplit((scheme, host, path, urlencode([*parse_qsl(query), ("audience", AUDIENCE)]), ""))
    headers = {"Authorization": f"Bearer {os.environ[FOR_GITHUB[1]]}"}
    request = urllib.request.Request(asked, headers=headers)  # noqa: S310  GitHub's own URL
    with urllib.request.urlopen(request, timeout=TIMEOUT_S) as answer:  # noqa: S310  the same
        token = json.load(answer)["value"]
    new = file.with_suffix(".new")
    new.touch(mode=0o600)
    new.write_text(token, encoding="utf-8")
    new.replace(file)


def refresh(file: Path, ended: threading.Event) -> None:
    """Write it anew until the command has ended; what fails once may succeed the next time."""
    while not ended.wait(REFRESH_S):
        try:
            write(file)
        except (OSError, ValueError, KeyError) as err:
            sys.stderr.write(f"GitHub gave no new OIDC token, the old one stays: {err}\n")


def run(command: list[str], file: Path) -> int:
    """Run it; what stops a job stops the command, which ends in its own time."""
    env = {**os.environ, "AZURE_FEDERATED_TOKEN_FILE": str(file)}
    running: list[subprocess.Popen[bytes]] = []
    early: list[int] = []

    def pass_on(number: int, _frame: object) -> None:
        if running:
            running[0].send_signal(number)
        else:
            early.append(number)

    for stopping in (signal.SIGINT, signal.SIGTERM):
        signal.signal(stopping, pass_on)
    with subprocess.Popen(command, env=env) as child:
        running.append(child)
        for number in early:
            child.send_signal(number)
        code = child.wait()
    return code if code >= 0 else 128 - code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
