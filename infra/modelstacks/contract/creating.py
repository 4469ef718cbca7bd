"""Level 1: everything that costs cents, made in a group of its own, looked at, and deleted for good."""

from __future__ import annotations

import asyncio
import shutil
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, TypeVar

from modelstacks.azure.by_mode import endpoints_of
from modelstacks.azure.tags import stack_tags
from modelstacks.contract.guards import refuse_existing_group
from modelstacks.contract.reading import Readings, read_everything
from modelstacks.contract.recording import NotedArm
from modelstacks.contract.steps import (
    StepError,
    Steps,
    changed,
    held_by_one,
    not_updated,
    obstacles,
    unannounced,
)
from modelstacks.contract.talking import talk
from modelstacks.contract.trial import FIRST_OWNER, SECOND_OWNER
from modelstacks.contract.wanted_ids import ids_of
from modelstacks.deployment.planned import each_planned
from modelstacks.deployment.spec_files import read_plan
from modelstacks.engine import runs
from modelstacks.engine.stack_state import azure_resources
from modelstacks.engine.stacks import StackChoice, open_stack, work_folder
from modelstacks.engine.view import EveryLine
from modelstacks.errors import ModelstacksError
from modelstacks.lock_decisions import lock_of
from modelstacks.lock_path import lock_path
from modelstacks.preflight.check_context import CheckContext
from modelstacks.spec import load_deployments
from modelstacks.spec.kinds import MODELS

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping
    from datetime import datetime
    from pathlib import Path

    from modelstacks.azure.arm import Arm
    from modelstacks.contract.trial import Trial
    from modelstacks.contract.work import Work
    from modelstacks.engine.stacks import OpenStack
    from modelstacks.preflight.runner import Examination
    from modelstacks.spec import DeploymentsSpec

T = TypeVar("T")
STACK = "contract"
SPEC = "deployments.yaml"
LASTS = timedelta(minutes=60)


@dataclass
class Creating:
    """A run. *environ*: who, where, and a backend's passphrase; *steps* and *readings* fill as it goes."""

    trial: Trial
    work: Work
    environ: Mapping[str, str]
    now: datetime
    steps: Steps
    readings: Readings = field(default_factory=Readings)

    @property
    def first(self) -> Path:
        """The folder of the first stack."""
        return self.work.folder / "first"

    def prepare(self) -> None:
        """Guards that write nothing in Azure: the group is not there, the provider is who the environment names.

        Raises UsageError, AzureError, or StepError where the provider is somebody else.
        """
        self.ask(lambda arm: refuse_existing_group(arm, self.trial.group.id))
        self._write_stack(self.first, "off")
        self._lock()
        with self.steps.step("the provider is who the environment names"):
            runs.preview(self._opened(self.first), EveryLine(self.steps.heard.append))

    def make(self, owner: str) -> None:
        """Go through all steps; one that fails ends it, and stands in the table."""
        try:
            self._make_group(owner)
            self._stack()
            self._empty_endpoint()
            self._look()
            self._second_stack()
            self._tag()
            self._destroy()
        except StepError:
            return

    def ask(self, question: Callable[[Arm], Awaitable[T]]) -> T:
        """Put *question* to ARM; what is exchanged is kept."""

        async def run() -> T:
            async with NotedArm(self.environ, self.readings.recorder) as arm:
                return await question(arm)

        return asyncio.run(run())

    def _make_group(self, owner: str) -> None:
        group = self.trial.group
        with self.steps.step("the resource group"):
            self.work.ledger.note([group])
            body = self.trial.group_body(owner, self.now + LASTS)
            self.ask(lambda arm: arm.put(*group, body))

    def _stack(self) -> None:
        self.steps.refuse("what the checks find", obstacles(self._read().report))
        self._write_config(self.first, "strict")
        self.work.ledger.note(ids_of(read_plan(self._spec())))
        first = self._opened(self.first)
        with self.steps.step("up") as how:
            runs.bring_up(first, EveryLine(self.steps.heard.append))
            how += unannounced(azure_resources(first.stack), self.work.ledger.left())
        with self.steps.step("up again: nothing changes") as how:
            how += changed(runs.bring_up(first, EveryLine(self.steps.heard.append)).changes)
        self._preview("preview: nothing to do", first)

    def _preview(self, what: str, opened: OpenStack) -> None:
        with self.steps.step(what) as how:
            how += changed(runs.preview(opened, EveryLine(self.steps.heard.append)))

    def _empty_endpoint(self) -> None:
        endpoint = self.trial.endpoint
        with self.steps.step("an online endpoint without a deployment") as how:
            self.work.ledger.note([endpoint])
            made = self.ask(lambda arm: arm.put(*endpoint, self.trial.endpoint_body()))
            if not made.get("properties", {}).get("scoringUri"):
                how.append("has no properties.scoringUri once it is made")
            self.ask(lambda arm: arm.post(f"{endpoint.id}/listKeys", endpoint.api_version))

    def _look(self) -> None:
        """The reads of level 0, now that there is something; then the model itself."""
        self._read()
        [planned] = each_planned(read_plan(self._spec()))
        with self.steps.step("/info, and a chat of 8 tokens") as how:
            access = self.ask(lambda arm: endpoints_of(planned.mode).access(arm, planned.ref))
            how += asyncio.run(talk(planned.target(access)))

    def _second_stack(self) -> None:
        """In a backend of its own: as if the first one's state were lost."""
        folder = self.work.folder / "second"
        self._write_stack(folder, "strict")
        shutil.copy(lock_path(self.first / SPEC), lock_path(folder / SPEC))
        second = self._opened(folder)
        with self.steps.step("import into a second stack") as how:
            runs.bring_up(second, EveryLine(self.steps.heard.append))
            how += held_by_one(*(azure_resources(each.stack) for each in (self._opened(self.first), second)))
        self._preview("preview of the second stack: nothing to do", second)

    def _tag(self) -> None:
        (self.first / SPEC).write_text(self.trial.spec(SECOND_OWNER), encoding="utf-8")
        with self.steps.step("a tag changes, and nothing else") as how:
            how += not_updated(
                runs.bring_up(self._opened(self.first), EveryLine(self.steps.heard.append)).changes
            )

    def _destroy(self) -> None:
        endpoint = self.trial.endpoint
        with self.steps.step("destroy") as how:
            self.ask(lambda arm: arm.delete(*endpoint))
            self.work.ledger.gone(endpoint.id)
            first = self._opened(self.first)
            runs.destroy(first, EveryLine(self.steps.heard.append))
            how += [f"still holds {row.id}" for row in azure_resources(first.stack)]

    def _spec(self) -> DeploymentsSpec:
        return load_deployments(self.first / SPEC, self.environ)

    def _context(self) -> CheckContext:
        return CheckContext(self.now.date(), stack_tags("modelstacks-models", STACK))

    def _read(self) -> Examination:
        return asyncio.run(read_everything(self._spec(), self._context(), self.environ, self.readings))

    def _lock(self) -> None:
        """Raises ModelstacksError where the model has no place."""
        spec, placement = self._spec(), self._read().placed.placement
        for rejected in placement.unplaced.values():
            reasons = "\n".join(f"  - {why}" for why in dict.fromkeys(row.reason for row in rejected))
            raise ModelstacksError(f"{self.trial.model.name} has no place, so nothing was made:\n{reasons}")
        lock_path(spec.path).write_text(lock_of(spec, placement).text(), encoding="utf-8")

    def _write_stack(self, folder: Path, check: str) -> None:
        folder.mkdir(exist_ok=True)
        (folder / SPEC).write_text(self.trial.spec(FIRST_OWNER), encoding="utf-8")
        self._write_config(folder, check)

    def _write_config(self, folder: Path, check: str) -> None:
        """The smoke test is off: one `/info` and one chat are asked here. Pulumi writes its salt into the same file."""
        file = work_folder(self._choice(folder)) / f"Pulumi.{STACK}.yaml"
        text = file.read_text(encoding="utf-8") if file.exists() else "config:\n  modelstacks:smoke: 'off'\n"
        kept = [line for line in text.splitlines() if "modelstacks:check:" not in line]
        at = kept.index("config:") + 1
        lines = [*kept[:at], f"  modelstacks:check: '{check}'", *kept[at:]]
        file.write_text("\n".join(lines) + "\n", encoding="utf-8")

    def _choice(self, folder: Path) -> StackChoice:
        return StackChoice(folder / SPEC, MODELS.name, STACK)

    def _opened(self, folder: Path) -> OpenStack:
        """The stack whose spec and state lie in *folder*."""
        state = folder / "state"
        state.mkdir(exist_ok=True, mode=0o700)
        return open_stack(self._choice(folder), {**self.environ, "PULUMI_BACKEND_URL": state.as_uri()})
