"""Random kills with nothing to type: `python tests/support/kills.py [COUNT [SEED]]`, from the clone, with `PYTHONPATH=tests/support`.

Each kill -9 hits a `modelstacks up` or `destroy` of a small stack at a random moment: our Python, the engine below it,
or both with all they started. The same command must then end well by itself, and the last destroy leaves nothing.
"""

from __future__ import annotations

import random
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import psutil  # type: ignore[import-untyped]  # no stubs in the lock file

from azure_fixtures import start_local_azure
from e2e_bench import Bench, copy_stacks
from estate import Estate
from localazure import process
from processes import children_of, left_running, name_of

if TYPE_CHECKING:
    from e2e_bench import Ran

SPEC = """\
subscription: ${{AZURE_SUBSCRIPTION_ID}}
resource_group: {group}
workspaces:
  swedencentral: chat
deployments:
  phi: {{model: Phi-4, mode: serverless}}
  small: {{model: Phi-4, mode: managed, traffic: 100, quota: shared}}
"""
TARGETS = ("modelstacks", "engine", "everything")


@dataclass
class Killing:
    """A stack whose runs are killed. *lasts_s*: how long a run of each command took when nobody did."""

    bench: Bench
    chance: random.Random
    lasts_s: dict[str, float]

    def run(self, command: str) -> Ran:
        """Run it to its end."""
        began = time.monotonic()
        ran = self.bench.modelstacks(command, "--yes", cwd=self.bench.stack("models"))
        self.lasts_s.setdefault(command, time.monotonic() - began)
        return ran

    def kill(self, command: str) -> str | None:
        """Start it and kill what chance says when chance says; return what was hit, None if it had ended already."""
        target, after = self.chance.choice(TARGETS), self.chance.uniform(0.1, 1) * self.lasts_s[command]
        arguments = [sys.executable, "-m", "modelstacks.cli", command, "--yes"]
        where = self.bench.stack("models")
        with subprocess.Popen(
            arguments,
            cwd=where,
            env=self.bench.env,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        ) as ours:
            try:
                ours.communicate(timeout=after)
            except subprocess.TimeoutExpired:
                hit = kill_of(psutil.Process(ours.pid), target)
                ours.communicate()
                return f"{hit} after {after:.1f} s"
        return None

    def survives(self, command: str) -> str:
        """Kill a run of *command* and run it again; return what that took. Raises AssertionError where it stops."""
        while (hit := self.kill(command)) is None:
            self.run("destroy" if command == "up" else "up")
        again = self.run(command)
        assert again.code == 0, f"{command}, killed: {hit}\n{again.out}"
        assert "Traceback" not in again.out, again.out
        assert left_running(self.bench) == []
        notes = [word for word in ("is gone: continuing", "Adopting") if word in again.out]
        return f"{command}: {hit}; again: done {notes or ''}"


def kill_of(ours: psutil.Process, target: str) -> str:
    """Kill *target* below our own process; what has not begun yet can't be hit, then it is our process."""
    below = children_of(ours.pid, recursive=True)
    engines = [each for each in below if name_of(each) == "pulumi"]
    chosen = {"modelstacks": [ours], "engine": engines or [ours], "everything": [ours, *below]}[target]
    for each in chosen:
        try:
            each.kill()
        except psutil.NoSuchProcess:
            continue
    return target if target != "engine" or engines else "modelstacks"


def main(count: int, seed: int) -> None:
    """Kill *count* runs, `up` and `destroy` by turns, and print what became of each."""
    print(f"seed {seed}", flush=True)  # noqa: T201
    hits: Counter[str] = Counter()
    with TemporaryDirectory() as folder:
        azure = start_local_azure(Path(folder) / "azure")
        try:
            estate = Estate(azure)
            estate.project("chat")
            bench = Bench(azure, copy_stacks(Path(folder)), attached=False)
            group = estate.group.rpartition("/")[2]
            (bench.stack("models") / "deployments.yaml").write_text(SPEC.format(group=group))
            bench.lock()
            killing = Killing(bench, random.Random(seed), {})
            for command in ("up", "destroy"):
                assert killing.run(command).code == 0
            for number in range(count):
                outcome = killing.survives("destroy" if number % 2 else "up")
                hits[outcome.split()[1]] += 1
                print(f"{number + 1:2}. {outcome}", flush=True)  # noqa: T201
            assert killing.run("destroy").code == 0
            state = bench.pulumi("models", "stack", "export", "--stack", "local")
            assert '"resources"' not in state.out, state.out
            left = [each for each in ("serverlessEndpoints", "onlineEndpoints") if estate_has(estate, each)]
            assert left == []
        finally:
            process.stop(azure.state)
    print(f"{count} kills ({dict(hits)}), nothing to type, nothing left", flush=True)  # noqa: T201


def estate_has(estate: Estate, kind: str) -> bool:
    """Whether the workspace still holds any of that kind."""
    path = f"{estate.group}/providers/Microsoft.MachineLearningServices/workspaces/chat/{kind}"
    return bool(estate.arm.send("GET", path)["value"])


if __name__ == "__main__":
    main(
        int(sys.argv[1]) if sys.argv[1:] else 20,
        int(sys.argv[2]) if sys.argv[2:] else random.SystemRandom().randrange(10**6),
    )
