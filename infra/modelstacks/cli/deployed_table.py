"""The table at the end of an `up`: where each deployment answers, and how its smoke test went."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from modelstacks.cli.tables import Column, Table, show

if TYPE_CHECKING:
    from collections.abc import Mapping

    from modelstacks.inference.smoke import SmokeResult

COLUMNS = (
    Column("deployment"),
    Column("model", below=3),
    Column("mode"),
    Column("region", below=2),
    Column("URI", below=1),
    Column("smoke"),
    Column("time"),
)


def show_deployed(outputs: Mapping[str, Any], smoked: Mapping[str, SmokeResult]) -> None:
    """Print the deployments among a stack's outputs; nothing for a stack that has none."""
    if rows := deployed_rows(outputs, smoked):
        show(Table(COLUMNS, rows))


def deployed_rows(outputs: Mapping[str, Any], smoked: Mapping[str, SmokeResult]) -> list[list[str]]:
    """Return a row for each deployment, by name."""
    deployments: Mapping[str, Mapping[str, Any]] = outputs.get("deployments") or {}
    return [_row(name, deployments[name], smoked.get(name)) for name in sorted(deployments)]


def _row(name: str, values: Mapping[str, Any], result: SmokeResult | None) -> list[str]:
    about = [str(values.get(key) or "") for key in ("model", "mode", "region", "uri")]
    if result:
        return [name, *about, result.state, f"{result.seconds:.1f} s"]
    return [name, *about, "expired" if values.get("state") == "expired" else "not asked", ""]
