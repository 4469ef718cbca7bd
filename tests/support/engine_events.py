"""Events as the engine writes them, in as few words as a test has."""

from __future__ import annotations

from typing import Any

from pulumi.automation.events import EngineEvent

URN = "urn:pulumi:dev::modelstacks-models::modelstacks:azure:ServerlessEndpoint${kind}::{name}"
ENDPOINT = "azure-native:machinelearningservices:ServerlessEndpoint"


def urn_of(name: str, kind: str = ENDPOINT) -> str:
    """The URN of a resource of that name."""
    return URN.replace("{kind}", kind).replace("{name}", name)


def step(
    op: str,
    name: str,
    old: dict[str, Any] | None = None,
    new: dict[str, Any] | None = None,
    kind: str = ENDPOINT,
    **more: Any,
) -> dict[str, Any]:
    """What an event says of a step; *old* and *new* are the inputs."""
    states = {word: {"inputs": inputs} for word, inputs in (("old", old), ("new", new)) if inputs is not None}
    return {"op": op, "urn": urn_of(name, kind), "type": kind, **states, **more}


def begun(*args: Any, planning: bool = False, **kwargs: Any) -> EngineEvent:
    """A step that begins."""
    return EngineEvent.from_json(
        {"resourcePreEvent": {"metadata": step(*args, **kwargs), "planning": planning}}
    )


def ended(*args: Any, **kwargs: Any) -> EngineEvent:
    """A step that ends well."""
    return EngineEvent.from_json({"resOutputsEvent": {"metadata": step(*args, **kwargs)}})


def failed(*args: Any, **kwargs: Any) -> EngineEvent:
    """A step that fails."""
    return EngineEvent.from_json({"resOpFailedEvent": {"metadata": step(*args, **kwargs)}})


def said(severity: str, message: str, about: str | None = None) -> EngineEvent:
    """A message, *about* a resource of that name."""
    values = {"severity": severity, "message": message, "urn": about and urn_of(about)}
    return EngineEvent.from_json({"diagnosticEvent": values})


def prelude() -> EngineEvent:
    """A run begins."""
    return EngineEvent.from_json({"preludeEvent": {"config": {}}})


def summary(seconds: int) -> EngineEvent:
    """A run ends."""
    return EngineEvent.from_json({"summaryEvent": {"durationSeconds": seconds}})
