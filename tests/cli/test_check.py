"""`modelstacks check` and `lock` against a running local Azure, in each form of their results."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest

from estate import A100, PHI, Estate, serverless_body
from examined import OURS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from azure_fixtures import LocalAzureServer
    from command_line import CommandLine, Ended

pytestmark = pytest.mark.slow

SERVERLESS = "{model: Llama-3.3-70B-Instruct, mode: serverless}"
ROWS = "models:\n- name: Llama-3.3-70B-Instruct\n  lifecycle: {state: retired, retirement_date: 2026-01-01, replacements: [Newer]}\n"


@pytest.fixture(scope="module")
def estate(local_azure: LocalAzureServer) -> Iterator[Estate]:
    """A group with the project `chat`."""
    with Estate(local_azure) as created:
        created.project()
        yield created


@pytest.fixture
def run(modelstacks: CommandLine, estate: Estate) -> CommandLine:
    """The command line as the owner."""
    return modelstacks.within(estate.azure.env("owner"))


def spec_for(estate: Estate, folder: Path, deployment: str = SERVERLESS) -> Path:
    path = folder / "deployments.yaml"
    path.write_text(
        f"subscription: {estate.azure.subscription}\nresource_group: {estate.group.rpartition('/')[2]}\n"
        f"workspaces: {{swedencentral: chat}}\ndeployments:\n  {estate.name('a')}: {deployment}\n"
    )
    return path


def severities(ended: Ended) -> set[str]:
    return {finding["severity"] for finding in ended.json()["findings"]}


def test_a_ready_project_has_notes_only(run: CommandLine, estate: Estate, tmp_path: Path) -> None:
    ended = run("check", spec_for(estate, tmp_path), "--output", "json")
    assert (ended.code, severities(ended)) == (0, {"note"})


def test_junit_goes_to_stdout_and_into_a_file(run: CommandLine, estate: Estate, tmp_path: Path) -> None:
    spec = spec_for(
        estate,
        tmp_path,
        f"{{model: Phi-4, mode: managed, instance_type: {A100}, instances: 40, quota: dedicated}}",
    )
    ended = run("check", spec, "--output", "junit", "--junit", tmp_path / "check.xml")
    assert ended.code == 1
    assert ET.fromstring(ended.out).get("failures") == "1"  # noqa: S314  our own XML
    assert (tmp_path / "check.xml").read_text() == ended.out


def test_a_junit_file_that_cannot_be_written_is_wrong_usage(
    run: CommandLine, estate: Estate, tmp_path: Path
) -> None:
    ended = run("check", spec_for(estate, tmp_path), "--junit", tmp_path)
    assert ended.code == 2
    assert ended.err.endswith(
        f"…\n{tmp_path} can't be written: Is a directory.\nName another file for --junit.\n"
    )


def test_a_refused_sign_in_is_said_once_and_nothing_passes(
    run: CommandLine, estate: Estate, tmp_path: Path
) -> None:
    ended = run.within({"AZURE_CLIENT_SECRET": "not-the-secret"})("check", spec_for(estate, tmp_path))
    assert (ended.code, ended.out) == (1, "")
    assert ended.err.count("AADSTS7000215") == 1


@pytest.mark.parametrize(("options", "code"), [((), 0), (("--strict",), 1)])
def test_strict_stops_on_what_is_needed_and_was_not_verified(
    run: CommandLine, estate: Estate, tmp_path: Path, options: tuple[str, ...], code: int
) -> None:
    fault = {"path": f"{estate.group}/providers/Microsoft.Authorization/permissions", "status": 403}
    rule = estate.azure.control("POST", "faults", fault)["id"]
    ended = run("check", spec_for(estate, tmp_path), "--output", "json", *options)
    estate.azure.control("DELETE", f"faults/{rule}")
    assert (ended.code, severities(ended)) == (code, {"unverified", "note"})


@pytest.mark.parametrize(
    ("fault", "message", "fix"),
    [
        (
            {"status": 401, "code": "ExpiredAuthenticationToken", "message": "Expired."},
            "Expired.",
            "az login",
        ),
        (
            {"status": 503, "code": "ServerBusy", "message": "Busy.", "retry_after_s": 0},
            "Busy.",
            "status.azure.com",
        ),
        (
            {"status": 429, "code": "TooMany", "message": "Slow.", "retry_after_s": 0},
            "Slow.",
            "Wait some minutes",
        ),
        ({"reset": True}, "The subscription", "firewall"),
    ],
)
def test_what_keeps_everything_from_being_read_is_one_error(
    run: CommandLine, estate: Estate, tmp_path: Path, fault: dict[str, object], message: str, fix: str
) -> None:
    rule = estate.azure.control("POST", "faults", {"path": "^/subscriptions/"} | fault)["id"]
    ended = run("check", spec_for(estate, tmp_path), "--output", "json")
    estate.azure.control("DELETE", f"faults/{rule}")
    [error] = [finding for finding in ended.json()["findings"] if finding["severity"] == "error"]
    assert ended.code == 1
    assert error["message"].startswith("The subscription (and ")
    assert message in error["message"]
    assert fix in error["fix"]
    assert "Ask for the right" not in ended.out


def test_own_rows_change_what_is_found(run: CommandLine, estate: Estate, tmp_path: Path) -> None:
    rows = tmp_path / "rows.yaml"
    rows.write_text(ROWS)
    ended = run("check", spec_for(estate, tmp_path), "--rows", rows)
    assert ended.code == 1
    assert "Move to Newer, or set accept_retired: true." in ended.out


def test_the_platform_has_checks_of_its_own(run: CommandLine, estate: Estate, tmp_path: Path) -> None:
    spec = tmp_path / "platform.yaml"
    head = f"subscription: {estate.azure.subscription}\nresource_group: {estate.group.rpartition('/')[2]}\n"
    spec.write_text(f"{head}region: swedencentral\nhubs: {{hub: {{projects: [chat]}}}}\n")
    assert run("lock", spec, "--check").out == f"{spec} needs no lock: there is nothing to place.\n"
    run.monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(tmp_path / "summary"))
    ended = run("check", spec, "--output", "json")
    errors = [finding["message"] for finding in ended.json()["findings"] if finding["severity"] == "error"]
    assert ended.code == 1
    assert f"| {errors[0]}" in (tmp_path / "summary").read_text()
    assert [words.split(" is in ")[0] for words in errors] == [
        "The workspace chat (Project)",
        "The workspace hub (Hub)",
    ]


def test_a_reader_of_the_platform_lacks_what_makes_it(
    modelstacks: CommandLine, estate: Estate, tmp_path: Path
) -> None:
    spec = tmp_path / "platform.yaml"
    spec.write_text(
        f"subscription: {estate.azure.subscription}\nresource_group: rg-new\nregion: swedencentral\nhubs: {{new: {{}}}}\n"
    )
    ended = modelstacks.within(estate.azure.env("reader"))("check", spec, "--output", "json")
    [lack] = [finding["message"] for finding in ended.json()["findings"] if finding["severity"] == "error"]
    assert f"at /subscriptions/{estate.azure.subscription}: " in lack
    assert "Microsoft.Resources/subscriptions/resourceGroups/write" in lack
    assert "workspaces/hubs/write" in lack


def test_the_lock_is_written_once_and_then_kept(run: CommandLine, estate: Estate, tmp_path: Path) -> None:
    spec, lock = spec_for(estate, tmp_path, "{model: Phi-4}"), tmp_path / "deployments.lock.yaml"
    missing = run("lock", "--check", spec)
    assert (missing.code, missing.err.splitlines()[0]) == (2, f"{lock} is missing: nothing is decided yet.")
    locked = run("lock", spec, "--output", "json").json()
    [decision] = locked["deployments"].values()
    assert (locked["file"], decision["mode"]) == (str(lock), "serverless")
    first = lock.read_text()
    assert "mode: serverless" in first
    assert run("lock", spec).out.endswith(f"Written: {lock}\n")
    assert run("lock", "--check", spec).out.endswith(f"{lock} fits {spec}.\n")
    assert lock.read_text() == first


def test_what_has_no_place_is_not_locked_and_every_reason_is_said(
    run: CommandLine, estate: Estate, tmp_path: Path
) -> None:
    ended = run("lock", spec_for(estate, tmp_path, "{model: Llama-Guard-3-8B}"))
    assert ended.code == 1
    assert ended.err.splitlines()[-3:] == [
        f"{estate.name('a')} can't be placed:",
        "  - no VM size is known for Llama-Guard-3-8B: set instance_type",
        "`modelstacks check` says what to do.",
    ]
    assert not (tmp_path / "deployments.lock.yaml").exists()


def test_what_is_ours_is_not_in_our_own_way(run: CommandLine, estate: Estate, tmp_path: Path) -> None:
    spec, name = spec_for(estate, tmp_path, "{model: Phi-4, mode: serverless}"), estate.name("a")
    estate.put(
        f"Microsoft.MachineLearningServices/workspaces/chat/serverlessEndpoints/{name}",
        serverless_body(PHI) | {"tags": OURS},
    )
    ended = run("check", spec, "--output", "json", "--strict")
    assert (ended.code, "error" in severities(ended)) == (0, False)
