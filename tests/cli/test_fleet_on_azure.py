"""`modelstacks fleet check | lock | status | audit` of two stacks against one Azure."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from estate import Estate
from fleets import TWO, write_fleet

if TYPE_CHECKING:
    from collections.abc import Iterator

    from azure_fixtures import LocalAzureServer
    from command_line import CommandLine

DEV, PROD = "chat-dev-eastus2", "chat-prod-eastus2"


@pytest.fixture(scope="module")
def estate(local_azure: LocalAzureServer) -> Iterator[Estate]:
    """A group of the module's own."""
    with Estate(local_azure) as created:
        yield created


@pytest.fixture
def real(
    modelstacks: CommandLine, estate: Estate, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> CommandLine:
    """The command line as the owner, in a folder with two stacks of that group."""
    write_fleet(tmp_path, TWO)
    spec = tmp_path / "chat" / "deployments.yaml"
    spec.write_text(spec.read_text().replace("rg-models", estate.group.rpartition("/")[2]))
    monkeypatch.chdir(tmp_path)
    return modelstacks.within(estate.azure.env("owner"))


def test_check_in_each_form(real: CommandLine) -> None:
    ended = real("fleet", "check", "--junit", "checks.xml")
    assert (ended.code, Path("checks.xml").read_text().count("<testsuite ")) == (0, 3)
    assert ended.out.splitlines()[-1].startswith("2 stacks, 2 deployments, ")
    assert f"{DEV}, {PROD}: " in ended.out
    told = real("fleet", "check", "--output", "json").json()
    assert (set(told["stacks"]), told["fleet"]) == ({DEV, PROD}, [])
    assert real("fleet", "check", "--output", "junit").out.startswith("<?xml")


def test_lock_then_status(real: CommandLine) -> None:
    before = real("fleet", "status", "--output", "json").json()
    assert {each["lock"] for each in before} == {"missing"}
    written = real("fleet", "lock")
    assert written.out == "".join(f"Written: chat/deployments.{name}.lock.yaml\n" for name in (DEV, PROD))
    assert real("fleet", "lock", "--output", "json").json()["files"] == [
        f"chat/deployments.{name}.lock.yaml" for name in (DEV, PROD)
    ]
    ended = real("fleet", "status")
    assert [line.split()[:6] for line in ended.out.splitlines()[1:3]] == [
        [DEV, "canary", "fits", "0", "of", "1"],
        [PROD, "rest", "fits", "0", "of", "1"],
    ]
    assert ended.out.splitlines()[-1] == "2 stacks: 0 as their specs say"


def test_status_says_why_a_stack_could_not_be_read(
    real: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_fleet(Path(), TWO.replace("dev: {}", "dev: {variables: {AZURE_CLIENT_ID: '${NOBODY_SET_IT}'}}"))
    problems = {each["stack"]: each["problem"] for each in real("fleet", "status", "--output", "json").json()}
    assert "takes AZURE_CLIENT_ID from the environment variable NOBODY_SET_IT" in problems[DEV]
    assert problems[PROD] == ""


def test_audit_tells_a_finding_of_several_stacks_once(real: CommandLine) -> None:
    ended = real("fleet", "audit", "--by", "1d")
    assert ended.out.splitlines()[-1].startswith("2 stacks audited, ")
    assert ended.out.count(f"{DEV}, {PROD}: ") >= 1
    assert ended.code == 1, ended.out  # nothing is locked
    [journal] = Path().rglob("audit.jsonl")
    assert journal.read_text().count('"outcome": "done"') == 2
