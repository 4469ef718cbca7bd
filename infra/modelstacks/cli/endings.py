"""How a command ends with what it raised: the message and the exit code, where that is no bug of ours."""

from __future__ import annotations

import errno
from dataclasses import dataclass

from modelstacks.azure.remedies import remedy
from modelstacks.cli.exit_codes import OUR_BUG
from modelstacks.errors import SIGNALLED, AzureError, UsageError

REFUSED = {errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOSPC, errno.EDQUOT}
INTERRUPTED = SIGNALLED + 2
ABORTED = 1


@dataclass(frozen=True)
class Ending:
    """What to say and what to end with."""

    message: str
    code: int


def foreseen(err: BaseException) -> Ending | None:
    """Return it where it is no bug of ours: an error that says its exit code, a file system that refuses."""
    if isinstance(err, AzureError):
        return Ending(f"{err}\n{remedy(err)}".rstrip(), err.exit_code)
    if isinstance(code := getattr(err, "exit_code", None), int):
        return Ending(str(err), code)
    if isinstance(err, OSError) and err.errno in REFUSED:
        what = err.filename or "The output can't be written"
        where = "Use a folder that you can read and write and that has free space."
        return Ending(f"{what}: {err.strerror}.\n{where}", UsageError.exit_code)
    return None


def code_of(err: BaseException) -> int:
    """Return what the command line ends with where a command raised *err*."""
    if isinstance(err, KeyboardInterrupt):
        return INTERRUPTED
    if isinstance(err, SystemExit):
        return err.code if isinstance(err.code, int) else ABORTED
    if type(err).__name__ == "Abort":  # Click's: somebody said no, or Ctrl-C at a question
        return ABORTED
    ending = foreseen(err)
    return ending.code if ending else OUR_BUG
