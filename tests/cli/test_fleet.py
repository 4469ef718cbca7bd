"""`modelstacks fleet …`: what its commands print, in each form, and what they end with."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import stack_child
from fleets import FLEET, TWO, write_fleet
from modelstacks.fleet import stack_process
from modelstacks.fleet.results import FleetReport, StackResult

if TYPE_CHECKING:
    from command_line import CommandLine

DEV, PROD = "chat-dev-eastus2", "chat-prod-eastus2"


@pytest.fixture
def fleet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with two stacks, whose commands deploy nothing; it is the working directory."""
    write_fleet(tmp_path, TWO)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(stack_process, "PROGRAM", "stack_child")
    monkeypatch.setenv("PYTHONPATH", str(Path(stack_child.__file__).parent))
    return tmp_path


def test_up_says_what_begins_and_ends_and_that_all_is_as_planned(
    modelstacks: CommandLine, fleet: Path
) -> None:
    ended = modelstacks("fleet", "up", "--yes", "--junit", "up.xml", "--results", "up.json")
    assert ended.code == 0
    assert ended.err == (
        f"{DEV}: up begun\n{DEV}: done: 2 created, 1 unchanged (0 s)\n{PROD}: up begun\n{PROD}: done: 2 created, 1 unchanged (0 s)\n"
    )
    assert ended.out.splitlines()[0].split() == ["stack", "ring", "result", "resources", "time"]
    assert ended.out.splitlines()[-2:] == ["As planned.", "2 stacks: 2 done (0 s)"]
    assert (fleet / "up.xml").read_text().count("<testcase") == 2
    assert json.loads((fleet / "up.json").read_text())["differences"] == []


@pytest.mark.parametrize(
    ("command", "question"),
    [("up", "Bring 2 stacks of {} up?"), ("destroy", "Delete everything in 2 stacks of {}?")],
)
@pytest.mark.parametrize("output", ["table", "json", "junit"])
@pytest.mark.usefixtures("fleet")
def test_it_asks_first_and_on_a_no_begins_nothing(
    modelstacks: CommandLine, command: str, question: str, output: str
) -> None:
    ended = modelstacks.typing("n\n")("fleet", command, "--output", output)
    asked, beside = (ended.out, ended.err) if output == "table" else (ended.err, ended.out)
    assert f"{question.format('trial')} [y/N]:" in asked
    assert "[y/N]" not in beside
    assert (ended.code, "begun" in ended.err) == (1, False)
    assert "begun" in modelstacks.typing("y\n")("fleet", command).err


def test_what_fails_is_told_with_why_and_what_was_not_begun(
    modelstacks: CommandLine, fleet: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FAILS", DEV)
    ended = modelstacks("fleet", "up", "--yes")
    assert ended.code == 1
    assert f"{DEV}: failed (0 s)\n    Azure said no.\n" in ended.err
    assert ended.out.splitlines()[-3:] == [
        f"Differs from the plan: 1 stack failed: {DEV}",
        f"Differs from the plan: 1 stack not begun: {PROD}",
        "2 stacks: 1 failed, 1 not begun (0 s)",
    ]


def test_the_same_words_are_told_once(
    modelstacks: CommandLine, fleet: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_fleet(
        fleet,
        TWO.replace('stacks: ["*-dev-*"]', "stacks: ['*'], stop_after: 9, at_once: 1").replace(
            ", {name: rest}", ""
        ),
    )
    monkeypatch.setenv("FAILS", f"{DEV} {PROD}")
    ended = modelstacks("fleet", "up", "--yes")
    assert ended.err.count("Azure said no.") == 1
    assert f"    with the same words as {DEV}\n" in ended.err


def test_the_rest_of_a_run_that_failed_is_gone_on_with(
    modelstacks: CommandLine, fleet: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FAILS", PROD)
    assert modelstacks("fleet", "up", "--yes").code == 1
    monkeypatch.delenv("FAILS")
    ended = modelstacks("fleet", "up", "--yes", "--resume")
    assert (ended.code, f"{DEV}: up begun" in ended.err) == (0, False)
    assert f"{DEV}: done: 2 created, 1 unchanged (earlier)" in ended.err


def test_only_what_this_run_did_is_recorded(modelstacks: CommandLine, tmp_path: Path) -> None:
    results = (
        StackResult("chat-a", "all", "done", 12.34),
        StackResult("chat-b", "all", "failed", 2.0),
        StackResult("chat-c", "all", "done", 3.0, earlier=True),
    )
    told = FleetReport("f", "up", {each.stack: "all" for each in results}, results)
    (tmp_path / "results.json").write_text(json.dumps(told.as_json()))
    path = write_fleet(
        tmp_path, "name: f\nspecs: {chat: chat/deployments.yaml}\nenvironments: {a: {}, b: {}, c: {}}\n"
    )
    file = tmp_path / "fleet.durations.json"
    ended = modelstacks("fleet", "report", tmp_path / "results.json", "--fleet", path, "--record")
    assert (ended.code, ended.err.startswith("Recorded: ")) == (1, True)
    assert json.loads(file.read_text()) == {"chat-a": 12.3}


def test_what_changed_since_is_run_again(
    modelstacks: CommandLine, fleet: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert modelstacks("fleet", "up", "--yes").code == 0
    spec = fleet / "chat" / "deployments.yaml"
    spec.write_text(spec.read_text().replace("capacity: 10", "capacity: 20"))
    assert f"{DEV}: up begun" in modelstacks("fleet", "up", "--yes", "--resume").err


def test_of_a_stack_that_a_run_does_not_have_nothing_is_kept(modelstacks: CommandLine, fleet: Path) -> None:
    assert modelstacks("fleet", "up", "--yes").code == 0
    write_fleet(fleet, TWO.replace("prod: {}", "test: {}"))
    ended = modelstacks("fleet", "up", "--yes", "--resume", "--output", "json")
    assert {each["stack"]: each["earlier"] for each in ended.json()["results"]} == {
        DEV: True,
        "chat-test-eastus2": False,
    }


def test_a_stack_that_cannot_be_begun_keeps_all_from_beginning(modelstacks: CommandLine, fleet: Path) -> None:
    write_fleet(fleet, TWO.replace("prod: {}", "prod: {variables: {WHO: '${NOBODY_SET_IT}'}}"))
    ended = modelstacks("fleet", "up", "--yes")
    assert (ended.code, "begun" in ended.err) == (2, False)
    assert f"Stack {PROD} takes WHO from the environment variable NOBODY_SET_IT" in ended.err


def test_a_cut_off_run_is_told_of(modelstacks: CommandLine, fleet: Path) -> None:
    assert modelstacks("fleet", "up", "--yes").code == 0
    journal = fleet / ".modelstacks" / "fleet" / "trial" / "up.jsonl"
    journal.write_text("\n".join(journal.read_text().splitlines()[:2]) + "\n")
    told = "The last `fleet up` was cut off after 1 of 2 stacks; --resume would have gone on"
    assert modelstacks("fleet", "up", "--yes").err.startswith(told)
    assert "cut off" not in modelstacks("fleet", "up", "--yes").err


def test_destroy_goes_the_other_way_round(modelstacks: CommandLine, fleet: Path) -> None:
    ended = modelstacks("fleet", "destroy", "--yes", "--purge", "--output", "json")
    assert [each["stack"] for each in ended.json()["results"]] == [PROD, DEV]


def test_without_a_terminal_nothing_happens_unless_somebody_says_yes(
    modelstacks: CommandLine, fleet: Path
) -> None:
    for command in ("up", "destroy"):
        ended = modelstacks("fleet", command)
        assert (ended.code, ended.out) == (2, "")
        assert "Add --yes" in ended.err


@pytest.mark.parametrize("executor", ["threads", "threads:0", "dask://", "dask://host", "celery://x:1"])
def test_another_executor_is_refused(modelstacks: CommandLine, fleet: Path, executor: str) -> None:
    ended = modelstacks("fleet", "up", "--yes", "--executor", executor)
    assert (ended.code, f"not {executor!r}" in ended.err) == (2, True)


def test_a_cluster_that_is_not_there_is_named(
    modelstacks: CommandLine, fleet: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("modelstacks.fleet.dask_executor.CONNECT_S", 1)
    ended = modelstacks("fleet", "up", "--yes", "--executor", "dask://127.0.0.1:1")
    assert (ended.code, ended.err.splitlines()[0]) == (
        2,
        "No Dask scheduler answers at 127.0.0.1:1 within 1 s.",
    )


def test_on_the_workers_of_a_cluster(
    modelstacks: CommandLine, fleet: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from distributed import LocalCluster

    monkeypatch.setenv("FAILS", PROD)
    with LocalCluster(
        n_workers=1,
        threads_per_worker=1,
        processes=False,
        dashboard_address="127.0.0.1:0",  # of another cluster's port the warning would fail the test
        protocol="tcp",
        host="127.0.0.1",
    ) as cluster:
        address = cluster.scheduler_address.replace("tcp://", "dask://")
        ended = modelstacks("fleet", "up", "--yes", "--executor", address, "--output", "json")
    told = {each["stack"]: (each["outcome"], each["message"]) for each in ended.json()["results"]}
    assert told == {DEV: ("done", ""), PROD: ("failed", "Azure said no.")}


def test_plan_shows_the_stacks_in_their_order(modelstacks: CommandLine, tmp_path: Path) -> None:
    path = write_fleet(tmp_path, FLEET)
    ended = modelstacks("fleet", "plan", path, "--shards", "2")
    rows = [line.split() for line in ended.out.splitlines()]
    assert "lock.yaml" not in ended.out
    (lock := tmp_path / "chat" / f"deployments.{DEV}.lock.yaml").touch()
    assert lock.name in modelstacks("fleet", "plan", path).out
    assert [row[:2] for row in rows[1:4]] == [
        ["platform", "canary"],
        ["chat-dev-swedencentral", "canary"],
        ["chat-dev-eastus2", "canary"],
    ]
    assert rows[-1] == ["5", "stacks", "in", "2", "rings", "of", "trial"]
    told = modelstacks("fleet", "plan", path, "--shards", "2", "--output", "json").json()
    assert [len(shard["stacks"]) for shard in told["shards"]] == [3, 2]
    matrix = modelstacks("fleet", "plan", path, "--ring", "rest", "--shards", "2", "--output", "github")
    assert [row["stacks"] for row in matrix.json()["include"]] == [1, 1]


@pytest.mark.parametrize(("system", "variable"), [("gitlab", "SHARD:"), ("azure-devops", "shard_1_of_2")])
def test_a_plan_is_a_matrix_for_other_systems_too(
    modelstacks: CommandLine, tmp_path: Path, system: str, variable: str
) -> None:
    ended = modelstacks("fleet", "plan", write_fleet(tmp_path, FLEET), "--shards", "2", "--output", system)
    assert ended.code == 0
    assert variable in ended.out


def test_shards_are_run_apart_and_reported_together(modelstacks: CommandLine, fleet: Path) -> None:
    for shard in ("1/2", "2/2"):
        assert (
            modelstacks("fleet", "up", "--yes", "--shard", shard, "--results", f"{shard[0]}.json").code == 0
        )
    ended = modelstacks("fleet", "report", "1.json", "2.json", "--record", "--output", "junit")
    assert (ended.code, ended.out.count("<testcase")) == (0, 2)
    assert set(json.loads((fleet / "fleet.durations.json").read_text())) == {DEV, PROD}
    missing = modelstacks("fleet", "report", "1.json")
    assert (missing.code, "1 stack without a result" in missing.out) == (1, True)


def test_report_tells_of_the_last_run(modelstacks: CommandLine, fleet: Path) -> None:
    assert modelstacks("fleet", "report").code == 2
    assert modelstacks("fleet", "up", "--yes").code == 0
    assert modelstacks("fleet", "report").out.splitlines()[-2] == "As planned."


def test_env_gives_a_shell_what_one_stack_has(modelstacks: CommandLine, fleet: Path) -> None:
    lines = modelstacks("fleet", "env", DEV).out.splitlines()
    assert "export MODELSTACKS_REGION=eastus2" in lines
    assert f"export MODELSTACKS_LOCK={fleet}/chat/deployments.{DEV}.lock.yaml" in lines
    several = modelstacks("fleet", "env", "chat-*")
    assert (several.code, "stands for 2 stacks" in several.err) == (2, True)


def test_a_fleet_that_is_not_there_is_named(modelstacks: CommandLine, tmp_path: Path) -> None:
    ended = modelstacks("fleet", "up", tmp_path / "fleet.yaml", "--yes")
    assert (ended.code, "there is no such file" in ended.err) == (2, True)
