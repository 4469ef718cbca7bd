"""The deployments of a file by the account that they go to, and what the checks ask of these."""

from __future__ import annotations

from typing import TYPE_CHECKING

from modelstacks.modes.foundry.asks.accounts import AskAccount
from modelstacks.modes.foundry.asks.models import AskCapacity, AskRegionModels
from modelstacks.modes.foundry.offered import chosen
from modelstacks.modes.foundry.spec import AccountRef
from modelstacks.placement import possible_in
from modelstacks.preflight.facts import Absent

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from modelstacks.catalog import Catalog
    from modelstacks.modes.foundry.asks.accounts import AccountState
    from modelstacks.modes.foundry.offered import OfferedModel
    from modelstacks.placement import Decision
    from modelstacks.preflight.facts import Facts
    from modelstacks.preflight.placed_spec import PlacedSpec
    from modelstacks.spec import Deployment, Spec

MODE = "foundry"


def accounts_in(spec: Spec) -> tuple[AccountRef, ...]:
    """Return the accounts that the file names."""
    return tuple(ref for ref in spec.parents_of(MODE).values() if isinstance(ref, AccountRef))


def accounts_to_make(spec: Spec) -> tuple[AccountRef, ...]:
    """Return those that this stack makes, also those without a deployment yet."""
    return tuple(ref for ref in accounts_in(spec) if ref.create)


def account_needs(spec: Spec, _catalog: Catalog) -> Iterable[AskAccount]:
    """Return the questions about the accounts that something may go to, or that are to be made."""
    regions = {region for deployment in possible_in(MODE, spec) for region in deployment.regions}
    return (AskAccount(ref.name) for ref in accounts_in(spec) if ref.create or ref.region in regions)


def model_needs(spec: Spec, catalog: Catalog) -> Iterator[AskRegionModels | AskAccount]:
    """Yield the questions about what the regions offer, and what is deployed already."""
    for deployment in possible_in(MODE, spec):
        yield from map(AskRegionModels, deployment.regions)
    yield from account_needs(spec, catalog)


def capacity_ask(deployment: Deployment, spec: Spec) -> AskCapacity | None:
    """Return the question of how much there is: the same for all deployments of a version of a model."""
    offer = deployment.model.foundry
    if offer is None:
        return None
    regions = tuple(spec.parents_of(MODE))
    return AskCapacity(offer.format, offer.name, deployment.version, regions, offer.default_version)


def capacity_needs(spec: Spec, _catalog: Catalog) -> Iterator[AskCapacity]:
    """Yield the questions about how much there is of each model."""
    for deployment in possible_in(MODE, spec):
        ask = capacity_ask(deployment, spec)
        if ask:
            yield ask


def in_use(placed: PlacedSpec) -> dict[AccountRef, tuple[str, ...]]:
    """Return the accounts that something goes to, with the deployments' names."""
    used: dict[AccountRef, tuple[str, ...]] = {}
    for deployment, decision in placed.deployments(MODE):
        ref = placed.spec.parents_of(MODE)[decision.region]
        if isinstance(ref, AccountRef):
            used[ref] = (*used.get(ref, ()), deployment.name)
    return used


def to_make(placed: PlacedSpec) -> Iterator[tuple[AccountRef, tuple[str, ...]]]:
    """Yield the accounts that this stack makes, each with the names of what goes there."""
    used = in_use(placed)
    yield from ((ref, used.get(ref, ())) for ref in accounts_to_make(placed.spec))


def deployed_now(facts: Facts, decision: Decision) -> int | None:
    """Return the capacity of the deployment as it is in its account already; 0: it is to be made; None: not known."""
    account = facts.get(AskAccount(decision.workspace))
    if account is None:
        return None
    found = None if isinstance(account, Absent) else account.deployed.get(decision.deployment.lower())
    return found.capacity if found else 0


def there(facts: Facts, ref: AccountRef) -> AccountState | None:
    """Return the account as it is; None where it is not there, or could not be read."""
    account = facts.get(AskAccount(ref.name))
    return None if isinstance(account, Absent) else account


def listed_model(facts: Facts, deployment: Deployment, decision: Decision) -> OfferedModel | None:
    """Return what Azure lists of the model where it goes; None where it does not, or could not be asked."""
    models = facts.get(AskRegionModels(decision.region)) or ()
    offer = deployment.model.foundry
    return chosen(offer.name, decision.version, models) if offer else None
