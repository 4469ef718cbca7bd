"""`modelstacks renew NAME [SPEC]`: a new endpoint with a new life, before Azure deletes the old one."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import typer

from modelstacks.cli.asking import ask_arm
from modelstacks.cli.options import (
    DEFAULT_SPEC,
    DeploymentsArgument,
    NameArgument,
    OutputOption,
    StackOption,
    YesOption,
)
from modelstacks.cli.output import Output, print_json, stderr, stdout
from modelstacks.cli.stacks import color_of, open_chosen, require_answer, say_to
from modelstacks.errors import AzureError, ModelstacksError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from modelstacks.catalog import Catalog
    from modelstacks.engine.stacks import OpenStack
    from modelstacks.lifecycle.renewal import Renewal
    from modelstacks.lock import Lock
    from modelstacks.spec import DeploymentsSpec


def renew(
    name: NameArgument,
    spec: DeploymentsArgument = DEFAULT_SPEC,
    stack: StackOption = None,
    yes: YesOption = False,
    output: OutputOption = Output.TABLE,
) -> None:
    """Replace the endpoint of NAME: a second one, smoke-tested, then the old one goes; or, without quota, delete first."""
    from modelstacks.catalog import load
    from modelstacks.lock import lock_path, read_lock
    from modelstacks.lock_fit import locked_rows, refuse_long_names
    from modelstacks.spec import load_deployments

    require_answer(yes)
    catalog = load()
    wanted = load_deployments(spec, catalog, os.environ)
    locked_rows(wanted, lock_path(spec))
    lock = read_lock(lock_path(spec))
    assert lock is not None  # locked_rows refuses a missing one
    renewal = _decide(name, wanted, lock, catalog)
    refuse_long_names(wanted, renewal.apply(lock))
    stderr().print(_words(renewal), markup=False)
    if not yes:
        typer.confirm("Go ahead?", abort=True, err=output is Output.JSON)
    _Renewing(open_chosen(spec, stack), wanted, lock, output).carry_out(renewal)


def _decide(name: str, spec: DeploymentsSpec, lock: Lock, catalog: Catalog) -> Renewal:
    from modelstacks.lifecycle.renewal import behind_one_endpoint, decide_renewal

    names = behind_one_endpoint(name, spec)
    return decide_renewal(names, lock.rows, catalog, _free_cores(spec, lock.rows[name].region, catalog))


def _free_cores(spec: DeploymentsSpec, region: str, catalog: Catalog) -> Mapping[str, int] | None:
    """Return the free cores by VM family, what this stack uses counted as used; None where they can't be read."""
    from modelstacks.preflight.azure_answers import AzureAnswers
    from modelstacks.preflight.facts import AskUsages

    try:
        usages = ask_arm(lambda arm: AzureAnswers(arm, spec, catalog, own_tags={})(AskUsages(region)))
    except AzureError as err:
        stderr().print(f"The quota of {region} can't be read: {err}", markup=False)
        return None
    return {family: usage.free for family, usage in usages.items()}


def _words(renewal: Renewal) -> str:
    about = ", ".join(renewal.names)
    if renewal.second_first:
        return f"{about}: a second endpoint is made and tested, then the old one goes ({renewal.why})."
    return f"{about}: the endpoint is deleted first and then made again, so nothing answers in between: {renewal.why}."


class RenewError(ModelstacksError):
    """The renewal went wrong; the message says what serves now."""


class _Renewing:
    def __init__(self, opened: OpenStack, spec: DeploymentsSpec, lock: Lock, output: Output) -> None:
        self._opened, self._spec, self._lock, self._output = opened, spec, lock, output

    def carry_out(self, renewal: Renewal) -> None:
        """Write the lock, bring the stack up, and report. Where a second one was made and failed, the lock goes back."""
        from modelstacks.engine import runs
        from modelstacks.engine.stacks import StackError

        if not renewal.second_first:
            self._delete_old(renewal)
        self._write(renewal.apply(self._lock))
        try:
            outputs = runs.up(self._opened, say_to(self._output), color=color_of(self._output))
        except StackError as err:
            raise RenewError(f"{err}\n{self._what_serves(renewal)}") from err
        self._report(renewal, outputs)

    def _delete_old(self, renewal: Renewal) -> None:
        from modelstacks.engine import runs
        from modelstacks.engine.held import resources_of
        from modelstacks.programs.plan import read_plan

        ref = read_plan(self._spec).endpoint_of(renewal.names[0])
        held = {row.id.lower(): row.urn for row in resources_of(self._opened.stack)}
        if urn := held.get(ref.id.lower()):
            say, color = say_to(self._output), color_of(self._output)
            runs.destroy(self._opened, say, color=color, only=[urn])

    def _what_serves(self, renewal: Renewal) -> str:
        if not renewal.second_first:
            return "The old endpoint is gone already. Mend it and run `modelstacks up`: the lock asks for the new one."
        self._write(self._lock)
        return (
            "The old endpoint still serves, and the lock asks for it as before.\n"
            "Run `modelstacks up` to delete what was made of the new one, or `modelstacks renew` to try again."
        )

    def _write(self, lock: Lock) -> None:
        from modelstacks.lock import lock_path

        lock_path(self._spec.path).write_text(lock.text(), encoding="utf-8")

    def _report(self, renewal: Renewal, outputs: Mapping[str, object]) -> None:
        from modelstacks.lock import lock_path

        if self._output is Output.JSON:
            print_json({"renewed": list(renewal.names), "outputs": outputs})
        else:
            path = lock_path(self._spec.path)
            stdout().print(
                f"Renewed: {', '.join(renewal.names)}. Commit {path}: it names the new generation."
            )
