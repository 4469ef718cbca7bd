"""A disabled subscription can be read and emptied, not written."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from estate import Arm, error_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from azure_fixtures import LocalAzureServer

pytestmark = pytest.mark.slow

DISABLED = """name: disabled
extends: sandbox
subscriptions:
  - {id: 5ab5c41b-0000-4000-8000-000000000001, name: off, quota_id: PayAsYouGo_2014-09-01, state: Disabled}
"""


def test_writes_are_refused(local_azure_with: Callable[[str], LocalAzureServer], tmp_path: Path) -> None:
    (tmp_path / "disabled.yaml").write_text(DISABLED)
    azure = local_azure_with(str(tmp_path / "disabled.yaml"))
    arm, group = Arm(azure), f"/subscriptions/{azure.subscription}/resourceGroups/rg"

    refusal = arm.refused("PUT", group, {"location": "swedencentral"})
    arm.send("DELETE", group)

    arm.close()
    assert error_of(refusal)["code"] == "ReadOnlyDisabledSubscription"
    assert "You cannot perform any write actions on this subscription until it is re-enabled." in str(refusal)
