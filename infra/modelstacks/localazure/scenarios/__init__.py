"""A scenario: what kind of Azure the local one pretends to be, as data.

A scenario names the tenant, its subscriptions and principals, who may do what, which regions exist, how long
things take, and what is refused. It holds no secrets: those are generated for each state folder.
"""

from __future__ import annotations

from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from modelstacks.errors import UsageError

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

DEFAULT = "sandbox"
_V = TypeVar("_V")


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Tenant(_Part):
    """The Entra tenant; *domain* is accepted in authority URLs beside the id."""

    id: str
    name: str
    domain: str


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


class Assignment(_Part):
    """*role* (a built-in role's name) for *principal* (by name) at *scope* ("subscription": the first one)."""

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
    """Core limits by VM family, as Azure ML counts them: a region's own, else *families*, else *default*."""

    default: int = 0
    families: dict[str, int] = {}
    regions: dict[str, dict[str, int]] = {}

    def limit(self, region: str, family: str) -> int:
        """Return the cores of *family* allowed in *region*; names in any casing."""
        for table in (_lowered(self.regions).get(region.lower(), {}), self.families):
            limit = _lowered(table).get(family.lower())
            if limit is not None:
                return limit
        return self.default


class Marketplace(_Part):
    """Why Azure Marketplace refuses a purchase: *refusal* for all offers, or by `publisher.offer`; None: it doesn't."""

    refusal: str | None = None
    offers: dict[str, str] = {}

    def refusal_of(self, publisher: str, offer: str) -> str | None:
        """Return the eligibility check's own words for this offer, or None if the purchase goes through."""
        return _lowered(self.offers).get(f"{publisher}.{offer}".lower(), self.refusal)


class Throttle(_Part):
    """Requests a subscription has per *window_s* seconds before ARM answers 429; None: no limit."""

    reads: int | None = None
    writes: int | None = None
    window_s: float = Field(default=300, gt=0)


class Scenario(_Part):
    """What kind of Azure the local one is; see the packaged `sandbox.yaml` for each field in use."""

    name: str
    description: str = ""
    tenant: Tenant
    subscriptions: tuple[Subscription, ...] = Field(min_length=1)
    principals: tuple[Principal, ...] = Field(min_length=1)
    assignments: tuple[Assignment, ...] = ()
    locations: tuple[str, ...] | None = None
    """Names of the regions that exist; None: every region the local Azure knows."""
    registered_providers: tuple[str, ...] = ()
    latency_ms: float = Field(default=0, ge=0)
    provisioning: dict[str, Provisioning] = {}
    rbac: Rbac = Rbac()
    quotas: Quotas = Quotas()
    marketplace: Marketplace = Marketplace()
    throttle: Throttle = Throttle()

    @model_validator(mode="after")
    def _names_are_known(self) -> Scenario:
        known = {principal.name for principal in self.principals}
        used = {assignment.principal for assignment in self.assignments}
        used |= {group for principal in self.principals for group in principal.groups}
        if unknown := used - known:
            raise ValueError(
                f"no principal named {', '.join(sorted(unknown))}; known: {', '.join(sorted(known))}"
            )
        return self

    def principal(self, name: str) -> Principal | None:
        """Find a principal by its name in this scenario."""
        return next((principal for principal in self.principals if principal.name == name), None)

    def principal_by_id(self, id_: str) -> Principal | None:
        """Find a principal by object id or app id, in any casing."""
        wanted = id_.lower()
        return next((p for p in self.principals if wanted in {p.object_id.lower(), p.app_id.lower()}), None)

    def provisioning_of(self, type_name: str) -> Provisioning | None:
        """Return how long writes of *type_name* (any casing) take here, or None for the provider's default."""
        return _lowered(self.provisioning).get(type_name.lower())


def _lowered(table: dict[str, _V]) -> dict[str, _V]:
    return {key.lower(): value for key, value in table.items()}


def names() -> list[str]:
    """Return the names of the packaged scenarios."""
    files = resources.files(__package__).iterdir()
    return sorted(file.name.removesuffix(".yaml") for file in files if file.name.endswith(".yaml"))


def text_of(name_or_file: str) -> str:
    """Return the YAML of a packaged scenario, or of a file (whatever holds a `/` or ends in .yaml or .yml).

    Raises UsageError if there is none.
    """
    file: Traversable = resources.files(__package__) / f"{name_or_file}.yaml"
    if "/" in name_or_file or name_or_file.endswith((".yaml", ".yml")):
        file = Path(name_or_file)
    if not file.is_file():
        raise UsageError(
            f"There is no scenario {name_or_file}.\n"
            f"Packaged ones: {', '.join(names())}; a file of yours is given by its path, ending in .yaml."
        )
    return file.read_text(encoding="utf-8")


def parse(text: str, source: str) -> Scenario:
    """Read a scenario from YAML; *source* names it in messages.

    Raises UsageError with one line per mistake.
    """
    try:
        return Scenario.model_validate(YAML(typ="safe").load(text))
    except YAMLError as err:
        raise UsageError(f"{source} is no YAML: {err}") from err
    except ValidationError as err:
        mistakes = [f"{'.'.join(map(str, e['loc'])) or 'scenario'}: {e['msg']}" for e in err.errors()]
        raise UsageError("\n".join(f"{source}: {mistake}" for mistake in mistakes)) from err
