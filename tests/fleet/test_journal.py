"""What is written down of a run: read again after a kill, joined over shards, and never written by two at once."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from typing import TYPE_CHECKING
from xml.etree import ElementTree

import pytest

from fleets import read
from modelstacks.engine.lock_owner import start_of
from modelstacks.errors import UsageError
from modelstacks.fleet.joining import join, last_run, read_reports
from modelstacks.fleet.journal import Head, Journal, journal_path, journals, read_journal, read_report
from modelstacks.fleet.results import FleetReport, StackResult

if TYPE_CHECKING:
    from pathlib import Path

PLANNED = {"a": "all", "b": "all", "c": "all"}
HEAD = Head("trial", "up", PLANNED)
DONE, FAILED = (
    StackResult("a", "all", "done", 3.2),
    StackResult("b", "all", "failed", message="Azure said no.\nAsk it."),
)


def test_what_was_written_before_a_kill_is_read(tmp_path: Path) -> None:
    path = tmp_path / "up.jsonl"
    with Journal(path, HEAD) as journal:
        journal.add(DONE)
        journal.add(FAILED)
    whole = path.read_text().splitlines()
    path.write_text("\n".join(whole[:3])[:-20])  # the last line only began to be written
    report = read_journal(path)
    assert report is not None
    assert (report.results, report.missing) == ((DONE,), ("b", "c"))


@pytest.mark.parametrize(("shard", "name"), [(None, "up.jsonl"), ("1/2", "up-1of2.jsonl")])
def test_it_lies_beside_the_fleet_for_each_shard_by_itself(
    tmp_path: Path, shard: str | None, name: str
) -> None:
    path = journal_path(tmp_path / "fleet.yaml", "trial", "up", shard)
    assert path == tmp_path / ".modelstacks" / "fleet" / "trial" / name


def test_of_all_commands_the_one_written_last_is_at_the_end(tmp_path: Path) -> None:
    for at, name in ((3, "audit"), (1, "destroy"), (2, "up")):
        path = journal_path(tmp_path / "fleet.yaml", "trial", name, None)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
        os.utime(path, ns=(at, at))
    path.with_name("durations.json").touch()
    assert [each.stem for each in journals(tmp_path / "fleet.yaml", "trial")] == ["destroy", "up", "audit"]


def test_nobody_else_reads_it(tmp_path: Path) -> None:
    path = tmp_path / "of a fleet" / "up.jsonl"
    with Journal(path, HEAD):
        assert (path.stat().st_mode & 0o777, path.parent.stat().st_mode & 0o777) == (0o600, 0o700)


def test_two_runs_at_once_are_refused_and_a_dead_one_is_no_run(tmp_path: Path) -> None:
    path = tmp_path / "up.jsonl"
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as other:
        head = {"format": 1, "fleet": "trial", "command": "up", "planned": PLANNED}
        path.write_text(json.dumps(head | {"pid": other.pid, "started": start_of(other.pid)}) + "\n")
        with pytest.raises(UsageError) as refused, Journal(path, HEAD):
            pass
        other.communicate(b"\n")
    assert str(refused.value) == (
        f"Another `modelstacks fleet up` of trial is under way (pid {other.pid}).\n"
        "Wait until it ends, or stop it: two at once would take the stacks from each other."
    )
    with Journal(path, HEAD):
        assert read_journal(path) is not None


ALIVE = os.getppid()


@pytest.mark.parametrize(
    "lines",
    [
        [],
        ["cut o"],
        [{"pid": ALIVE, "started": start_of(ALIVE)}, {"ended": True}],
        [{"pid": ALIVE, "started": start_of(ALIVE)}, {"stack": "a"}, {"ended": True}],
        [{"pid": ALIVE, "started": "before that"}],
        [{"pid": ALIVE, "started": None}],
        [{"pid": 2**22 + 1, "started": None}],
        [{"pid": os.getpid(), "started": start_of(os.getpid())}],
    ],
)
def test_a_run_that_ended_or_is_no_more_is_gone_over(tmp_path: Path, lines: list[object]) -> None:
    path = tmp_path / "up.jsonl"
    path.write_text("".join(f"{json.dumps(line)}\n" for line in lines))
    with Journal(path, HEAD, (DONE,)):
        pass
    assert [json.loads(line).get("ended") for line in path.read_text().splitlines()] == [None, None, True]
    assert (found := read_journal(path)) is not None
    assert found.results == (DONE,)


def test_no_journal_is_no_run(tmp_path: Path) -> None:
    assert read_journal(tmp_path / "up.jsonl") is None
    (tmp_path / "up.jsonl").write_text("")
    assert read_journal(tmp_path / "up.jsonl") is None


def report(*results: StackResult, planned: dict[str, str] = PLANNED, shard: str | None = None) -> FleetReport:
    """A report of an up."""
    return FleetReport("trial", "up", planned, results, 12.0, shard)


def test_a_report_says_what_differs_from_the_plan() -> None:
    stopped, not_begun = StackResult("c", "all", "stopped"), StackResult("d", "all", "not begun")
    assert [*report(DONE, FAILED, stopped, not_begun).differences()] == [
        "1 stack failed: b",
        "1 stack stopped: c",
        "1 stack not begun: d",
        "1 stack not in the plan: d",
    ]
    assert [*report(DONE).differences()] == ["2 stacks without a result: b, c"]
    assert report(DONE, FAILED).closing_line() == "3 stacks: 1 done, 1 failed (12 s)"


@pytest.mark.parametrize(
    ("results", "code"),
    [
        ((DONE, StackResult("b", "all", "done"), StackResult("c", "all", "done")), 0),
        ((DONE,), 1),
        ((DONE, FAILED, StackResult("c", "all", "done")), 1),
        ((DONE, StackResult("b", "all", "stopped"), StackResult("c", "all", "not begun")), 130),
    ],
)
def test_its_exit_code(results: tuple[StackResult, ...], code: int) -> None:
    assert report(*results).exit_code == code


@pytest.mark.parametrize(("stop", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_who_was_stopped_before_any_stack_was_begun_was_stopped_all_the_same(stop: int, code: int) -> None:
    not_begun = tuple(StackResult(name, "all", "not begun") for name in PLANNED)
    assert FleetReport("trial", "up", PLANNED, not_begun, stopped_by=stop).exit_code == code


def test_junit_has_a_case_for_each_stack() -> None:
    root = ElementTree.fromstring(report(DONE, FAILED).as_junit())  # noqa: S314
    cases = {case.get("name"): [child.tag for child in case] for case in root}
    assert cases == {"a": [], "b": ["failure"], "c": ["skipped"]}
    assert root.find(".//failure").get("message") == "Azure said no."  # type: ignore[union-attr]


def test_what_results_wrote_is_read_as_it_was(tmp_path: Path) -> None:
    file = tmp_path / "results.json"
    file.write_text(json.dumps(report(DONE, FAILED, shard="1/2").as_json()))
    assert read_report(file) == report(DONE, FAILED, shard="1/2")


@pytest.mark.parametrize(
    ("results", "latest"),
    [((), ()), ((DONE, FAILED), (DONE, FAILED)), ((StackResult("a", "all", "failed"), DONE), (DONE,))],
)
def test_a_journal_is_read_as_the_latest_result_of_each_stack_so_far(
    tmp_path: Path, results: tuple[StackResult, ...], latest: tuple[StackResult, ...]
) -> None:
    path = tmp_path / "up.jsonl"
    with Journal(path, Head("trial", "up", PLANNED, "1/2")) as journal:
        for result in results:
            journal.add(result)
        found = read_report(path)
    assert found == FleetReport("trial", "up", PLANNED, latest, shard="1/2")


@pytest.mark.parametrize("text", ["", "{}", '{"results": [{"stack": 1}]}', "[]"])
def test_another_file_holds_no_results(tmp_path: Path, text: str) -> None:
    file = tmp_path / "results.json"
    file.write_text(text)
    with pytest.raises(UsageError, match="holds no results of a fleet"):
        read_report(file)


def test_a_file_that_is_not_there_says_which_to_name(tmp_path: Path) -> None:
    with pytest.raises(
        UsageError, match=r"can't be read: No such file.*\nName a file that `--results` wrote"
    ):
        read_reports([tmp_path / "results.json"])


CHATS = "name: trial\nspecs: {a: chat/deployments.yaml, b: chat/deployments.yaml, c: chat/deployments.yaml}\n"


def test_shards_are_joined_in_the_order_of_the_fleet(tmp_path: Path) -> None:
    fleet = read(tmp_path, CHATS)
    joined = join(
        fleet,
        fleet.stacks,
        [report(StackResult("c", "all", "done"), shard="2/2"), report(FAILED, DONE, shard="1/2")],
    )
    assert ([result.stack for result in joined.results], joined.planned) == (["a", "b", "c"], PLANNED)
    assert (joined.exit_code, joined.shard, joined.seconds) == (1, None, 12.0)


def test_a_shard_that_was_stopped_before_it_began_says_so_in_the_whole(tmp_path: Path) -> None:
    fleet = read(tmp_path, CHATS)
    begun = tuple(StackResult(name, "all", "not begun") for name in PLANNED)
    stopped = FleetReport("trial", "up", PLANNED, begun, stopped_by=signal.SIGTERM)
    assert join(fleet, fleet.stacks, [stopped]).exit_code == 143
    assert join(fleet, fleet.stacks, [report(), stopped]).stopped_by == signal.SIGTERM


def test_what_no_shard_ran_is_missing(tmp_path: Path) -> None:
    fleet = read(tmp_path, CHATS)
    part = {"a": "all", "b": "all"}
    joined = join(
        fleet, fleet.stacks, [report(DONE, StackResult("b", "all", "done"), planned=part, shard="1/2")]
    )
    assert (joined.exit_code, joined.missing) == (1, ("c",))


def test_shards_that_were_dealt_out_differently_are_refused(tmp_path: Path) -> None:
    fleet = read(tmp_path, CHATS)
    with pytest.raises(
        UsageError, match="Several files have results of a: shards were dealt out in different ways"
    ):
        join(fleet, fleet.stacks, [report(DONE), report(DONE, FAILED)])


def test_results_of_another_fleet_or_command_are_refused(tmp_path: Path) -> None:
    fleet = read(tmp_path, CHATS)
    with pytest.raises(UsageError, match="results of another fleet than trial"):
        join(fleet, fleet.stacks, [FleetReport("other", "up", {}, ())])
    with pytest.raises(UsageError, match="of several commands: destroy, up"):
        join(fleet, fleet.stacks, [report(DONE), FleetReport("trial", "destroy", {}, ())])


def test_the_last_run_here(tmp_path: Path) -> None:
    fleet = read(tmp_path, CHATS)
    with pytest.raises(UsageError, match="There was no `modelstacks fleet up` of trial here"):
        last_run(fleet, "up")
    with Journal(journal_path(fleet.path, fleet.name, "up", None), HEAD) as journal:
        journal.add(DONE)
    assert last_run(fleet, "up").results == (DONE,)
    assert [path.name for path in (tmp_path / ".modelstacks" / "fleet" / "trial").iterdir()] == ["up.jsonl"]
