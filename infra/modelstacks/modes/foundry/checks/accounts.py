"""The accounts that deployments go to: those that should be there are, and fit; those that are made can be."""

from __future__ import annotations

from typing import TYPE_CHECKING

from modelstacks.modes.foundry.asks.accounts import AskAccount, AskAccountSkus
from modelstacks.modes.foundry.asks.in_accounts import (
    MODE,
    account_needs,
    accounts_to_make,
    in_use,
    there,
    to_make,
)
from modelstacks.modes.foundry.asks.quota import ACCOUNT_COUNT, AskModelQuota
from modelstacks.modes.foundry.offered import KIND
from modelstacks.modes.foundry.sources import ACCOUNT, ENTRA, EXISTS, KEYS_OFF, LIMITS, QUOTA_ID
from modelstacks.preflight._core import Finding, check
from modelstacks.preflight.asks.permissions import AskPermissions
from modelstacks.preflight.facts import Absent
from modelstacks.preflight.placed_spec import group_scope, parent_scope
from modelstacks.preflight.sources import NOT_THERE
from modelstacks.suggestions import listed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from modelstacks.catalog import Catalog
    from modelstacks.modes.foundry.asks.accounts import AccountState
    from modelstacks.modes.foundry.spec import AccountRef
    from modelstacks.preflight.facts import Facts
    from modelstacks.preflight.placed_spec import PlacedSpec
    from modelstacks.spec import Spec


def _there_needs(spec: Spec, catalog: Catalog) -> Iterator[AskAccount | AskPermissions]:
    yield from account_needs(spec, catalog)
    yield AskPermissions(group_scope(spec))


@check("foundry-account-there", "error", needs=_there_needs, source=NOT_THERE)
def foundry_account_there(placed: PlacedSpec, facts: Facts) -> Iterator[Finding]:
    """Each Foundry account that something goes to is there, or made by this stack; without a group there is none."""
    group = placed.spec.resource_group
    if facts.get(AskPermissions(group_scope(placed.spec))) == Absent():
        return
    for ref, names in in_use(placed).items():
        if not ref.create and facts.get(AskAccount(ref.name)) == Absent():
            yield Finding(
                f"The Foundry account {ref.name} is not in the resource group {group}.",
                f"Write `{ref.region}: {{name: {ref.name}, create: true}}` under `accounts`, or make it: az cognitiveservices "
                f"account create --name {ref.name} --resource-group {group} --location {ref.region} --kind {KIND} --sku S0 "
                f"--custom-domain {ref.subdomain}",
                names,
            )


@check("foundry-account-region", "error", needs=account_needs, source=ACCOUNT)
def foundry_account_region(placed: PlacedSpec, facts: Facts) -> Iterator[Finding]:
    """Each account is in the region that the file says."""
    for ref, names in in_use(placed).items():
        state = there(facts, ref)
        if state and state.region != ref.region:
            yield Finding(
                f"The Foundry account {ref.name} is in {state.region}, not in {ref.region}.",
                f"Write it under `{state.region}:`, or name an account that is in {ref.region}.",
                names,
            )


@check("foundry-account-kind", "error", needs=account_needs, source=ACCOUNT)
def foundry_account_kind(placed: PlacedSpec, facts: Facts) -> Iterator[Finding]:
    """Each account is of the kind that takes the models of all publishers."""
    for ref, names in in_use(placed).items():
        state = there(facts, ref)
        if state and state.kind != KIND:
            yield Finding(
                f"The account {ref.name} is of kind {state.kind}; models of the catalogue go to accounts of kind {KIND}.",
                "Name another account, or give this one another name and let the stack make it (`create: true`).",
                names,
            )


@check("foundry-account-keys", "error", needs=account_needs, source=KEYS_OFF)
def foundry_account_keys(placed: PlacedSpec, facts: Facts) -> Iterator[Finding]:
    """An account whose keys are to be used has them turned on."""
    for ref, names in _existing(placed):
        state = there(facts, ref)
        if state and ref.local_auth and not state.has_keys:
            scope = parent_scope(placed.spec, MODE, ref.name)
            yield Finding(
                f"The file says local_auth: true, and the account {ref.name} has its keys turned off (disableLocalAuth).",
                f"Leave out local_auth and sign in with Entra, or turn them on: az resource update --ids {scope} --set "
                "properties.disableLocalAuth=false",
                names,
            )


@check("foundry-account-entra", "error", needs=account_needs, source=ENTRA)
def foundry_account_entra(placed: PlacedSpec, facts: Facts) -> Iterator[Finding]:
    """An account that is called with Entra's tokens has a subdomain of its own."""
    for ref, names in _existing(placed):
        state = there(facts, ref)
        if state and not ref.local_auth and state.kind == KIND and not state.subdomain:
            yield Finding(
                f"The account {ref.name} has no subdomain, without which Azure takes no tokens of Entra there.",
                f"Give it one: az cognitiveservices account update --name {ref.name} --resource-group "
                f"{placed.spec.resource_group} --custom-domain {ref.subdomain}",
                names,
            )


@check("foundry-account-projects", "error", needs=account_needs, source=ACCOUNT)
def foundry_account_projects(placed: PlacedSpec, facts: Facts) -> Iterator[Finding]:
    """An account that is to have a project may have projects."""
    for ref, names in _existing(placed):
        state = there(facts, ref)
        if state and ref.project and not state.has_projects:
            scope = parent_scope(placed.spec, MODE, ref.name)
            yield Finding(
                f"The account {ref.name} is to have the project {ref.project}, and may have none (allowProjectManagement).",
                f"Leave out `project`: deployments need none. Or allow it: az resource update --ids {scope} --set "
                "properties.allowProjectManagement=true",
                names,
            )


def _existing(placed: PlacedSpec) -> Iterator[tuple[AccountRef, tuple[str, ...]]]:
    yield from ((ref, names) for ref, names in in_use(placed).items() if not ref.create)


@check("foundry-account-ready", "warning", needs=account_needs, source=ACCOUNT)
def foundry_account_ready(placed: PlacedSpec, facts: Facts) -> Iterator[Finding]:
    """Each account is ready."""
    for ref, names in in_use(placed).items():
        state = there(facts, ref)
        if state and state.state.lower() != "succeeded":
            yield Finding(
                f"The account {ref.name} is not ready: its provisioningState is {state.state}.",
                "Wait until what is under way is done; of one that failed, look at its activity log in the Azure portal.",
                names,
            )


def _make_needs(spec: Spec, _catalog: Catalog) -> Iterable[AskAccount]:
    return (AskAccount(ref.name) for ref in accounts_to_make(spec))


@check("foundry-account-ours", "error", needs=_make_needs, source=EXISTS)
def foundry_account_ours(placed: PlacedSpec, facts: Facts) -> Iterator[Finding]:
    """No account that is not this stack's has the name of one that it makes."""
    for ref, names in to_make(placed):
        state = there(facts, ref)
        if state and not state.ours:
            yield Finding(
                f"The account {ref.name} ({state.kind}) is in {placed.spec.resource_group} already, and not this stack's.",
                "Use it as it is (leave out `create`), or give this one another name.",
                names,
            )


def _limit_needs(spec: Spec, catalog: Catalog) -> Iterator[AskAccount | AskModelQuota]:
    yield from _make_needs(spec, catalog)
    yield from (AskModelQuota(ref.region) for ref in accounts_to_make(spec))


@check("foundry-account-limit", "error", needs=_limit_needs, source=LIMITS)
def foundry_account_limit(placed: PlacedSpec, facts: Facts) -> Iterator[Finding]:
    """There is room for each account that is to be made in its region."""
    for ref, names in to_make(placed):
        quota = (facts.get(AskModelQuota(ref.region)) or {}).get(ACCOUNT_COUNT)
        if quota and quota.used >= quota.limit and facts.get(AskAccount(ref.name)) == Absent():
            yield Finding(
                f"{ref.region} has {quota.used} accounts of this subscription, and {quota.limit} are allowed: {ref.name} can't "
                "be made.",
                "Delete one that is not used, purge deleted ones, or use another region.",
                names,
            )


def _sku_needs(spec: Spec, catalog: Catalog) -> Iterator[AskAccount | AskAccountSkus]:
    if accounts_to_make(spec):
        yield from _make_needs(spec, catalog)
        yield AskAccountSkus()


@check("foundry-account-offered", "error", needs=_sku_needs, source=QUOTA_ID)
def foundry_account_offered(placed: PlacedSpec, facts: Facts) -> Iterator[Finding]:
    """The subscription may make accounts in each region where one is to be made."""
    for ref, names in to_make(placed):
        skus = facts.get(AskAccountSkus())
        if not skus or facts.get(AskAccount(ref.name)) != Absent() or skus.get(ref.region, "") is None:
            continue
        reason = skus.get(ref.region)
        why = f" ({reason})" if reason else ""
        yield Finding(
            f"This subscription can have no account of kind {KIND} in {ref.region}{why}.",
            f"Use another region ({_open(skus)}), or another subscription.",
            names,
        )


def _open(skus: Mapping[str, str | None]) -> str:
    return listed(sorted(region for region, reason in skus.items() if reason is None)) or "none is open"


@check("foundry-deployment-ours", "error", needs=account_needs, source=EXISTS)
def foundry_deployment_ours(placed: PlacedSpec, facts: Facts) -> Iterator[Finding]:
    """No deployment in an account that is not this stack's has the name of one of the file."""
    for ref, names in in_use(placed).items():
        account = there(facts, ref)
        taken = tuple(name for name in names if account and _is_anothers(account, name))
        if taken:
            yield Finding(
                f"The account {ref.name} has {listed(taken)} already, and not this stack's.",
                "Give the deployment another name. If it should be this stack's, import it (`pulumi import`).",
                taken,
            )


def _is_anothers(account: AccountState, name: str) -> bool:
    found = account.deployed.get(name.lower())
    return found is not None and not found.ours


@check("foundry-deployment-limit", "error", needs=account_needs, source=LIMITS)
def foundry_deployment_limit(placed: PlacedSpec, facts: Facts) -> Iterator[Finding]:
    """No account gets more deployments than it can have, those of others included."""
    most = placed.catalog.limit_count("foundry", "deployments_per_account")
    for ref, names in in_use(placed).items():
        others = _others(there(facts, ref), names)
        if len(names) + others > most:
            there_are = f"{others} of others are in it, and " if others else ""
            yield Finding(
                f"The account {ref.name} can have {most} deployments: {there_are}{len(names)} of this file go there.",
                "Delete what is not used, or name an account in another region for some of them under `accounts`.",
                names,
            )


def _others(account: AccountState | None, names: tuple[str, ...]) -> int:
    own = {name.lower() for name in names}
    return sum(1 for name in account.deployed if name not in own) if account else 0
