"""Descriptions of the SDK's types, read once: a plugin lives for one run, and the SDK's modules load slowly."""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from contextlib import suppress
from functools import cache
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

import platformdirs

if TYPE_CHECKING:
    from collections.abc import Callable

Json: TypeAlias = dict[str, Any]
Description = TypeVar("Description")


def described_resource(module: str, name: str) -> Json:
    """Return what `sdk.describe_resource` says, from the user's cache where it was asked before."""

    def read() -> Json:
        from azure_native_standin.sdk import describe_resource

        return describe_resource(module, name)

    return _cached(f"{module}-{name}", read)


def described_function(module: str, name: str) -> Json | None:
    """Return what `sdk.describe_function` says, likewise."""

    def read() -> Json | None:
        from azure_native_standin.sdk import describe_function

        return describe_function(module, name)

    return _cached(f"{module}-{name}", read)


def _cached(name: str, read: Callable[[], Description]) -> Description:
    file = _folder() / f"{name}.json"
    with suppress(OSError, ValueError):
        cached: Description = json.loads(file.read_text(encoding="utf-8"))
        return cached
    description = read()
    with suppress(OSError):  # without a cache folder it is read again the next time
        _write(file, json.dumps(description))
    return description


def _folder() -> Path:
    return Path(platformdirs.user_cache_dir("modelstacks")) / "azure-native" / _edition()


@cache
def _edition() -> str:
    """Name this SDK, as this version of `sdk.py` reads it."""
    reader = files(__package__).joinpath("sdk.py").read_bytes()
    return f"{version('pulumi-azure-native')}-{hashlib.sha256(reader).hexdigest()[:8]}"


def _write(file: Path, text: str) -> None:
    """Write at once: several plugins may do so at the same time."""
    file.parent.mkdir(parents=True, exist_ok=True)
    descriptor, draft = tempfile.mkstemp(dir=file.parent)
    with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
        stream.write(text)
    Path(draft).replace(file)
