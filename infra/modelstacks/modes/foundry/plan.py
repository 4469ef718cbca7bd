"""Deployments in Foundry accounts, and the accounts that the stack makes: pure."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from modelstacks.azure.api_versions import COGNITIVE_SERVICES
from modelstacks.azure.arm_id import ArmId
from modelstacks.azure.soft_deletion import ACCOUNTS
from modelstacks.deployment.by_mode import ModePlanning
from modelstacks.deployment.endpoint_plan import DeploymentPlan, EndpointPlan, OwnResource, ParentPlan
from modelstacks.errors import UsageError
from modelstacks.inference.client import Endpoint
from modelstacks.inference.target import SmokeTarget
from modelstacks.modes.foundry.endpoints import FoundryRef, project_uri
from modelstacks.modes.foundry.spec import AccountRef, keys_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from modelstacks.azure.endpoint_access import Access
    from modelstacks.deployment.placed import PlacedDeployment
    from modelstacks.modes.foundry.spec import FoundryKeys
    from modelstacks.spec import DeploymentsSpec


@dataclass(frozen=True, kw_only=True)
class FoundryDeploymentPlan(EndpointPlan):
    """A deployment in an account: an endpoint that shares its address with the others there.

    *format* and *model_name* are ARM's; *version* None: Azure's default. *keys* are the spec's own words for it.
    """

    mode = "foundry"
    kind = "Foundry"
    collection = "deployments"

    account: AccountRef
    format: str
    model_name: str
    version: str | None
    sku: str
    capacity: int
    keys: FoundryKeys = field(compare=False)
    spillover: str | None = None
    """The name in Azure of the deployment that it spills over to."""

    @property
    def deployment(self) -> DeploymentPlan:
        """The one."""
        return self.deployments[0]

    def ref(self, subscription: str, resource_group: str) -> FoundryRef:
        """Return where it lies, and whether keys are used there."""
        ref = super().ref(subscription, resource_group)
        return FoundryRef(**vars(ref), local_auth=self.account.local_auth)

    def target(self, deployment: str, access: Access) -> SmokeTarget:
        """Return it as the target: its name goes with each request, for the address is the account's."""
        endpoint = Endpoint(deployment, access.uri, access.key, None, access.auth)
        return SmokeTarget(
            endpoint,
            self.deployment.model,
            self.mode,
            catalog=self.catalog,
            sent_as=self.name,
            project_uri=project_uri(access.uri, self.account.project) if self.account.project else None,
            right_is_given=self.account.create and self.account.assign_caller,
        )

    def own_resources(self, endpoint_id: ArmId) -> Iterator[OwnResource]:
        """Yield the deployment."""
        yield OwnResource(endpoint_id, self.deployment.name, COGNITIVE_SERVICES)


@dataclass(frozen=True, kw_only=True)
class AccountPlan(ParentPlan):
    """An account that the stack makes, with its project, if it has one."""

    ref: AccountRef

    def own_resources(self) -> Iterator[OwnResource]:
        """Yield the account, then its project."""
        yield from super().own_resources()
        if self.ref.project:
            project = self.id.child("projects", self.ref.project)
            yield OwnResource(project, api_version=self.api_version)


class FoundryPlanning(ModePlanning):
    """A deployment each, those that others spill over to first in their account."""

    collections = ("accounts",)

    def endpoints(
        self, placed: Sequence[PlacedDeployment], spec: DeploymentsSpec
    ) -> tuple[FoundryDeploymentPlan, ...]:
        """Return one each."""
        plans = {each.deployment.name: _endpoint(each, spec) for each in placed}
        return tuple(_with_target(plan, plans) for plan in _in_order(plans))

    def parents(self, endpoints: Sequence[EndpointPlan], spec: DeploymentsSpec) -> tuple[AccountPlan, ...]:
        """Return the accounts that are to be made, also those without a deployment yet."""
        del endpoints
        scope = ArmId.at(spec.subscription, spec.resource_group)
        return tuple(
            AccountPlan(
                id=scope.resource(ACCOUNTS.type, ref.name),
                region=ref.region,
                api_version=COGNITIVE_SERVICES,
                soft_deletion=ACCOUNTS,
                ref=ref,
            )
            for ref in accounts_of(spec).values()
            if ref.create
        )


def accounts_of(spec: DeploymentsSpec) -> Mapping[str, AccountRef]:
    """Return the accounts of a file by region."""
    return {region: ref for region, ref in spec.parents_of("foundry").items() if isinstance(ref, AccountRef)}


def _endpoint(placed: PlacedDeployment, spec: DeploymentsSpec) -> FoundryDeploymentPlan:
    deployment, decision = placed.deployment, placed.decision
    details = decision.details or {}
    return FoundryDeploymentPlan(
        name=placed.endpoint,
        region=decision.region,
        workspace=decision.workspace,
        deployments=(DeploymentPlan(deployment.name, deployment.model, deployment.model.id),),
        catalog=spec.catalog,
        account=accounts_of(spec)[decision.region],
        format=str(details["format"]),
        model_name=str(details["name"]),
        version=decision.version,
        sku=str(details["sku"]),
        capacity=int(details["capacity"]),
        keys=keys_of(deployment),
    )


def _with_target(
    plan: FoundryDeploymentPlan, plans: Mapping[str, FoundryDeploymentPlan]
) -> FoundryDeploymentPlan:
    """Return it with Azure's name of the one that it spills over to. Raises UsageError where that lies elsewhere."""
    named = plan.keys.spillover
    target = plans.get(named or "")
    if target is None:
        return replace(plan, spillover=named)
    if target.workspace != plan.workspace:
        raise UsageError(
            f"{plan.deployment.name} is in account {plan.workspace} and spills over to {named}, which is in {target.workspace}: "
            "Azure wants both in one account. Give both the same `regions`."
        )
    return replace(plan, spillover=target.name)


def _in_order(plans: Mapping[str, FoundryDeploymentPlan]) -> Iterator[FoundryDeploymentPlan]:
    """Yield those that others spill over to before these; one that is nobody's in the file is Azure's to know."""
    done: set[str] = set()

    def with_targets(name: str) -> Iterator[str]:
        if name in plans and name not in done:
            done.add(name)
            yield from with_targets(plans[name].keys.spillover or "")
            yield name

    for name in plans:
        yield from (plans[each] for each in with_targets(name))


PART = FoundryPlanning()
