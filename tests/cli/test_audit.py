"""`modelstacks audit` against the local Azure: as its owner, as who may do little, and what it asks."""

from __future__ import annotations

import json
import logging
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import many
from counted_writes import writes
from lifecycle_builders import shared_endpoint
from locked_decisions import write_lock
from sent_requests import ARM_LOG, sent_to

if TYPE_CHECKING:
    from azure_fixtures import LocalAzureServer
    from command_line import CommandLine, Ended
    from deployed_models import DeployedModels

pytestmark = pytest.mark.slow

THIRD_MODE = Path(__file__).parents[1] / "third_mode"


@pytest.fixture
def run(modelstacks: CommandLine, deployed: DeployedModels) -> CommandLine:
    """The command line as the owner."""
    return modelstacks.within(deployed.estate.azure.env())


def rules(ended: Ended, severity: str) -> dict[str, dict[str, Any]]:
    findings = ended.json()["findings"]
    return {found["rule"]: found for found in findings if found["severity"] == severity}


def test_what_is_deployed_and_in_the_file_breaks_by_a_day(
    run: CommandLine, deployed: DeployedModels, tmp_path: Path
) -> None:
    estate = deployed.estate
    trial = shared_endpoint(estate, deployed.project, estate.name("trial"), 48)
    run.monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(tmp_path / "summary"))
    ended: list[Ended] = []
    audit = ("audit", deployed.spec, "--by", "2099-01-01", "--output", "json")
    assert writes(estate.azure, lambda: ended.append(run(*audit))) == 0
    found = rules(ended[0], "error")
    assert ended[0].code == 1
    assert set(found) == {"model-retires", "endpoint-ends"}
    assert found["endpoint-ends"]["resources"] == [trial]
    assert found["model-retires"]["deployments"] == ["phi", "own"]
    assert len(found["model-retires"]["resources"]) == 2
    keys = rules(ended[0], "note")["keys-unrotated"]
    assert len(keys["resources"]) == 3
    assert (tmp_path / "summary").read_text().startswith("### modelstacks audit\n\n| level | when | rule |")


def test_nothing_that_breaks_is_0(run: CommandLine, deployed: DeployedModels) -> None:
    ended = run("audit", deployed.spec, "--by", "0d", "--strict")
    assert ended.code == 0
    assert ended.out.splitlines()[-1].startswith("Up to 20")
    assert "error" not in ended.out.splitlines()[-1]


def test_it_fits_60_columns(run: CommandLine, deployed: DeployedModels) -> None:
    run.monkeypatch.setenv("COLUMNS", "60")
    lines = run("audit", deployed.spec, "--by", "2099-01-01").out.splitlines()[:-1]
    assert len(lines) > 10
    assert [line for line in lines if len(line) > 60] == []


def test_junit_and_sarif_go_to_stdout(run: CommandLine, deployed: DeployedModels) -> None:
    run.monkeypatch.chdir(deployed.spec.parent)
    assert 'name="modelstacks audit"' in run("audit", "--output", "junit").out
    log = run("audit", "--by", "2099-01-01", "--output", "sarif").json()
    [retires] = [each for each in log["runs"][0]["results"] if each["ruleId"] == "model-retires"]
    lines = deployed.spec.read_text().splitlines()
    places = [place["physicalLocation"] for place in retires["locations"]]
    assert [place["artifactLocation"]["uri"] for place in places] == ["deployments.yaml"] * 2
    begins = [
        lines[place["region"]["startLine"] - 1][place["region"]["startColumn"] - 1 :] for place in places
    ]
    assert [text.partition(":")[0] for text in begins] == ["phi", "own"]


def test_who_may_do_little_is_told_what_was_not_read(
    modelstacks: CommandLine, deployed: DeployedModels
) -> None:
    ended = modelstacks.within(deployed.estate.azure.env("none"))("audit", deployed.spec, "--output", "json")
    assert ended.code == 1
    unread = [
        found["message"] for found in ended.json()["findings"] if "could not be read" in found["message"]
    ]
    assert any(" endpoints in the resource group " in words for words in unread)
    assert any(words.startswith("The core quota in swedencentral could not be read: ") for words in unread)
    assert any(words.startswith("The workspace chat could not be read: ") for words in unread)


@pytest.mark.parametrize(("options", "code"), [((), 0), (("--strict",), 1)])
def test_strict_stops_on_what_was_not_read(
    run: CommandLine, deployed: DeployedModels, options: tuple[str, ...], code: int
) -> None:
    fault = {"path": "/deployments$", "method": "GET", "status": 403, "code": "AuthorizationFailed"}
    rule = deployed.estate.azure.control("POST", "faults", fault)["id"]
    ended = run("audit", deployed.spec, "--by", "0d", "--output", "json", *options)
    deployed.estate.azure.control("DELETE", f"faults/{rule}")
    assert ended.code == code
    assert any(
        "what the managed endpoints" in each["message"].lower()
        for each in rules(ended, "unverified").values()
    )


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (
            ("--by", "soon"),
            "--by takes a day such as 2027-01-31, or a time from today such as 30d; 'soon' is none.\n",
        ),
        (("--by", "2020-01-01"), "2020-01-01 is past: nothing can break by then.\nGive today, "),
        (("--max-key-age", "old"), "--max-key-age takes a time such as 365d; 'old' is none.\n"),
        (
            ("--list", "--output", "sarif"),
            "--list has no form sarif.\nAdd --output table or --output json.\n",
        ),
    ],
)
def test_wrong_usage_is_told(
    run: CommandLine, deployed: DeployedModels, options: tuple[str, ...], message: str
) -> None:
    ended = run("audit", deployed.spec, *options)
    assert ended.code == 2
    assert ended.err.startswith(message)


def test_the_rules_are_listed_without_asking(modelstacks: CommandLine) -> None:
    ended = modelstacks("audit", "--list", "--output", "json")
    assert (ended.code, {*ended.json()[0]}) == (0, {"id", "severity", "what", "source"})
    table = modelstacks("audit", "--list").out
    assert all(row["id"] in table for row in ended.json())
    assert table.endswith(f"{len(ended.json())} rules; source modelstacks: a rule of its own\n")


def test_a_group_that_is_not_there_yet_has_nothing(
    run: CommandLine, deployed: DeployedModels, tmp_path: Path
) -> None:
    spec = tmp_path / "deployments.yaml"
    spec.write_text(deployed.spec.read_text().replace("resource_group: ", "resource_group: not-there-"))
    found = run("audit", spec, "--by", "0d", "--output", "json").json()["findings"]
    assert {each["rule"] for each in found if each["severity"] == "error"} == {"lock-stale"}
    assert [each for each in found if each["severity"] == "unverified"] == []


def test_what_azure_says_goes_before_the_catalogue_s_rows(deployed: DeployedModels, tmp_path: Path) -> None:
    """A mode that another distribution brings tells when its models end."""
    spec = tmp_path / "deployments.yaml"
    (tmp_path / "own.yaml").write_text("models:\n  - {name: Phi-4, modes: [serverless, managed, pilot]}\n")
    text = deployed.spec.read_text().partition("deployments:")[0]
    one = "one: {model: Phi-4, mode: pilot, reviewer: Tove}"
    spec.write_text(f"rows: [own.yaml]\n{text}deployments:\n  {one}\n")
    env = deployed.estate.azure.env() | {"PYTHONPATH": str(THIRD_MODE)}
    command = (
        sys.executable,
        "-m",
        "modelstacks.cli",
        "audit",
        str(spec),
        "--by",
        "2099-12-31",
        "--output",
        "json",
    )
    ended = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
    retires = {
        found["when"]: found["message"]
        for found in json.loads(ended.stdout)["findings"]
        if found["rule"] == "model-retires" and found["deployments"] == ["one"]
    }
    assert list(retires) == ["2099-12-24"], ended.stderr
    assert "(date: Azure's own answer)" in retires["2099-12-24"]


KINDS = {
    "token": 1,
    "resources": 1,
    "workspaces": len(many.REGIONS),
    "serverlessEndpoints": len(many.REGIONS),
    "onlineEndpoints": len(many.REGIONS),
    "usages": len(many.REGIONS),
    "discovery": 1,
    "versions": 1,
}
"""Nothing of it grows with the number of endpoints; what each online endpoint serves is one more question each."""


def test_each_fact_is_asked_once_of_a_hundred_endpoints(
    fresh_local_azure: LocalAzureServer,
    modelstacks: CommandLine,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    modelstacks.within(fresh_local_azure.env())
    with many.build(fresh_local_azure) as estate:
        spec = many.write_spec(estate, tmp_path, 100)
        write_lock(spec, fresh_local_azure.env())
        many.deploy(estate, 100)
        with caplog.at_level(logging.INFO, ARM_LOG):
            ended = modelstacks("audit", spec, "--by", "2099-01-01", "--output", "json")
    assert len(rules(ended, "note")["keys-unrotated"]["resources"]) == 100
    sent = sent_to(fresh_local_azure, caplog)
    twice = {_kind(path) for (path, _), times in sent.items() if times > 1}
    assert (twice, max(sent.values())) == (
        {"resources"},
        2,
    )  # what ARM lists, and accounts, whose deployments it does not
    assert {method for _, method in sent} <= {"GET", "POST"}
    kinds = Counter(_kind(path) for path, _ in sent)
    assert kinds.pop("deployments") == 50
    assert kinds == KINDS


def _kind(path: str) -> str:
    """The last word of a path that is no name."""
    words = path.partition("?")[0].split("/")
    return next(word for word in reversed(words) if word in {*KINDS, "deployments"})
