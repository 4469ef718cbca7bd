"""What a deployment in a Foundry account can say, and the accounts of the file."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Literal, TypeAlias, cast

from pydantic import BeforeValidator, Field

from modelstacks.spec.by_mode import ModeSpec
from modelstacks.spec.parent_rules import name_mistakes, parent_mistakes
from modelstacks.spec.parents import Parent
from modelstacks.spec.schema_base import Schema

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from modelstacks.errors import Mistake
    from modelstacks.spec import Deployment
    from modelstacks.spec.schemas import DeploymentsSchema
    from modelstacks.yaml_source import Loc, Source

SkuName: TypeAlias = Literal[
    "GlobalStandard",
    "DataZoneStandard",
    "Standard",
    "GlobalProvisionedManaged",
    "DataZoneProvisionedManaged",
    "ProvisionedManaged",
]
VersionUpgrade: TypeAlias = Literal[
    "OnceNewDefaultVersionAvailable", "OnceCurrentVersionExpired", "NoAutoUpgrade"
]
SUBDOMAIN = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")
"""A label of DNS, at most 63 characters: an underscore is refused (microsoft/foundry-toolkit's issue 121)."""
FOR_MADE = ("subdomain", "project", "assign_caller")


class AccountSchema(Schema):
    """`contoso-ai`, or `{name: contoso-ai, create: true, project: chat}`."""

    name: str
    """The account's name in Azure."""
    create: bool = False
    """Whether this stack makes it, and deletes it again; otherwise it must be there."""
    subdomain: str | None = None
    """The first word of its address, unique over all customers; for one that is made. Default: its name."""
    project: str | None = None
    """A project to make in it; for an account that is made. Deployments need none."""
    local_auth: bool = False
    """Whether its keys are used, and put out; otherwise callers sign in with Entra, and one that is made has no keys."""
    assign_caller: bool = False
    """Whether whoever deploys gets the role that calling its models takes; for an account that is made."""


def _name_alone(value: object) -> object:
    return {"name": value} if isinstance(value, str) else value


Account: TypeAlias = Annotated[
    AccountSchema, BeforeValidator(_name_alone, json_schema_input_type=str | AccountSchema)
]


class FoundryFileKeys(Schema):
    """`accounts: {REGION: ACCOUNT}`."""

    accounts: dict[str, Account] = Field(default_factory=dict)
    """The Foundry account of each region; what is deployed there with mode foundry lies in it."""


class FoundryKeys(Schema):
    """How a model runs in its account."""

    sku: SkuName | None = None
    """The deployment type. Default: the first of GlobalStandard, DataZoneStandard and Standard that the region offers."""
    capacity: Annotated[int, Field(ge=1)] | None = None
    """How much of the quota it takes, in the model's own unit. Default: as the model's list says."""
    version_upgrade: VersionUpgrade | None = None
    """When Azure may raise the model's version by itself. Default: Azure's."""
    content_filter: str | None = None
    """The name of the account's content filter (raiPolicyName). Default: Azure's."""
    spillover: str | None = None
    """The deployment of the same account that takes what this one has no room for; for provisioned ones."""


@dataclass(frozen=True)
class AccountRef(Parent):
    """The account of one region."""

    subdomain: str
    project: str | None
    local_auth: bool
    assign_caller: bool


class FoundrySpec(ModeSpec):
    """A deployment in its region's account."""

    endpoint_kind = "Foundry deployment"
    takes = frozenset(("version",))
    own_keys = FoundryKeys
    top_level = FoundryFileKeys
    parents_key = "accounts"
    parent_word = "Foundry account"

    def parents(self, file: DeploymentsSchema) -> Mapping[str, AccountRef]:
        """Return the accounts by region."""
        return {
            region: AccountRef(
                region,
                account.name,
                account.create,
                account.subdomain or account.name.lower(),
                account.project,
                account.local_auth,
                account.assign_caller,
            )
            for region, account in cast("FoundryFileKeys", file).accounts.items()
        }

    def file_mistakes(self, file: DeploymentsSchema, source: Source) -> Iterator[Mistake]:
        """Yield accounts that Azure would refuse, and deployments that spill over to what can't take it."""
        yield from _account_mistakes(cast("FoundryFileKeys", file).accounts, source)
        yield from _spillover_mistakes(file, source)


def keys_of(deployment: Deployment) -> FoundryKeys:
    """Return what a deployment says for this mode."""
    return cast("FoundryKeys", deployment.own.get("foundry", FoundryKeys()))


def _account_mistakes(accounts: Mapping[str, AccountSchema], source: Source) -> Iterator[Mistake]:
    """Yield what is wrong with the file's accounts, by region."""
    names = {region: account.name for region, account in accounts.items()}
    yield from parent_mistakes(source, "accounts", "Foundry account", names)
    for region, account in accounts.items():
        loc: Loc = ("accounts", region)
        if account.create:
            yield from _made(account, source, loc)
            continue
        for key in account.model_fields_set.intersection(FOR_MADE):
            why = f"'{key}' means nothing for an account that is there already: set `create: true`, or leave it out"
            yield source.mistake((*loc, key), why, at_key=True)


def _made(account: AccountSchema, source: Source, loc: Loc) -> Iterator[Mistake]:
    if account.project:
        yield from name_mistakes(source, (*loc, "project"), "Foundry project", account.project)
    subdomain = account.subdomain or account.name.lower()
    if not SUBDOMAIN.fullmatch(subdomain):
        says = "" if account.subdomain else f" (of the account '{account.name}': give `subdomain` another)"
        yield source.mistake(
            (*loc, "subdomain" if account.subdomain else "name"),
            f"Azure refuses '{subdomain}' as a subdomain{says}: 1 to 63 characters; letters in lower case, digits and "
            "hyphens, a letter or digit at both ends",
        )


def _spillover_mistakes(file: DeploymentsSchema, source: Source) -> Iterator[Mistake]:
    """Yield deployments that spill over to themselves in the end, or to one of the file that can't be beside them."""
    targets = {name: getattr(each, "spillover", None) for name, each in file.deployments.items()}
    for name, target in targets.items():
        if target not in targets:  # in an account of somebody else's it may be there all the same
            continue
        if wrong := _circle(name, targets) or _apart(name, target, file):
            yield source.mistake(("deployments", name, "spillover"), wrong)


def _circle(name: str, targets: Mapping[str, str | None]) -> str | None:
    chain, at = [name], targets[name]
    while at is not None and at not in chain:
        chain.append(at)
        at = targets.get(at)
    return f"'{name}' spills over to itself: {' -> '.join((*chain, name))}" if at == name else None


def _apart(name: str, target: str, file: DeploymentsSchema) -> str | None:
    ours, theirs = file.deployments[name], file.deployments[target]
    if theirs.mode not in ("auto", "foundry"):
        return (
            f"'{target}' has mode {theirs.mode}: only a deployment of the same account takes what spills over"
        )
    if ours.regions and theirs.regions and not set(ours.regions) & set(theirs.regions):
        there = ", ".join(theirs.regions)
        return (
            f"'{target}' is in another account ({there}): only one of the same account takes what spills over"
        )
    return None


PART = FoundrySpec()
