"""What an earlier stack of the fleet will have made is not missing; what nobody makes in time is."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from estate import Estate
from fleets import read
from modelstacks.fleet.members import read_members
from modelstacks.fleet.together import examine_together

if TYPE_CHECKING:
    from pathlib import Path

    from azure_fixtures import LocalAzureServer

FLEET = "name: f\nspecs: {base: platform/platform.yaml, chat: chat/deployments.yaml}\n"
FIRST = "rings: [{name: first, stacks: [base]}, {name: rest}]\n"
TOO_LATE = "rings: [{name: first, stacks: [chat]}, {name: rest}]\n"
HEAD = "subscription: ${AZURE_SUBSCRIPTION_ID}\nresource_group: GROUP\n"
BASE = f"{HEAD}region: swedencentral\nowner: us\nhubs: {{hub: {{projects: [chat]}}}}\n"
CHAT = (
    f"{HEAD}workspaces: {{swedencentral: NAMED}}\ndeployments: {{phi: {{model: Phi-4, mode: serverless}}}}\n"
)
ACCOUNT = "accounts: {swedencentral: {name: NAMED, create: CREATED}}\n"
FOUNDRY = "{name: {model: Phi-4, mode: foundry, capacity: 1}}\n"


class Checked:
    """A fleet of two stacks, `base` and `chat`, before its first `up`."""

    def __init__(
        self, folder: Path, azure: LocalAzureServer, rings: str, specs: tuple[str, str], who: str = "owner"
    ) -> None:
        fleet = read(folder, f"{FLEET}{rings}")
        for file, spec in zip(("platform/platform", "chat/deployments"), specs, strict=True):
            (folder / f"{file}.yaml").write_text(spec)
        members = read_members(fleet, fleet.stacks, azure.env(who))
        self.together = asyncio.run(examine_together(members))

    def found(self, severity: str) -> dict[str, set[str]]:
        """The checks that say something of that severity, by stack."""
        found: dict[str, set[str]] = {}
        for stack, examined in self.together.examined.items():
            for finding in examined.report.findings:
                if finding.severity == severity:
                    found.setdefault(stack, set()).update(finding.check.split(", "))
        return found


@pytest.mark.parametrize(
    ("rings", "workspace", "errors"),
    [
        pytest.param("", "chat", {}, id="the same ring: a platform stack goes first"),
        pytest.param(FIRST, "chat", {}, id="an earlier ring"),
        pytest.param(TOO_LATE, "chat", {"chat": {"resource-group-there"}}, id="a later ring"),
        pytest.param(FIRST, "other", {"chat": {"workspace-there"}}, id="made by nobody"),
    ],
)
def test_a_group_and_a_workspace_are_there_in_time(
    tmp_path: Path, local_azure: LocalAzureServer, rings: str, workspace: str, errors: dict[str, set[str]]
) -> None:
    specs = (
        BASE.replace("GROUP", "rg-yet-to-be"),
        CHAT.replace("GROUP", "rg-yet-to-be").replace("NAMED", workspace),
    )
    checked = Checked(tmp_path, local_azure, rings, specs)
    assert checked.found("error") == errors
    told = [
        finding.message
        for finding in checked.together.examined["chat"].report.findings
        if "rg-yet-to-be" in finding.message and finding.severity == "unverified"
    ]
    assert len(told) == (rings != TOO_LATE)
    assert all("the stack base makes it before this one" in message for message in told)


@pytest.mark.parametrize(("rings", "errors"), [(FIRST, {}), (TOO_LATE, {"chat": {"foundry-account-there"}})])
def test_so_is_an_account(
    tmp_path: Path, local_azure: LocalAzureServer, rings: str, errors: dict[str, set[str]]
) -> None:
    with Estate(local_azure) as estate:
        head = HEAD.replace("GROUP", estate.group.rpartition("/")[2])
        account = ACCOUNT.replace("NAMED", f"ai-{estate.tag}")
        specs = (
            f"{head}{account.replace('CREATED', 'true')}deployments: {FOUNDRY.replace('name', 'one')}",
            f"{head}{account.replace('CREATED', 'false')}deployments: {FOUNDRY.replace('name', 'two')}",
        )
        checked = Checked(tmp_path, local_azure, rings, specs)
    assert checked.found("error") == errors


@pytest.mark.parametrize(("who", "open_"), [("owner", False), ("reader", True)])
def test_rights_in_a_group_to_come_are_those_inherited_and_what_its_maker_may_grant(
    tmp_path: Path, local_azure: LocalAzureServer, who: str, open_: bool
) -> None:
    specs = (
        BASE.replace("GROUP", "rg-yet-to-be"),
        CHAT.replace("GROUP", "rg-yet-to-be").replace("NAMED", "chat"),
    )
    checked = Checked(tmp_path, local_azure, FIRST, specs, who)
    assert ("rights" in checked.found("unverified")["chat"]) is open_
    assert "rights" not in checked.found("error").get("chat", ())
