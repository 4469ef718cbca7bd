"""Specs as files: what one holds once it is read, or the mistakes in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from modelstacks.errors import SpecError
from modelstacks.spec import DeploymentsSpec, load_deployments

if TYPE_CHECKING:
    from pathlib import Path

SUBSCRIPTION = "11111111-2222-3333-4444-555555555555"
HEAD = """\
subscription: ${AZURE_SUBSCRIPTION_ID}
resource_group: rg-models
workspaces:
  swedencentral: chat-sweden
  eastus2: {name: chat-east, create: true}
deployments:
"""


def spec_of(tmp_path: Path, text: str) -> DeploymentsSpec:
    path = tmp_path / "deployments.yaml"
    path.write_text(text)
    return load_deployments(path, {"AZURE_SUBSCRIPTION_ID": SUBSCRIPTION})


def mistakes_in(tmp_path: Path, text: str) -> list[str]:
    with pytest.raises(SpecError) as caught:
        spec_of(tmp_path, text)
    return [str(mistake).removeprefix(f"{tmp_path}/") for mistake in caught.value.mistakes]


def mistakes_of(tmp_path: Path, deployments: str) -> list[str]:
    """The mistakes without `deployments.yaml:`; the first line of *deployments* is line 7."""
    found = mistakes_in(tmp_path, HEAD + deployments)
    return [mistake.removeprefix("deployments.yaml:") for mistake in found]
