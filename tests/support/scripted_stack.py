"""A stack of one deployment on an engine that is a script: its spec, whoever runs it, and how it is announced."""

from __future__ import annotations

from typing import TYPE_CHECKING

from locked_decisions import write_lock
from toolbox import scripted_engine

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

WHO = {"AZURE_TENANT_ID": "t", "AZURE_CLIENT_ID": "c", "AZURE_CLIENT_SECRET": "hush"}
ANNOUNCED = (
    "Stack modelstacks-models/dev on public (https://management.azure.com),\n"
    "subscription (the spec names it),\nas service principal c in tenant t"
)
SPEC = """\
subscription: 5ab5c41b-0000-4000-8000-000000000001
resource_group: rg
workspaces: {swedencentral: chat}
deployments:
  chat: {model: Phi-4, mode: serverless}
"""


def scripted_spec(folder: Path, patch: pytest.MonkeyPatch) -> Path:
    """Write the spec and its lock into *folder*, and let this process's environment lead to the engine there."""
    for name in ("MODELSTACKS_LOCAL_URL", "AZURE_SUBSCRIPTION_ID", "ARM_SUBSCRIPTION_ID"):
        patch.delenv(name, raising=False)
    for name, value in (WHO | scripted_engine(folder)).items():
        patch.setenv(name, value)
    file = folder / "deployments.yaml"
    file.write_text(SPEC, encoding="utf-8")
    write_lock(file, {})
    return file
