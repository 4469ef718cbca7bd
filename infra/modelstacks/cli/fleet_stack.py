"""`python -m modelstacks.cli.fleet_stack …`: a stack's command as a fleet starts it.

It prints one JSON object: `answer`, what the command printed as JSON, `message`, what it failed with, and nothing else on
stdout. It ends in order, as after Ctrl-C, when its standard input does: then nobody is left to wait for it.
"""

from __future__ import annotations

import io
import json
import os
import signal
import sys
import threading
import traceback
from contextlib import redirect_stdout, suppress
from pathlib import Path
from typing import Any

from modelstacks.cli.app import app
from modelstacks.cli.endings import foreseen
from modelstacks.cli.exit_codes import OUR_BUG
from modelstacks.errors import SIGNALLED


def main() -> None:
    """Run the command line to its end."""
    parent = os.dup(0)
    with Path(os.devnull).open() as nobody:
        os.dup2(nobody.fileno(), 0)  # the engine's own children must not keep it open, nor read from it
    threading.Thread(target=_end_with, args=(parent,), daemon=True).start()
    printed, message, code = io.StringIO(), "", 0
    with redirect_stdout(printed):
        try:
            app(prog_name="modelstacks")
        except SystemExit as end:
            code = end.code if isinstance(end.code, int) else 0
        except KeyboardInterrupt:
            code = SIGNALLED + signal.SIGINT
        except Exception as err:  # noqa: BLE001  the edge
            message, code = _failure(err)
    sys.stdout.write(json.dumps({"answer": _answer(printed.getvalue()), "message": message}))
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)  # a program of Pulumi's may still wait in a thread, for an engine that is gone


def _end_with(parent: int) -> None:
    with suppress(OSError):
        while os.read(parent, 1024):
            pass
    os.kill(os.getpid(), signal.SIGTERM)


def _failure(err: Exception) -> tuple[str, int]:
    """Return what it failed with, the errors of single resources first, and the exit code."""
    ending = foreseen(err)
    if ending is None:
        return traceback.format_exc(), OUR_BUG
    return "\n".join([*getattr(err, "__notes__", ()), ending.message]), ending.code


def _answer(printed: str) -> Any:
    try:
        return json.loads(printed)
    except ValueError:
        return printed or None


if __name__ == "__main__":
    main()
