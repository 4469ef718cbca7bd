from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from command_line import CommandLine

SUBSCRIPTION = "11111111-2222-3333-4444-555555555555"
SPEC = f"""\
subscription: {SUBSCRIPTION}
resource_group: rg-models
workspaces: {{swedencentral: chat}}
deployments:
  phi: {{model: Phi-4, mode: serverless}}
"""
PLATFORM = f"subscription: {SUBSCRIPTION}\nresource_group: rg\nregion: swedencentral\nhubs: {{hub: {{}}}}\n"


def test_it_is_what_az_takes(modelstacks: CommandLine) -> None:
    ended = modelstacks("role", "--subscription", SUBSCRIPTION)
    assert set(ended.json()) == {
        "Name",
        "IsCustom",
        "Description",
        "Actions",
        "NotActions",
        "DataActions",
        "AssignableScopes",
    }


@pytest.mark.parametrize(
    ("text", "present", "absent"),
    [
        (SPEC, "serverlessEndpoints/write", "hubs/write"),
        (PLATFORM, "hubs/write", "serverlessEndpoints/write"),
    ],
)
def test_with_a_file_it_is_what_that_file_needs(
    modelstacks: CommandLine, tmp_path: Path, text: str, present: str, absent: str
) -> None:
    spec = tmp_path / "spec.yaml"
    spec.write_text(text)
    body = modelstacks("role", spec, "--format", "arm").json()
    actions = " ".join(body["properties"]["permissions"][0]["actions"])
    assert body["properties"]["assignableScopes"] == [f"/subscriptions/{SUBSCRIPTION}"]
    assert present in actions
    assert absent not in actions


def test_a_role_of_another_name_is_another_role(modelstacks: CommandLine) -> None:
    given = ("role", "--subscription", SUBSCRIPTION, "--format", "arm")
    plain, named = modelstacks(*given).json(), modelstacks(*given, "--name", "ai platform").json()
    assert (plain["properties"]["roleName"], named["properties"]["roleName"]) == (
        "modelstacks deployer",
        "ai platform",
    )
    assert plain["id"] != named["id"]


def test_without_a_subscription_it_asks_for_one(
    modelstacks: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("AZURE_SUBSCRIPTION_ID", raising=False)
    ended = modelstacks("role")
    assert (ended.code, ended.out) == (2, "")
    assert "--subscription" in ended.err
