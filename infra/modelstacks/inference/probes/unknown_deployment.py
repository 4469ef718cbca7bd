"""A deployment that nobody made."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from modelstacks.inference.by_mode import smoke_of
from modelstacks.inference.judges import error_code, refused
from modelstacks.inference.probe import Exchange, probe
from modelstacks.inference.probes.first_request import first_request

if TYPE_CHECKING:
    from collections.abc import Iterator

    from modelstacks.inference.client import Answer
    from modelstacks.inference.target import SmokeTarget

NOBODYS = "modelstacks-nobody-made-this"
CODE = "DeploymentNotFound"
_not_found = refused(404, why=f"the deployment {NOBODYS}")


def alone(target: SmokeTarget) -> str | None:
    """Return why no request names a deployment."""
    if smoke_of(target.mode).listing is None:
        return "the endpoint is one deployment's own: no request names another"
    return None if first_request(target).body else "no request that the model can answer names its deployment"


@probe("unknown-deployment", "full", skips=alone)
def unknown_deployment(target: SmokeTarget) -> Iterator[Exchange]:
    """A deployment that is not there is refused as such, so that no other model answers in its place."""
    request = first_request(target)
    yield Exchange(replace(request, body={**(request.body or {}), "model": NOBODYS}), unknown_problem)


def unknown_problem(answer: Answer) -> str | None:
    """Return what is wrong with the refusal of an unknown deployment."""
    if wrong := _not_found(answer):
        return wrong
    if error_code(answer) != CODE:
        return f"refused the deployment {NOBODYS} without the code {CODE}: {answer.shown()}"
    return None
