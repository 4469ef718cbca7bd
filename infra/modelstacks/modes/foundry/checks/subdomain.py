"""The names of accounts that are to be made: their addresses, and what Azure keeps of deleted ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

from modelstacks.modes.foundry.asks.accounts import AskAccount
from modelstacks.modes.foundry.asks.in_accounts import accounts_to_make, there, to_make
from modelstacks.modes.foundry.asks.names import AskKeptAccounts, AskSubdomain
from modelstacks.modes.foundry.sources import RESTORE, SUBDOMAIN_IN_USE
from modelstacks.modes.foundry.spec import SUBDOMAIN
from modelstacks.preflight._core import Finding, check

if TYPE_CHECKING:
    from collections.abc import Iterator

    from modelstacks.catalog import Catalog
    from modelstacks.modes.foundry.asks.names import KeptAccount
    from modelstacks.modes.foundry.spec import AccountRef
    from modelstacks.preflight.facts import Facts
    from modelstacks.preflight.placed_spec import PlacedSpec
    from modelstacks.spec import Spec


def _kept_needs(spec: Spec, _catalog: Catalog) -> Iterator[AskAccount | AskKeptAccounts]:
    for ref in accounts_to_make(spec):
        yield AskAccount(ref.name)
        yield AskKeptAccounts()


def _name_needs(spec: Spec, catalog: Catalog) -> Iterator[AskAccount | AskKeptAccounts | AskSubdomain]:
    yield from _kept_needs(spec, catalog)
    yield from (AskSubdomain(ref.subdomain) for ref in accounts_to_make(spec))


@check("foundry-subdomain", "error", needs=_name_needs, source=SUBDOMAIN_IN_USE)
def foundry_subdomain(placed: PlacedSpec, facts: Facts) -> Iterator[Finding]:
    """Each account that is to be made gets a subdomain that can be one, and that nobody else has."""
    for ref, names in to_make(placed):
        if there(facts, ref) or _kept_of(placed, facts, ref):
            continue
        answer = facts.get(AskSubdomain(ref.subdomain))
        if answer is None or answer.available:
            continue
        if SUBDOMAIN.fullmatch(ref.subdomain.lower()) is None:
            message, fix = (
                _invalid(ref),
                "Set `subdomain` to letters, digits and hyphens, with a letter or digit at both ends.",
            )
        else:
            message, fix = _taken(ref, facts, answer.reason)
        yield Finding(message, fix, names)


def _invalid(ref: AccountRef) -> str:
    return f"The account {ref.name} can't have the subdomain {ref.subdomain}: it is no label of DNS."


def _taken(ref: AccountRef, facts: Facts, reason: str) -> tuple[str, str]:
    """By an account that was deleted in this subscription, or by somebody."""
    kept = facts.get(AskKeptAccounts()) or ()
    holder = next((each for each in kept if each.subdomain.lower() == ref.subdomain.lower()), None)
    if holder is None:
        return (
            f"The account {ref.name} can't have the subdomain {ref.subdomain}: {reason or 'somebody has it.'}",
            "Set another `subdomain`; it is unique over all customers of Azure.",
        )
    message = (
        f"The subdomain {ref.subdomain} of the account {ref.name} is kept by the deleted account {holder.name} in "
        f"{holder.resource_group} ({holder.region})."
    )
    return message, f"Set another `subdomain`, or end that one for good: {_purge(holder)}"


def _purge(kept: KeptAccount) -> str:
    return (
        f"az cognitiveservices account purge --name {kept.name} --resource-group {kept.resource_group} "
        f"--location {kept.region}"
    )


def _kept_of(placed: PlacedSpec, facts: Facts, ref: AccountRef) -> KeptAccount | None:
    """What Azure keeps of an account of that name in the spec's resource group."""
    wanted = (ref.name.lower(), placed.spec.resource_group.lower())
    kept = facts.get(AskKeptAccounts()) or ()
    return next((each for each in kept if (each.name.lower(), each.resource_group.lower()) == wanted), None)


@check("foundry-account-kept", "error", needs=_kept_needs, source=RESTORE)
def foundry_account_kept(placed: PlacedSpec, facts: Facts) -> Iterator[Finding]:
    """No account that is to be made waits deleted in another region; in its own it is restored."""
    for ref, names in to_make(placed):
        kept = _kept_of(placed, facts, ref)
        if kept and kept.region != ref.region and not there(facts, ref):
            yield Finding(
                f"Azure still keeps the deleted account {kept.name} in {kept.region}; it is in the way of the one in "
                f"{ref.region}.",
                f"Run: {_purge(kept)}",
                names,
            )


@check("foundry-account-restored", "note", needs=_kept_needs, source=RESTORE)
def foundry_account_restored(placed: PlacedSpec, facts: Facts) -> Iterator[Finding]:
    """A note tells which accounts come back instead of being made."""
    for ref, names in to_make(placed):
        kept = _kept_of(placed, facts, ref)
        if kept and kept.region == ref.region and not there(facts, ref):
            yield Finding(
                f"Azure still keeps the deleted account {kept.name}: it is restored, with its subdomain "
                f"{kept.subdomain or 'as it was'} and its keys.",
                f"Nothing to do. For a new one, end it for good before: {_purge(kept)}",
                names,
            )
