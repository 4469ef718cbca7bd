"""What a command ends with: the message for the user and the code for the shell, by what was raised."""

from __future__ import annotations

import errno

import pytest
import typer

from modelstacks.cli.endings import code_of, foreseen
from modelstacks.engine.errors import StackError
from modelstacks.engine.interrupts import StoppedError
from modelstacks.errors import AzureError, SpecError, UsageError

FOLDER = "Use a folder that you can read and write and that has free space."


@pytest.mark.parametrize(
    ("err", "message", "code"),
    [
        (UsageError("No."), "No.", 2),
        (SpecError([]), "", 2),
        (StackError("No."), "No.", 1),
        (AzureError("No.", status=409, code="Conflict"), "Conflict: No.", 1),
        (StoppedError((2,)), "Stopped by SIGINT.", 130),
        (StoppedError((15, 2)), "Stopped by SIGTERM.", 143),
        (OSError(errno.EACCES, "Permission denied", "/x"), f"/x: Permission denied.\n{FOLDER}", 2),
        (OSError(errno.EPERM, "Not permitted", "/x"), f"/x: Not permitted.\n{FOLDER}", 2),
        (OSError(errno.EROFS, "Read-only", "/x"), f"/x: Read-only.\n{FOLDER}", 2),
        (OSError(errno.ENOSPC, "No space"), f"The output can't be written: No space.\n{FOLDER}", 2),
        (OSError(errno.EDQUOT, "Quota", "/x"), f"/x: Quota.\n{FOLDER}", 2),
    ],
)
def test_what_was_foreseen_has_its_message_and_code(err: Exception, message: str, code: int) -> None:
    ending = foreseen(err)
    assert ending is not None
    assert (ending.message, ending.code, code_of(err)) == (message, code, code)


@pytest.mark.parametrize(
    ("status", "code", "remedy"),
    [
        (404, "SubscriptionNotFound", "Is the subscription's id right"),
        (400, "InvalidSubscriptionId", "Is the subscription's id right"),
        (404, "ResourceGroupNotFound", "Correct `resource_group` in the spec"),
        (403, "RequestDisallowedByPolicy", "An Azure Policy forbids it"),
        (0, "Unreachable", "Is the network up"),
        (401, "InvalidAuthenticationToken", "Sign in again: `az login`"),
        (401, "AuthenticationFailed", ""),
        (403, "AuthorizationFailed", "`modelstacks doctor` shows who you are signed in as"),
        (429, "TooManyRequests", "Azure is throttling this caller"),
        (500, "InternalServerError", "This is a problem on Azure's side"),
        (503, "ServerTimeout", "This is a problem on Azure's side"),
        (404, "ResourceNotFound", ""),
        (409, "Conflict", ""),
        (499, "Closed", ""),
    ],
)
def test_what_azure_refuses_has_its_remedy_on_a_line_of_its_own(status: int, code: str, remedy: str) -> None:
    ending = foreseen(AzureError("No.", status=status, code=code))
    assert ending is not None
    said, _, todo = ending.message.partition("\n")
    assert said == f"{code}: No."
    assert todo.startswith(remedy)
    assert bool(todo) == bool(remedy)


@pytest.mark.parametrize("err", [KeyError("x"), OSError(errno.ENOENT, "gone", "/x"), AssertionError()])
def test_anything_else_is_a_bug_of_ours(err: Exception) -> None:
    assert (foreseen(err), code_of(err)) == (None, 3)


@pytest.mark.parametrize(
    ("err", "code"),
    [
        (KeyboardInterrupt(), 130),
        (SystemExit(0), 0),
        (SystemExit(143), 143),
        (SystemExit("words"), 1),
        (typer.Abort(), 1),
    ],
)
def test_what_ends_a_command_itself_has_its_own_code(err: BaseException, code: int) -> None:
    assert code_of(err) == code
