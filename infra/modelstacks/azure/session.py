"""An ARM client for whoever and whichever cloud the environment names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from modelstacks.azure.arm import Arm
from modelstacks.azure.cloud import ca_bundle, resolve_cloud
from modelstacks.azure.credentials import credential

if TYPE_CHECKING:
    from collections.abc import Mapping


def open_arm(environ: Mapping[str, str]) -> Arm:
    """Return the client, to be used with `async with`. Raises UsageError or AzureError as `resolve_cloud` does."""
    cloud = resolve_cloud(environ)
    return Arm(cloud, credential(cloud, environ), ca_bundle(environ))
