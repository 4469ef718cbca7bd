"""`modelstacks contract` as somebody new runs it: the wheel, a bare shell, an empty folder; stopped in the middle, too."""

from __future__ import annotations

import os
import signal
from datetime import UTC, datetime
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psutil  # type: ignore[import-untyped]  # no stubs in the lock file
import pytest

from azure_fixtures import shell_of, start_local_azure
from counted_writes import writes
from e2e_bench import Bench, outputs_of
from estate import Arm
from localazure import process
from modelstacks.contract.creating import Creating
from modelstacks.contract.ledger import Account, Ledger
from modelstacks.contract.run import carry_out
from modelstacks.contract.steps import StepError, Steps
from modelstacks.contract.trial import Trial, choose
from modelstacks.contract.work import new_work
from modelstacks.engine.interrupts import StoppedError
from modelstacks.engine.stacks import StackChoice, work_folder
from modelstacks.spec import load_deployments

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable, Iterator

    from wheel import Installed

pytestmark = pytest.mark.e2e

STUCK = {"method": "PUT", "path": "serverlessEndpoints", "operation": "stuck"}
STEPS = [
    "the provider is who the environment names",
    "the resource group",
    "up",
    "up again: nothing changes",
    "preview: nothing to do",
    "an online endpoint without a deployment",
    "/info, and a chat of 8 tokens",
    "import into a second stack",
    "preview of the second stack: nothing to do",
    "a tag changes, and nothing else",
    "destroy",
    "purge of exactly what was made",
]
LIMIT_S = 15.0
PACKAGED = Path(str(resources.files("modelstacks.contract").joinpath("first.yaml")))


@pytest.fixture
def user(tmp_path: Path, wheel: Installed) -> Iterator[Callable[[str], Bench]]:
    """Return a function that starts a local Azure of a scenario for somebody in an empty folder."""
    benches: list[Bench] = []

    def begin(scenario: str) -> Bench:
        folder = tmp_path / f"{scenario}-folder"
        folder.mkdir()
        azure = start_local_azure(tmp_path / scenario, scenario)
        benches.append(Bench(azure, folder, azure.scenario.default_principal, wheel, attached=False))
        return benches[-1]

    yield begin
    for bench in benches:
        process.stop(bench.azure.state)


def asked(bench: Bench, path: str, version: str) -> list[dict[str, Any]]:
    """The list at *path* below the subscription, as the owner sees it."""
    arm = Arm(bench.azure)
    rows: list[dict[str, Any]] = arm.send(
        "GET", f"/subscriptions/{bench.azure.subscription}{path}", version=version
    )["value"]
    arm.close()
    return rows


def left(bench: Bench) -> list[str]:
    """What a run left in Azure and in the folder: groups, deleted vaults, its own folders."""
    groups = asked(bench, "/resourcegroups", "2024-03-01")
    vaults = asked(bench, "/providers/Microsoft.KeyVault/deletedVaults", "2024-11-01")
    runs = bench.folder.glob(".modelstacks/contract/*/")
    return [*(row["name"] for row in groups + vaults), *(run.name for run in runs if run.is_dir())]


def running(bench: Bench) -> subprocess.Popen[str]:
    """A run of level 1 that Azure keeps waiting for the model."""
    bench.azure.control("POST", "faults", STUCK)
    begun = bench.started("contract", "--create", "--yes")
    while not is_waiting(bench):
        assert begun.poll() is None, begun.communicate()[0]
    return begun


def is_waiting(bench: Bench) -> bool:
    """Whether the model's endpoint was begun: it is there, and never ends."""
    rows = asked(bench, "/resources", "2024-03-01")
    return any(row["type"].endswith("/serverlessEndpoints") for row in rows)


def test_all_three_levels_have_nothing_to_say_on_the_local_azure(user: Callable[[str], Bench]) -> None:
    bench = user("sandbox")
    read = bench.modelstacks("contract")
    created = bench.modelstacks("contract", "--create", "--yes", "--output", "json")
    spent = bench.modelstacks("contract", "--spend")
    assert (read.code, created.code, spent.code) == (0, 0, 0), read.out + created.out + spent.out
    rows = outputs_of(created)["compared"]
    assert {row["verdict"] for row in rows} == {"the same"}
    assert [row["kind"] for row in rows if not row["statuses"]] == STEPS
    assert "Nothing is sent yet" in spent.out
    assert left(bench) == []
    assert len(list(bench.folder.glob("contract-*.json"))) == 2


@pytest.mark.parametrize(
    ("scenario", "what", "why"),
    [
        ("reader", "the resource group", "AuthorizationFailed"),
        ("free-trial", "what the checks find", "FreeTrial"),
    ],
)
def test_who_cannot_make_it_is_told_why_and_nothing_is_left(
    user: Callable[[str], Bench], scenario: str, what: str, why: str
) -> None:
    bench = user(scenario)
    read = bench.modelstacks("contract")
    created = bench.modelstacks("contract", "--create", "--yes", "--output", "json")
    assert (read.code, created.code) == (0, 0), read.out + created.out
    [refused] = [
        row for row in outputs_of(created)["compared"] if row["verdict"] != "the same" and not row["statuses"]
    ]
    assert (refused["kind"], refused["verdict"]) == (what, "not allowed")
    assert why in " ".join(refused["how"])
    assert left(bench) == []


@pytest.mark.ci
def test_ctrl_c_deletes_what_was_made(user: Callable[[str], Bench]) -> None:
    bench = user("sandbox")
    with running(bench) as begun:
        os.killpg(begun.pid, signal.SIGINT)
        out, _ = begun.communicate()
    assert begun.returncode == 128 + signal.SIGINT, out
    assert out.endswith("Stopped by SIGINT. Everything that it had made is deleted.\n")
    assert "Traceback" not in out
    assert left(bench) == []


@pytest.mark.ci
def test_the_next_start_deletes_what_a_killed_run_made(user: Callable[[str], Bench]) -> None:
    bench = user("sandbox")
    with running(bench) as begun:
        ours = psutil.Process(begun.pid)
        for each in [ours, *ours.children(recursive=True)]:
            each.kill()
        begun.communicate()
    [run] = bench.folder.glob(".modelstacks/contract/*/")
    assert left(bench) == [f"rg-modelstacks-contract-{run.name}", run.name]
    announced = {row.id.lower() for row in Ledger(run).left()}
    made = {str(row["id"]).lower() for row in asked(bench, "/resources", "2024-03-01")}
    assert made < announced  # the group, too, and what was still to come
    noticed = bench.modelstacks("contract")
    assert "An earlier --create here was stopped: the next --create deletes what it made." in noticed.out

    again = bench.modelstacks("contract", "--create")  # it deletes first, and then nobody can be asked
    assert again.code == 2, again.out
    assert f"An earlier run, {run.name}, was stopped. Deleting what it made:\nGone: " in again.out
    assert again.out.endswith("Add --yes to go ahead without asking.\n")
    assert left(bench) == []


def test_a_provider_that_is_somebody_else_is_refused_before_the_first_write(
    user: Callable[[str], Bench], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The stack's own config wins over the environment: here it leads the provider to the reader."""
    bench = user("sandbox")
    reader = bench.seen_by("reader").env
    monkeypatch.chdir(bench.folder)
    with shell_of(bench.azure):
        creating = prepared(bench)
        config = work_folder(StackChoice(creating.first / "deployments.yaml", "models", "contract"))
        secret = reader["AZURE_CLIENT_SECRET"]
        (config / "Pulumi.contract.yaml").write_text(
            "config:\n  modelstacks:smoke: 'off'\n"
            f"  azure-native:clientId: {reader['AZURE_CLIENT_ID']}\n  azure-native:clientSecret: {secret}\n"
        )
        count = writes(bench.azure, lambda: refused(creating))
    [row] = creating.steps.rows
    assert (count, row.verdict) == (0, "differs")
    assert "error: The azure-native provider signs in as a different identity than the checks." in row.how
    assert secret not in "".join(row.how)


@pytest.mark.ci
def test_when_the_time_is_up_everything_is_deleted(
    user: Callable[[str], Bench], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The model's endpoint never ends: without the limit the run would not, either."""
    bench = user("sandbox")
    bench.azure.control("POST", "faults", STUCK)
    monkeypatch.chdir(bench.folder)
    with shell_of(bench.azure):
        creating = prepared(bench)
        creating.work.ledger.begin(Account(creating.trial.run, bench.azure.subscription, bench.azure.url))
        creating.prepare()
        with pytest.raises(StoppedError) as stopped:
            carry_out(creating, "a test", limit_s=LIMIT_S)
    assert (
        str(stopped.value) == "The time that a run may take is over. Everything that it had made is deleted."
    )
    assert left(bench) == []
    assert list((bench.folder / "runs").iterdir()) == []


def prepared(bench: Bench) -> Creating:
    """A run in its folder, before its guards."""
    run, now = "0badcafe", datetime.now(UTC)
    region, model = choose(load_deployments(PACKAGED, os.environ), None)
    (bench.folder / "runs").mkdir()
    work = new_work(run, bench.folder / "runs")
    creating = Creating(
        Trial(run, bench.azure.subscription, region, model),
        work,
        {**os.environ, "PULUMI_CONFIG_PASSPHRASE": "x"},
        now,
        Steps(lambda _line: None),
    )
    creating.first.mkdir()
    return creating


def refused(creating: Creating) -> None:
    with pytest.raises(StepError, match="the provider is who the environment names"):
        creating.prepare()
