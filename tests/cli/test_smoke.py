"""`modelstacks smoke`, against models deployed in the local Azure."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from command_line import CommandLine
    from deployed_models import DeployedModels

pytestmark = pytest.mark.slow

INFO = {"model_name": "Phi-4", "model_type": "chat-completions", "model_provider_name": "Microsoft"}


@pytest.fixture
def modelstacks(modelstacks: CommandLine, deployed: DeployedModels) -> Iterator[CommandLine]:
    """The commands of an owner."""
    yield modelstacks.within(deployed.estate.azure.env())
    deployed.estate.azure.control("DELETE", "faults")


def test_the_table_says_what_each_endpoint_answered(
    modelstacks: CommandLine, deployed: DeployedModels
) -> None:
    ended = modelstacks("smoke", deployed.spec, "--wait", "5")
    assert ended.code == 0, ended.err
    rows = [re.split(r"\s{2,}", line) for line in ended.out.splitlines()]
    cells, probes = rows[1:3], rows[5:]
    assert [row[:4] for row in cells] == [
        ["phi", "Phi-4", "serverless", "swedencentral"],
        ["own", "Phi-4", "managed", "swedencentral"],
    ]
    assert {row[5] for row in cells} == {"Phi-4 · chat-completions · Microsoft"}
    assert {row[6] for row in cells} == {"GET /info"}
    assert all(row[4].startswith("https://") and row[8].endswith(" s") for row in cells)
    assert [row[:3] for row in probes if row[0] == "phi"] == [
        ["phi", "info", "passed"],
        ["phi", "chat", "passed"],
        ["phi", "chat-stream", "passed"],
    ]


def test_json_is_stable(modelstacks: CommandLine, deployed: DeployedModels) -> None:
    ended = modelstacks("smoke", deployed.spec, "--wait", "5", "--level", "info", "--output", "json")
    assert ended.code == 0, ended.err
    phi, own = ended.json()
    assert phi == {
        "deployment": "phi",
        "model": "Phi-4",
        "mode": "serverless",
        "region": "swedencentral",
        "uri": phi["uri"],
        "state": "passed",
        "speaks": None,
        "info": phi["info"],
        "proved_by": "GET /info",
        "answered_as": phi["info"]["model_name"],
        "problem": None,
        "seconds": phi["seconds"],
        "probes": phi["probes"],
    }
    assert {name: phi["info"][name] for name in INFO} == INFO
    assert [(one["id"], one["state"], one["problem"]) for one in phi["probes"]] == [("info", "passed", None)]
    assert (own["deployment"], own["mode"], own["state"]) == ("own", "managed", "passed")


def test_no_key_is_printed(modelstacks: CommandLine, deployed: DeployedModels) -> None:
    ended = modelstacks("smoke", deployed.spec, "--wait", "5", "--output", "json")
    assert not [key for key in deployed.keys.values() if key in ended.out + ended.err]


@pytest.mark.parametrize("output", ["table", "json"])
def test_one_that_fails_is_shown_and_the_exit_code_is_1(
    modelstacks: CommandLine, deployed: DeployedModels, output: str
) -> None:
    refuse(deployed, f"phi-{deployed.estate.tag}.*/info")
    ended = modelstacks("smoke", deployed.spec, "--wait", "5", "--output", output)
    assert ended.code == 1
    assert "1 of 2 endpoints failed the smoke test:\n" in ended.err
    assert "\nphi: GET https://" in ended.err
    assert "/info answered HTTP 403: " in ended.err
    assert "Traceback" not in ended.err
    assert "failed" in ended.out


def test_the_table_says_why_a_probe_failed(modelstacks: CommandLine, deployed: DeployedModels) -> None:
    refuse(deployed, f"phi-{deployed.estate.tag}.*/info")
    ended = modelstacks("smoke", deployed.spec, "--wait", "5", "--level", "info")
    words = " ".join(ended.out.split())
    assert re.search(r"phi info failed [\d.]+ s phi: GET \S*/info answered HTTP 403: ", words)


def refuse(deployed: DeployedModels, path: str) -> None:
    fault = {"path": path, "status": 403, "code": "Forbidden", "message": "not today"}
    deployed.estate.azure.control("POST", "faults", fault)


def test_one_that_is_not_there_fails_and_the_others_are_tested(
    modelstacks: CommandLine, deployed: DeployedModels
) -> None:
    hide(deployed, f"onlineEndpoints/own-{deployed.estate.tag}$")
    ended = modelstacks("smoke", deployed.spec, "--wait", "5", "--level", "info", "--output", "json")
    phi, own = ended.json()
    assert (ended.code, phi["state"], own["state"], own["uri"]) == (1, "passed", "failed", "")
    problem = f"own is not deployed: chat has no online endpoint own-{deployed.estate.tag}.\n`modelstacks up` creates it."
    assert own["problem"] == problem
    assert ended.err.endswith(f"1 of 2 endpoints failed the smoke test:\n{problem}\n")


def hide(deployed: DeployedModels, path: str) -> None:
    fault = {"path": path, "status": 404, "code": "ResourceNotFound", "message": "not found"}
    deployed.estate.azure.control("POST", "faults", fault)


def test_an_endpoint_that_may_not_be_read_is_azures_refusal(
    modelstacks: CommandLine, deployed: DeployedModels
) -> None:
    refuse(deployed, f"serverlessEndpoints/phi-{deployed.estate.tag}$")
    ended = modelstacks("smoke", deployed.spec, "--wait", "5")
    assert (ended.code, ended.out) == (1, "")
    assert ended.err.startswith("Asking the endpoints …\nForbidden: not today (request id ")


def test_junit_is_printed_and_written(
    modelstacks: CommandLine, deployed: DeployedModels, tmp_path: Path
) -> None:
    file = tmp_path / "smoke.xml"
    ended = modelstacks("smoke", deployed.spec, "--level", "full", "--output", "junit", "--junit", file)
    assert ended.code == 0, ended.err
    assert ended.out == file.read_text(encoding="utf-8")
    assert '<testcase classname="phi" name="content-safety"' in ended.out
    assert 'message="this online endpoint takes keys only (authMode Key)"' in ended.out


def test_a_report_that_cannot_be_written_is_named(
    modelstacks: CommandLine, deployed: DeployedModels, tmp_path: Path
) -> None:
    ended = modelstacks("smoke", deployed.spec, "--level", "info", "--junit", tmp_path)
    assert ended.code == 2
    assert ended.err.endswith(
        f"…\n{tmp_path} can't be written: Is a directory.\nName another file for --junit.\n"
    )
