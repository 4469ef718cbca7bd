"""What is audited: what the file and its lock say, and what was found in Azure: pure."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from modelstacks.audits import HEADROOM_PERCENT
from modelstacks.azure.arm_id import ArmId
from modelstacks.azure.by_mode import endpoints_of
from modelstacks.azure.observed_endpoint import model_name
from modelstacks.mode_parts import mode_names
from modelstacks.names import generation_name
from modelstacks.placement import as_modes_see
from modelstacks.preflight.asks.deployed import AskDeployed, AskServed

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date, timedelta
    from typing import Any

    from modelstacks.azure.observed_endpoint import ObservedEndpoint
    from modelstacks.catalog import Model
    from modelstacks.lock_decisions import Lock, LockedDecision
    from modelstacks.preflight.facts import Ask
    from modelstacks.spec import Deployment, DeploymentsSpec


@dataclass(frozen=True)
class Thresholds:
    """From when on something counts: free quota in percent of the limit (0: never), and the age of keys (None: never)."""

    headroom_percent: int = HEADROOM_PERCENT
    max_key_age: timedelta | None = None


@dataclass(frozen=True)
class Use:
    """A model in a place: of a deployment of the file, as locked or else in each way it may go, or of an endpoint that is
    there. *model* None: no row knows it. *deployment*: its name in the file, *endpoint*: its ARM id; one of them is "".
    *accepted*: the file accepts that the model is retired.
    """

    model_id: str
    model: Model | None
    mode: str
    region: str
    deployment: str = ""
    endpoint: str = ""
    version: str | None = None
    instance_type: str | None = None
    quota: str | None = None
    accepted: bool = False

    @property
    def model_name(self) -> str:
        """The model's name, as far as its id tells."""
        return self.model.name if self.model else model_name(self.model_id)


@dataclass(frozen=True)
class Subject:
    """The *spec* and its *lock* (None: there is none), looked at on the day *today* for all that comes up to *by*.

    *everywhere*: all endpoints of the subscription, not of the spec's resource group alone. *endpoints*: those that were
    found, with their models where these could be read.
    """

    spec: DeploymentsSpec
    lock: Lock | None
    today: date
    by: date
    thresholds: Thresholds = Thresholds()
    everywhere: bool = False
    endpoints: tuple[ObservedEndpoint, ...] = ()

    @property
    def group(self) -> str | None:
        """The resource group to look at; None: the whole subscription."""
        return None if self.everywhere else self.spec.resource_group

    def asks(self) -> Iterator[Ask[Any]]:
        """Yield the questions about what is there."""
        yield from self.asks_of_endpoints()
        yield from self.asks_of_models()

    def asks_of_endpoints(self) -> Iterator[AskDeployed]:
        """Yield the questions about the endpoints, mode by mode: each takes a right of its own."""
        return (AskDeployed(mode, self.group) for mode in mode_names())

    def asks_of_models(self) -> Iterator[AskServed]:
        """Yield the questions about what endpoints serve that do not say so themselves."""
        return (AskServed(mode, self.group) for mode in mode_names() if endpoints_of(mode).has_deployments)

    def locked(self) -> Iterator[tuple[Deployment, LockedDecision]]:
        """Yield the deployments of the file that the lock knows, with what it decided, stale or not."""
        for deployment in self.spec.deployments:
            decision = self.lock.decisions.get(deployment.name) if self.lock else None
            if decision:
                yield deployment, decision

    @cached_property
    def uses(self) -> tuple[Use, ...]:
        """Every model in every place, those of the file first."""
        return (*self._of_the_file(), *self._found())

    def deployments_behind(self, endpoint: ObservedEndpoint) -> tuple[Deployment, ...]:
        """Return the deployments of the file that the lock put behind that endpoint; none: it is not the file's."""
        return self._by_place.get((endpoint.workspace_id.lower(), endpoint.name.lower()), ())

    @cached_property
    def _by_place(self) -> dict[tuple[str, str], tuple[Deployment, ...]]:
        found: dict[tuple[str, str], tuple[Deployment, ...]] = {}
        group = ArmId.at(self.spec.subscription, self.spec.resource_group)
        for deployment, decision in self.locked():
            place = group.resource(
                endpoints_of(decision.mode).type.rpartition("/")[0], decision.workspace
            ).lower()
            generation = 1 if deployment.endpoint_exists else decision.generation
            name = generation_name(deployment.endpoint_name, generation).lower()
            found[place, name] = (*found.get((place, name), ()), deployment)
        return found

    def _of_the_file(self) -> Iterator[Use]:
        locked = {deployment.name: decision for deployment, decision in self.locked()}
        for deployment in self.spec.deployments:
            if decision := locked.get(deployment.name):
                yield Use(
                    deployment.model.id,
                    deployment.model,
                    decision.mode,
                    decision.region,
                    deployment.name,
                    version=decision.version,
                    instance_type=decision.instance_type,
                    quota=decision.quota,
                    accepted=deployment.accept_retired,
                )
            else:
                yield from _possible(deployment, self.spec)

    def _found(self) -> Iterator[Use]:
        for endpoint in self.endpoints:
            behind = self.deployments_behind(endpoint)
            accepted = bool(behind) and all(deployment.accept_retired for deployment in behind)
            for id_ in dict.fromkeys(endpoint.model_ids):
                yield Use(
                    id_,
                    self._model(id_),
                    endpoint.mode,
                    endpoint.region,
                    endpoint=endpoint.id,
                    quota=endpoint.quota,
                    accepted=accepted,
                )

    def _model(self, id_: str) -> Model | None:
        return self.spec.catalog.find_model(model_name(id_))


def _possible(deployment: Deployment, spec: DeploymentsSpec) -> Iterator[Use]:
    """A deployment that the lock does not know, in each way it may go."""
    for mode, seen in as_modes_see(deployment, spec):
        for region in seen.regions:
            yield Use(
                deployment.model.id,
                deployment.model,
                mode,
                region,
                deployment.name,
                quota=None if deployment.quota == "auto" else deployment.quota,
                accepted=deployment.accept_retired,
            )
