"""What a template makes: its resources with conditions, copies, children and the order they wait in."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from graphlib import CycleError, TopologicalSorter
from typing import TYPE_CHECKING, Any

from localazure.arm.errors import ArmError
from localazure.templates import parameters, refusals, syntax
from localazure.templates.functions import SPECIAL, find
from localazure.templates.surroundings import Copy

if TYPE_CHECKING:
    from collections.abc import Iterator

    from localazure.arm.resource_type import Json
    from localazure.templates.evaluation import Evaluation

DEPLOYMENTS = "Microsoft.Resources/deployments"
NOT_SENT = {
    "type",
    "apiVersion",
    "name",
    "comments",
    "condition",
    "copy",
    "dependsOn",
    "metadata",
    "resources",
    "scope",
    "resourceGroup",
    "subscriptionId",
}
"""What a template says of a resource besides its body."""


@dataclass(frozen=True)
class Part:
    """A resource that a template makes; *waits_for* are the ids of parts that must be there before.

    *symbol* is its name in the template where the template's resources have names.
    """

    id: str
    type: str
    name: str
    api_version: str
    raw: Json = field(repr=False)
    copy: Copy | None = None
    symbol: str = ""
    location: str | None = None
    waits_for: tuple[str, ...] = ()

    def is_named(self, reference: str) -> bool:
        """Say whether an expression may call it *reference*: by its id, its name, or its symbol."""
        return reference.lower() in {self.id.lower(), self.name.lower(), self.symbol.lower()}

    def body(self, evaluation: Evaluation) -> Json:
        """Return the body of its PUT; `reference` reads what is there by now."""
        here = evaluation.at(self.name, self.copy)
        sent = {key: value for key, value in self.raw.items() if key not in NOT_SENT}
        if not _is_inner(self.raw):
            return dict(here.value(sent))
        properties = dict(sent["properties"])
        template = properties.pop("template")
        body: Json = here.value({**sent, "properties": properties})
        body["properties"]["template"] = template
        return body


def _is_inner(raw: Json) -> bool:
    """Say whether a nested deployment computes its own expressions; by default the outer template does."""
    options = (raw.get("properties") or {}).get("expressionEvaluationOptions") or {}
    return str(raw["type"]).lower() == DEPLOYMENTS.lower() and str(options.get("scope")).lower() == "inner"


def check_functions(template: Json) -> None:
    """Raise ArmError `InvalidTemplate` for a function that is not known, wherever it stands."""
    for section in ("parameters", "variables", "outputs"):
        for name, declaration in (template.get(section) or {}).items():
            _check_calls(name, declaration)
    for _, raw in resources_of(template):
        _check_calls(str(raw.get("name", "")), raw)


def _check_calls(where: str, raw: Any) -> None:
    for call in syntax.calls_in(raw):
        if call.name.lower() not in SPECIAL and find(call.name) is None:
            raise refusals.unknown_function(where, call.name)


def resources_of(holder: Json) -> list[tuple[str, Json]]:
    """Return the resources of a template or of a resource, by their symbolic names ("" where they have none)."""
    resources = holder.get("resources") or []
    return (
        list(resources.items()) if isinstance(resources, dict) else [("", resource) for resource in resources]
    )


def existing(template: Json, evaluation: Evaluation) -> list[Part]:
    """Return what a template only names (`existing`): it may be referenced, and is not made."""
    here = evaluation.without_reading()
    return [
        _part(raw, here.at(str(raw.get("name", ""))), None, symbol)
        for symbol, raw in resources_of(template)
        if raw.get("existing")
    ]


def parts(template: Json, evaluation: Evaluation) -> list[Part]:
    """Return the resources of *template* in an order they can be made in. Raises ArmError `InvalidTemplate`."""
    found = list(_walk(resources_of(template), evaluation.without_reading(), None))
    names = {each.lower() for part, _ in found for each in (part.id, part.symbol) if each}
    deployed = [part for part, is_deployed in found if is_deployed]
    waiting = [
        replace(part, waits_for=tuple(_waits_for(part, deployed, names, evaluation.without_reading())))
        for part in deployed
    ]
    return _ordered(waiting)


def _walk(
    resources: list[tuple[str, Json]], evaluation: Evaluation, parent: Part | None, is_deployed: bool = True
) -> Iterator[tuple[Part, bool]]:
    """Yield every resource, and whether its condition, and its parent's, holds; one that is there already is not made."""
    for symbol, raw in resources:
        for copy in _copies(raw, evaluation):
            here = evaluation.at(str(raw.get("name", "")), copy)
            holds = is_deployed and not raw.get("existing") and _condition(raw, here)
            part = _part(raw, here, parent, symbol)
            yield part, holds
            yield from _walk(resources_of(raw), evaluation, part, holds)


def _copies(raw: Json, evaluation: Evaluation) -> list[Copy | None]:
    loop = raw.get("copy")
    if loop is None:
        return [None]
    count = evaluation.at(str(raw.get("name", ""))).value(loop.get("count"))
    if isinstance(count, bool) or not isinstance(count, int) or count < 0:
        raise refusals.invalid_template(f"The copy count of '{loop.get('name')}' is not a whole number.")
    return [Copy(str(loop["name"]), index) for index in range(count)]


def _condition(raw: Json, evaluation: Evaluation) -> bool:
    value = evaluation.value(raw.get("condition", True))
    if not isinstance(value, bool):
        raise refusals.invalid_template(
            f"The condition of the template resource '{raw.get('name')}' is not a boolean."
        )
    return value


def _part(raw: Json, evaluation: Evaluation, parent: Part | None, symbol: str) -> Part:
    if missing := [key for key in ("type", "name", "apiVersion") if not raw.get(key)]:
        raise refusals.invalid_template(
            f"The template resource '{raw.get('name', '')}' has no '{missing[0]}'."
        )
    type_name, name = str(raw["type"]), str(evaluation.value(raw["name"]))
    if parent is not None:
        type_name, name = f"{parent.type}/{type_name}", f"{parent.name}/{name}"
    namespace, *segments = type_name.split("/")
    names = name.split("/")
    if len(segments) != len(names):
        raise refusals.segment_lengths(name, type_name)
    pairs = "".join(f"/{segment}/{each}" for segment, each in zip(segments, names, strict=True))
    return Part(
        id=f"{_scope(raw, evaluation)}/providers/{namespace}{pairs}",
        type=type_name,
        name=name,
        api_version=str(evaluation.value(raw["apiVersion"])),
        raw=raw,
        copy=evaluation.copy,
        symbol=symbol,
        location=evaluation.value(raw.get("location")),
    )


def _scope(raw: Json, evaluation: Evaluation) -> str:
    """Return the id that the resource lies below: an extension's own, or a nested deployment's group."""
    if raw.get("scope"):
        scope = str(evaluation.value(raw["scope"]))
        relative = not scope.startswith("/")
        return f"{evaluation.surroundings.scope}/providers/{scope}" if relative else scope.rstrip("/")
    subscription = evaluation.value(raw.get("subscriptionId"))
    group = evaluation.value(raw.get("resourceGroup"))
    own = evaluation.surroundings
    if not subscription and not group:
        return own.scope
    base = f"/subscriptions/{subscription}" if subscription else str(own.subscription["id"])
    return f"{base}/resourceGroups/{group}" if group else base


def _waits_for(part: Part, deployed: list[Part], names: set[str], evaluation: Evaluation) -> Iterator[str]:
    """Yield the ids of what the part waits for; *names* are the ids and symbols of all that the template holds."""
    here = evaluation.at(part.name, part.copy)
    for raw in part.raw.get("dependsOn") or []:
        reference = str(here.value(raw))
        matches = [other.id for other in deployed if _is_named(other, reference)]
        if not matches and not any(_ends_with(name, reference) for name in names):
            raise refusals.not_in_template(reference)
        yield from matches
    for reference in _read_in(part.raw, here):
        yield from (other.id for other in deployed if other.id != part.id and _is_named(other, reference))


def _is_named(part: Part, reference: str) -> bool:
    """Say whether *reference* is the part's id, its type and name, its name alone, its symbol, or its copy loop."""
    loop = part.copy.name if part.copy else ""
    names = {part.name.lower(), loop.lower(), part.symbol.lower()} - {""}
    return _ends_with(part.id.lower(), reference) or reference.lower() in names


def _ends_with(id_: str, reference: str) -> bool:
    return id_ == reference.lower() or id_.endswith(f"/providers/{reference.lower()}")


def _read_in(raw: Json, evaluation: Evaluation) -> Iterator[str]:
    """Yield what the expressions of a resource reference: ARM waits for it unasked."""
    body = {key: value for key, value in raw.items() if key not in {"dependsOn", "resources"}}
    for call in syntax.calls_in(body):
        if call.name.lower() == "reference" and call.arguments:
            try:
                yield str(evaluation.node(call.arguments[0]))
            except ArmError:
                continue  # what only an inner template can compute is no resource of this one


def _ordered(deployed: list[Part]) -> list[Part]:
    by_id = {part.id: part for part in deployed}
    sorter = TopologicalSorter({part.id: part.waits_for for part in deployed})
    try:
        return [by_id[id_] for id_ in sorter.static_order()]
    except CycleError as err:
        raise refusals.circular(err.args[1]) from err


def outputs(template: Json, evaluation: Evaluation) -> Json:
    """Return what the template gives back: `{name: {type, value}}`."""
    given = {}
    for name, output in (template.get("outputs") or {}).items():
        here = evaluation.at(name)
        if here.value(output.get("condition", True)):
            value = here.looped(output["copy"], name) if "copy" in output else here.value(output.get("value"))
            shown = {} if value is None else {"value": value}
            given[camel_case(name)] = {"type": parameters.type_shown(str(output.get("type"))), **shown}
    return given


def camel_case(name: str) -> str:
    """Return an output's name as deployments show it: `STORAGE_NAME` is `storagE_NAME` (recording azd-InfraBicepParam).

    The capitals it begins with become small, but for the last one where something that is no capital follows.
    """
    for at, letter in enumerate(name):
        last = at > 0 and at + 1 < len(name) and not name[at + 1].isupper()
        if not letter.isupper() or last:
            return name[:at].lower() + name[at:]
    return name.lower()
