"""What a state folder holds before its server starts: certificates, and copies of what the user gave."""

from __future__ import annotations

from typing import TYPE_CHECKING

from localazure import catalogue, scenarios, tls
from localazure.errors import LocalAzureError, UsageError
from localazure.state_dir import private_dir, write_private
from localazure.store import check_format

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from localazure.state_dir import StateDir


def prepare(state: StateDir, scenario: str | None, rows: Sequence[Path] = ()) -> None:
    """Make what the server needs before it starts: certificates, the scenario's copy and that of the user's *rows*.

    None or none given: what this state was started with. Raises UsageError or SpecError for what can't be read.
    """
    state.make()
    tls.certificates(state.tls)
    check_format(state.database)
    catalogue.read(tuple(rows or state.rows))
    if rows:
        _keep_rows(state, rows)
    given = scenario or _scenario_before(state)
    if given is None:
        return
    text = scenarios.text_of(given)
    scenarios.parse(text, given)
    write_private(state.scenario, text)
    write_private(state.scenario_given, given)


def _scenario_before(state: StateDir) -> str | None:
    """Return the packaged scenario to take again, as this version has it; None: the state's copy of a file serves.

    Raises LocalAzureError where that copy does not fit this version.
    """
    if not state.scenario.exists():
        return scenarios.DEFAULT
    given = state.scenario_given.read_text(encoding="utf-8") if state.scenario_given.exists() else None
    if given and scenarios.is_packaged(given):
        return given
    try:
        copy = scenarios.parse(state.scenario.read_text(encoding="utf-8"), str(state.scenario))
    except UsageError as err:
        raise LocalAzureError(
            f"The state in {state.path} was created with a scenario that this version of modelstacks can't read.\n{err}\n"
            f"Start it with one that it can: modelstacks local start --scenario {given or scenarios.DEFAULT}"
        ) from err
    return copy.name if given is None and scenarios.is_packaged(copy.name) else None


def _keep_rows(state: StateDir, rows: Sequence[Path]) -> None:
    """Copy the files in their order: later ones lie over earlier ones."""
    texts = [path.read_text(encoding="utf-8-sig") for path in rows]
    for old in state.rows:
        old.unlink()
    for number, text in enumerate(texts):
        write_private(private_dir(state.rows_folder) / f"{number:03}.yaml", text)


def refuse_others(state: StateDir, url: str, scenario: str | None, rows: Sequence[Path]) -> None:
    """Raise LocalAzureError where what runs at *url* was not started with that scenario and those rows."""
    if scenario is not None and scenarios.text_of(scenario) != state.scenario.read_text(encoding="utf-8"):
        raise _others(url, "another scenario", f"--scenario {scenario}")
    given = [path.read_text(encoding="utf-8-sig") for path in rows]
    if given and given != [path.read_text(encoding="utf-8") for path in state.rows]:
        raise _others(url, "other catalogue rows", " ".join(f"--rows {path}" for path in rows))


def _others(url: str, what: str, options: str) -> LocalAzureError:
    return LocalAzureError(
        f"The local Azure at {url} is already running with {what}.\n"
        f"Stop it first: modelstacks local stop, then modelstacks local start {options}"
    )
