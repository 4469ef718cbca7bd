"""An endpoint to create with what is behind it, whatever its mode: pure."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar

from modelstacks.azure.api_versions import MACHINE_LEARNING
from modelstacks.azure.by_mode import endpoints_of
from modelstacks.azure.endpoint_access import EndpointRef
from modelstacks.catalog import load

if TYPE_CHECKING:
    from collections.abc import Iterator

    from modelstacks.azure.arm_id import ArmId
    from modelstacks.azure.endpoint_access import Access
    from modelstacks.azure.soft_deletion import SoftDeleted, SoftDeletion
    from modelstacks.catalog import Catalog, Model
    from modelstacks.inference.smoke import SmokeTarget


@dataclass(frozen=True)
class DeploymentPlan:
    """A deployment of the spec; *model_id* is as the lock has it, with a version where the mode takes one.

    *subscription* is the key of the Marketplace subscription it needs, if any.
    """

    name: str
    model: Model
    model_id: str
    subscription: str | None = None


@dataclass(frozen=True)
class OwnResource:
    """A resource that the stack owns: its id, and the one deployment that it belongs to, if it is one's alone."""

    id: str
    deployment: str | None = None
    api_version: str = MACHINE_LEARNING


@dataclass(frozen=True)
class ParentPlan:
    """What endpoints of a mode lie in or share, made by the stack: the mode's program registers it.

    Workspaces are none of these: they are every mode's.
    """

    id: ArmId
    region: str
    api_version: str
    soft_deletion: SoftDeletion | None = None
    """How Azure keeps it after a delete, if it does; then `Observed.kept` says whether it has to be restored."""

    def own_resources(self) -> Iterator[OwnResource]:
        """Yield what the stack owns of it, itself before what is made in it."""
        yield OwnResource(self.id, api_version=self.api_version)

    def soft_deleted(self) -> Iterator[SoftDeleted]:
        """Yield what Azure keeps of it after a delete."""
        if self.soft_deletion:
            yield self.soft_deletion.of(self.id, self.region)


@dataclass(frozen=True)
class EndpointPlan(ABC):
    """An endpoint with its deployments, in the file's order.

    *existing*: somebody else's, used and never owned. *shared*: on Azure's shared quota, which ends with it; then it
    stays away if *leave*. *catalog* has the models that might answer there instead.
    """

    mode: ClassVar[str]
    kind: ClassVar[str]
    """The endpoint's kind in words, before `endpoint`."""

    name: str
    region: str
    workspace: str
    deployments: tuple[DeploymentPlan, ...]
    existing: bool = False
    shared: bool = False
    leave: bool = False
    catalog: Catalog = field(default_factory=load, repr=False, compare=False)

    @abstractmethod
    def target(self, deployment: str, access: Access) -> SmokeTarget:
        """Return what a smoke test of that deployment aims at, once the endpoint's URI and key are known."""

    @abstractmethod
    def own_resources(self, endpoint_id: ArmId) -> Iterator[OwnResource]:
        """Yield what the stack owns of it, the endpoint before what is behind it."""

    def soft_deleted(self, scope: ArmId) -> Iterator[SoftDeleted]:
        """Yield what Azure keeps of it after a delete, and of what is made with it in *scope*, the resource group."""
        del scope
        yield from ()

    def ref(self, subscription: str, resource_group: str) -> EndpointRef:
        """Return where it lies."""
        mode = endpoints_of(self.mode)
        return EndpointRef(
            subscription, resource_group, self.workspace, mode.collection, self.name, mode.parent_type
        )
