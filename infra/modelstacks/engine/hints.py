"""What to do about what Pulumi says: it names the cause, but not always the way out."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from modelstacks.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping

LOCAL = 'for the local Azure: eval "$(modelstacks local env)"'
STACK_NAME = re.compile(r"[A-Za-z0-9_.-]{1,100}(/[A-Za-z0-9_.-]{1,100}){0,2}")
"""`dev`, or `ORGANISATION/PROJECT/dev` as Pulumi Cloud has it."""


def require_stack_name(name: str) -> None:
    """Raise UsageError where Pulumi would refuse *name*."""
    if not STACK_NAME.fullmatch(name):
        raise UsageError(
            f"--stack {name!r} is not a stack name: use letters, digits, hyphens, underscores and periods.\n"
            f"For example: --stack {re.sub('[^A-Za-z0-9_.-]+', '-', name).strip('-')[:100] or 'dev'}"
        )


def way_out(error: str, environ: Mapping[str, str]) -> str:
    """Return what to do where Pulumi ended with *error*; nothing where its own message suffices."""
    backend = environ.get("PULUMI_BACKEND_URL")
    if "passphrase must be set" in error:
        return f"Set PULUMI_CONFIG_PASSPHRASE to the passphrase that this stack's secrets are encrypted with; {LOCAL}"
    if "incorrect passphrase" in error:
        return (
            "PULUMI_CONFIG_PASSPHRASE (or the file that PULUMI_CONFIG_PASSPHRASE_FILE names) is not the passphrase that "
            f"this stack was created with. Set that one; {LOCAL}"
        )
    if "PULUMI_ACCESS_TOKEN must be set" in error and backend:
        return (
            f"PULUMI_BACKEND_URL is {backend}. Set PULUMI_ACCESS_TOKEN where that is Pulumi Cloud, or name another "
            f"backend: file:///FOLDER, azblob://CONTAINER?storage_account=ACCOUNT; {LOCAL}"
        )
    if backend and ("unable to open bucket" in error or ".pulumi/meta.yaml" in error):
        return (
            f"PULUMI_BACKEND_URL is {backend}: it must be there, and you must be allowed to read and write it. "
            f"Correct it, or create the folder; {LOCAL}"
        )
    return ""
