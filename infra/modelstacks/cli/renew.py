"""`modelstacks renew NAME [SPEC]`: a new endpoint with a new life, before Azure deletes the old one."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from modelstacks.cli.deployed_table import show_deployed
from modelstacks.cli.options import (
    DEFAULT_SPEC,
    DeploymentsArgument,
    NameArgument,
    OutputOption,
    StackOption,
    YesOption,
)
from modelstacks.cli.output import Output, asking, print_json, stderr, stdout
from modelstacks.cli.run_display import RunDisplay
from modelstacks.cli.run_with_arm import run_with_arm
from modelstacks.cli.stacks import confirm, open_chosen, require_answer
from modelstacks.errors import AzureError, ModelstacksError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from modelstacks.engine.errors import StackError
    from modelstacks.engine.stacks import OpenStack
    from modelstacks.lifecycle.renewal import Renewal
    from modelstacks.lock_decisions import Lock
    from modelstacks.spec import DeploymentsSpec


OLD_IS_GONE = (
    "The old endpoint is already gone. Fix the cause and run `modelstacks up`: the lock asks for the new one."
)
OLD_SERVES = (
    "The old endpoint still serves, and the lock asks for it as before.\n"
    "Run `modelstacks up` to delete what was made of the new one, or `modelstacks renew` to try again."
)
NEW_SERVES = (
    "The new endpoint serves, and the lock asks for it; what is left of the old one could not be deleted.\n"
    "Run `modelstacks up` to try that again, and commit the lock."
)


def renew(
    name: NameArgument,
    spec: DeploymentsArgument = DEFAULT_SPEC,
    stack: StackOption = None,
    yes: YesOption = False,
    output: OutputOption = Output.TABLE,
) -> None:
    """Replace the endpoint of NAME: make and smoke-test a second one, then delete the old one; without quota, delete it first."""
    from modelstacks.lock_file import read_lock
    from modelstacks.lock_fit import locked_decisions, refuse_long_names
    from modelstacks.lock_path import lock_path
    from modelstacks.spec import load_deployments

    require_answer(yes)
    loaded = load_deployments(spec, os.environ)
    lock = read_lock(lock_path(spec))
    locked_decisions(loaded, lock)
    assert lock is not None  # locked_decisions refuses a missing one
    renewal = _decide(name, loaded, lock)
    refuse_long_names(loaded, renewal.apply(lock))
    stderr().print(_summary(renewal), markup=False)
    if not yes:
        confirm("Go ahead?", output)
    _Renewing(open_chosen(spec, stack), loaded, lock, output).carry_out(renewal)


def _decide(name: str, spec: DeploymentsSpec, lock: Lock) -> Renewal:
    from modelstacks.lifecycle.renewal import behind_one_endpoint, decide_renewal

    names = behind_one_endpoint(name, spec)
    free = _free_cores(spec, lock.decisions[name].region)
    return decide_renewal(names, lock.decisions, spec.catalog, free)


def _free_cores(spec: DeploymentsSpec, region: str) -> Mapping[str, int] | None:
    """Return the free cores by VM family, what this stack uses counted as used; None where they can't be read."""
    from modelstacks.preflight.asked_azure import AskedAzure
    from modelstacks.preflight.asks.quota import AskUsages

    try:
        with asking(f"Asking Azure for the free cores of {region} …"):
            usages = run_with_arm(
                lambda arm: AskUsages(region).fetch(AskedAzure(arm, spec, spec.catalog, own_tags={}))
            )
    except AzureError as err:
        stderr().print(f"The quota of {region} can't be read: {err}", markup=False)
        return None
    return {family: usage.free for family, usage in usages.items()}


def _summary(renewal: Renewal) -> str:
    about = ", ".join(renewal.names)
    if renewal.second_first:
        return f"{about}: a second endpoint is made and tested, then the old one goes ({renewal.why})."
    return f"{about}: the endpoint is deleted first and then made again, so nothing answers in between: {renewal.why}."


class RenewError(ModelstacksError):
    """The renewal went wrong; the message says what serves now. It ends with the code of *err*."""

    def __init__(self, err: StackError, what_serves: str) -> None:
        super().__init__(f"{err}\n{what_serves}")
        self.exit_code = err.exit_code


class _Renewing:
    def __init__(self, opened: OpenStack, spec: DeploymentsSpec, lock: Lock, output: Output) -> None:
        from modelstacks.lock_path import lock_path

        self._opened, self._spec, self._lock, self._output = opened, spec, lock, output
        self._file = lock_path(spec.path)

    def carry_out(self, renewal: Renewal) -> None:
        """Write the lock, bring the stack up, and report. Where a second one was made and failed, the lock goes back."""
        from modelstacks.engine import runs
        from modelstacks.engine.errors import StackError

        before, uri = self._file.read_text(encoding="utf-8"), self._uri(renewal)
        if not renewal.second_first:
            self._delete_old(renewal)
        self._file.write_text(renewal.apply(self._lock).text(), encoding="utf-8")
        try:
            with RunDisplay(self._output) as display:
                outputs = runs.up(self._opened, display)
        except StackError as err:
            if not renewal.second_first:
                raise RenewError(err, OLD_IS_GONE) from err
            if self._uri(renewal) not in (None, uri):
                raise RenewError(err, NEW_SERVES) from err
            self._file.write_text(before, encoding="utf-8")
            raise RenewError(err, OLD_SERVES) from err
        self._report(renewal, outputs)

    def _uri(self, renewal: Renewal) -> str | None:
        """Return where the stack says its deployment answers: a program that failed says nothing, or the old place."""
        with asking("Asking the backend …"):
            output = self._opened.stack.outputs().get("deployments")
        deployments = output.value if output else {}
        uri: str | None = deployments.get(renewal.names[0], {}).get("uri")
        return uri

    def _delete_old(self, renewal: Renewal) -> None:
        from modelstacks.deployment.spec_files import read_plan
        from modelstacks.engine import runs
        from modelstacks.engine.stack_state import azure_resources

        ref = read_plan(self._spec).endpoint_of(renewal.names[0])
        urns = {resource.id.lower(): resource.urn for resource in azure_resources(self._opened.stack)}
        if urn := urns.get(ref.id.lower()):
            with RunDisplay(self._output) as display:
                runs.destroy(self._opened, display, only=[urn])

    def _report(self, renewal: Renewal, outputs: Mapping[str, Any]) -> None:
        if self._output is Output.JSON:
            print_json({"renewed": list(renewal.names), "outputs": outputs})
        else:
            show_deployed(outputs, self._opened.smoked)
            renewed = ", ".join(renewal.names)
            stdout().print(f"Renewed: {renewed}. Commit {self._file}: it names the new generation.")
