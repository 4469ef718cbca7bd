"""The parts of a scenario, as they are written in its YAML file."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Literal, TypeAlias, TypeVar

from pydantic import BaseModel, Field, model_validator

from localazure.rights import Permission, matches_any
from localazure.scenarios.foundry import DataPlane, Foundry
from localazure.scenarios.given import Given
from localazure.scenarios.part import STRICT, fits_any

if TYPE_CHECKING:
    from localazure.catalogue import Model

_V = TypeVar("_V")
LimitName: TypeAlias = Literal[
    "endpoints_per_subscription",
    "deployments_per_subscription",
    "deployments_per_endpoint",
    "instances_per_deployment",
]


class _Part(BaseModel):
    model_config = STRICT


class Tenant(_Part):
    """The Entra tenant; *domain* is accepted in authority URLs beside the id. *country*: None where it tells none."""

    id: str
    name: str
    domain: str
    country: str | None = "SE"


class Subscription(_Part):
    """A subscription; *quota_id* tells the offer type, e.g. `EnterpriseAgreement_2014-09-01`."""

    id: str
    name: str
    quota_id: str
    spending_limit: Literal["On", "Off", "CurrentPeriodOff"] = "Off"
    state: Literal["Enabled", "Disabled", "Warned", "PastDue", "Deleted"] = "Enabled"


class Principal(_Part):
    """Somebody who can get a token (a group can't); *groups* are names of group principals it belongs to."""

    name: str
    object_id: str
    app_id: str = ""
    type: Literal["ServicePrincipal", "User", "Group"] = "ServicePrincipal"
    groups: tuple[str, ...] = ()


class CustomRole(_Part):
    """A custom role, written at the first subscription; its *actions* may hold wildcards."""

    name: str
    actions: tuple[str, ...] = Field(min_length=1)

    def permission(self, withheld: tuple[str, ...]) -> Permission:
        """Return what the role grants without the *withheld* actions."""
        gone = {action.lower() for action in withheld}
        actions = tuple(action for action in self.actions if action.lower() not in gone)
        return Permission(actions, tuple(action for action in withheld if matches_any(actions, action)))


class Assignment(_Part):
    """*role* (by name, the scenario's own or built in) for *principal* (by name) at *scope*.

    The scope "subscription" is the first one.
    """

    principal: str
    role: str
    scope: str = "subscription"


class Provisioning(_Part):
    """How long writes of a resource type take: both that many polls and that many seconds of the local clock."""

    polls: int = Field(default=1, ge=0)
    seconds: float = Field(default=0, ge=0)


class Rbac(_Part):
    """*propagation_s*: seconds on the local clock until a new role assignment takes effect."""

    propagation_s: float = Field(default=0, ge=0)


class Quotas(_Part):
    """Core limits by VM family, as Azure ML counts them: a region's own, else *families*, else *default*.

    *total* is the limit of all families of a region together; None: as much as theirs.
    """

    default: int = 0
    families: dict[str, int] = {}
    regions: dict[str, dict[str, int]] = {}
    total: int | None = None

    def limit(self, region: str, family: str) -> int:
        """Return the cores of *family* allowed in *region*; names in any casing."""
        for table in (_lowered(self.regions).get(region.lower(), {}), self.families):
            limit = _lowered(table).get(family.lower())
            if limit is not None:
                return limit
        return self.default


class Marketplace(_Part):
    """Why Azure Marketplace refuses a purchase: *refusal* for all offers, or by `publisher.offer`; None: it doesn't.

    A refusal is a reason of `purchases.REASONS`, or the eligibility check's own words. *suspended*: every subscription
    is, those that were bought before included. *not_required*: models (by name) that need no plan, whatever the
    catalogue says.
    """

    refusal: str | None = None
    offers: dict[str, str] = {}
    suspended: bool = False
    not_required: list[str] = []

    def sells(self, model: Model) -> bool:
        """Say whether *model* is sold through the Marketplace, in whatever mode."""
        needed = any(model.needs_marketplace_subscription(mode) for mode in model.modes)
        return needed and model.name not in self.not_required

    def refusal_of(self, publisher: str, offer: str) -> str | None:
        """Return the refusal of this offer, or None if the scenario has nothing against the purchase."""
        return _lowered(self.offers).get(f"{publisher}.{offer}".lower(), self.refusal)


class Throttle(_Part):
    """Requests a subscription has per *window_s* seconds before ARM answers 429; None: no limit."""

    reads: int | None = None
    writes: int | None = None
    window_s: float = Field(default=300, gt=0)


class Compute(_Part):
    """What managed compute lacks. *crash*: the containers of *crashing* deployments (names with `*`) crash when they
    start (the deployment fails) or when they answer. *lacking*: VM sizes (with `*`) of which no region has one left;
    *absent*: those that no region ever had, so that nothing counts their cores.
    *settling_s*: seconds for which an endpoint is still Updating after its operation said Succeeded.
    """

    crash: Literal["starting", "answering"] | None = None
    crashing: tuple[str, ...] = ("*",)
    lacking: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()
    settling_s: float = Field(default=0, ge=0)

    def crashes(self, deployment: str, when: Literal["starting", "answering"]) -> bool:
        """Tell whether the container of a deployment crashes then."""
        return self.crash == when and fits_any(deployment, self.crashing)

    def lacks(self, vm_size: str) -> bool:
        """Tell whether there is none left of the VM size."""
        return fits_any(vm_size, self.lacking)

    def has(self, vm_size: str) -> bool:
        """Tell whether there is such a VM size at all."""
        return not fits_any(vm_size, self.absent)


class Scenario(_Part):
    """What kind of Azure the local one is; see the packaged `sandbox.yaml` for each field in use."""

    name: str
    description: str = ""
    tenant: Tenant
    subscriptions: tuple[Subscription, ...] = Field(min_length=1)
    principals: tuple[Principal, ...] = Field(min_length=1)
    default_principal: str = "owner"
    """Whom `modelstacks local env` signs in as unless told otherwise."""
    roles: tuple[CustomRole, ...] = ()
    withheld_actions: tuple[str, ...] = ()
    """Actions that the custom roles above grant in all but this scenario."""
    assignments: tuple[Assignment, ...] = ()
    locations: tuple[str, ...] | None = None
    """Names of the regions that exist; None: every region the local Azure knows."""
    registered_providers: tuple[str, ...] = ()
    unregistered_providers: tuple[str, ...] = ()
    """Those of the registered ones that are not registered after all."""
    latency_ms: float = Field(default=0, ge=0)
    provisioning: dict[str, Provisioning] = {}
    rbac: Rbac = Rbac()
    quotas: Quotas = Quotas()
    limits: dict[LimitName, int] = {}
    """Limits of managed online endpoints that are other than the documented ones: Azure's support can raise some."""
    marketplace: Marketplace = Marketplace()
    throttle: Throttle = Throttle()
    compute: Compute = Compute()
    foundry: Foundry = Foundry()
    data_plane: DataPlane = DataPlane()
    resources: tuple[Given, ...] = ()
    """What is there from the start, in the order in which it is made."""

    @model_validator(mode="after")
    def _names_are_known(self) -> Scenario:
        known = {principal.name for principal in self.principals}
        used = {assignment.principal for assignment in self.assignments} | {self.default_principal}
        used |= {group for principal in self.principals for group in principal.groups}
        if unknown := used - known:
            raise ValueError(
                f"no principal named {', '.join(sorted(unknown))}; known: {', '.join(sorted(known))}"
            )
        return self

    @model_validator(mode="after")
    def _withheld_actions_are_granted(self) -> Scenario:
        granted = [action for role in self.roles for action in role.actions]
        for action in self.withheld_actions:
            if not matches_any(granted, action):
                raise ValueError(f"no custom role grants {action}; they grant {', '.join(granted)}")
        return self

    def permission_of(self, role: CustomRole) -> Permission:
        """Return what one of the scenario's own roles grants here."""
        return role.permission(self.withheld_actions)

    def registers(self, namespace: str) -> bool:
        """Tell whether the subscriptions are registered for the provider (any casing) from the start."""
        sought = namespace.lower()
        return sought in _in_small_letters(self.registered_providers) and sought not in _in_small_letters(
            self.unregistered_providers
        )

    def principal(self, name: str) -> Principal | None:
        """Find a principal by its name in this scenario."""
        return next((principal for principal in self.principals if principal.name == name), None)

    def principal_by_id(self, id_: str) -> Principal | None:
        """Find a principal by object id or app id, in any casing."""
        lowered = id_.lower()
        return next((p for p in self.principals if lowered in (p.object_id.lower(), p.app_id.lower())), None)

    def provisioning_of(self, type_name: str) -> Provisioning | None:
        """Return how long writes of *type_name* (any casing) take here, or None for the provider's default."""
        return _lowered(self.provisioning).get(type_name.lower())


@lru_cache(maxsize=16)
def _in_small_letters(names: tuple[str, ...]) -> frozenset[str]:
    return frozenset(name.lower() for name in names)


def _lowered(table: dict[str, _V]) -> dict[str, _V]:
    return {key.lower(): value for key, value in table.items()}
