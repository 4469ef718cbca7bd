"""What a smoke test found."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from modelstacks.inference.probe import State

INFO_ID: Literal["info"] = "info"


@dataclass(frozen=True)
class ProbeResult:
    """What one probe found. *problem* says what failed, was noted, or why it was skipped; None: it passed.

    *seconds* is the time of its requests together, *first_s* the time until a stream's first event.
    """

    id: str
    state: State
    problem: str | None = None
    seconds: float = 0.0
    first_s: float | None = None


@dataclass(frozen=True)
class SmokeResult:
    """What one endpoint answered. *speaks* is the schema of its routes, None where none was asked or answered;
    *seconds* is the whole wait.

    *proved_by* is the request whose answer proved that the model is there (`GET /info`, `POST /chat/completions`),
    *answered_as* what the endpoint calls the model; None where nothing did.
    """

    name: str
    uri: str
    info: dict[str, Any] | None
    probes: tuple[ProbeResult, ...]
    seconds: float
    speaks: str | None = None
    proved_by: str | None = None
    answered_as: str | None = None

    @property
    def problem(self) -> str | None:
        """What failed, a line each; None when it passed."""
        return "\n".join(str(probe.problem) for probe in self.probes if probe.state == "failed") or None

    @property
    def warning(self) -> str | None:
        """What could not be told about the model although it works; None where nothing was left open."""
        return next(
            (probe.problem for probe in self.probes if probe.id == INFO_ID and probe.state == "noted"), None
        )

    @property
    def state(self) -> Literal["passed", "failed"]:
        """`passed` or `failed`."""
        return "failed" if self.problem else "passed"


def not_there(name: str, problem: str) -> SmokeResult:
    """Return the result of an endpoint that could not be asked, for *problem* says why it is not there."""
    return SmokeResult(name, "", None, (ProbeResult(INFO_ID, "failed", problem),), 0.0)
