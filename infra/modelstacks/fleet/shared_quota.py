"""Quota that a subscription's stacks share: summed over all of them, and placed again where that is too little: pure."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from modelstacks.lock_decisions import kept_decisions
from modelstacks.placement import ALL_FAMILIES, family_key
from modelstacks.placement.place import capacity_of, needs_of
from modelstacks.preflight.report import Reported
from modelstacks.preflight.runner import conclude, placement_facts
from modelstacks.suggestions import listed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from modelstacks.catalog import Catalog
    from modelstacks.fleet.member import Member
    from modelstacks.placement.options import Capacity
    from modelstacks.preflight.runner import Examination
    from modelstacks.preflight.usage import Usage

CHECK = "fleet-quota"
EVERYWHERE = "global"
"""The region of a quota that all regions share."""
MORE = (
    "Ask for more (https://ml.azure.com/quota for cores, https://aka.ms/oai/quotaincrease for Foundry), or give one of the stacks "
    "another region, another subscription or less."
)


@dataclass(frozen=True)
class SharedQuota:
    """Findings about what together is too little, and the members that found another place."""

    findings: tuple[Reported, ...] = ()
    placed_again: Mapping[str, Examination] = field(default_factory=dict)


@dataclass(frozen=True)
class _Share:
    """A member's part: what it *needs* of each capacity that it competes for, and how Azure counts that, *own* being what its own
    deployments use now."""

    member: Member
    found: Examination
    needs: Mapping[Capacity, int]
    usages: Mapping[Capacity, Usage]

    def beyond_own(self, needs: Mapping[Capacity, int]) -> Counter[Capacity]:
        """Return what of *needs* it does not use already."""
        more = {
            key: need - self.usages[key].own if key in self.usages else need for key, need in needs.items()
        }
        return +Counter(more)

    @property
    def locked(self) -> Counter[Capacity]:
        """What its lock gave it, beyond what it uses."""
        spec = self.member.spec
        kept = kept_decisions(spec, self.member.context.lock) if self.member.context.lock else {}
        return self.beyond_own(needs_of(kept.values(), spec.catalog))


def too_little(examined: Sequence[tuple[Member, Examination]]) -> SharedQuota:
    """Return what does not fit together, subscription by subscription."""
    subscriptions: dict[str, list[_Share]] = defaultdict(list)
    for member, found in examined:
        subscriptions[member.spec.subscription.lower()].append(_share(member, found))
    findings: list[Reported] = []
    placed: dict[str, Examination] = {}
    for shares in subscriptions.values():
        if scarce := _exceeded(shares):
            moved = _giving_way([*_placed_again(shares, scarce)])
            changed = (new for new, old in zip(moved, shares, strict=True) if new is not old)
            placed |= {share.member.name: share.found for share in changed}
            findings += _findings(moved)
    return SharedQuota(tuple(findings), placed)


def _share(member: Member, found: Examination) -> _Share:
    spec, catalog = member.spec, member.spec.catalog
    facts = placement_facts(catalog, found.facts, member.context.today)
    competed_for = capacity_of(spec, facts)
    needs = needs_of(found.placed.placement.decisions.values(), catalog)
    usages = {
        key: usage
        for ask, answer in found.facts.verified()
        for key, usage in ask.usages(answer).items()
        if key in competed_for
    }
    return _Share(member, found, {key: need for key, need in needs.items() if key in usages}, usages)


def _exceeded(shares: Sequence[_Share]) -> dict[Capacity, tuple[int, int]]:
    """Return what is free for all together and what they need, of each capacity that is too little."""
    needed: Counter[Capacity] = Counter()
    for share in shares:
        needed.update(share.needs)
    return {key: (free, needed[key]) for key, free in _free(shares).items() if needed[key] > free}


def _free(shares: Iterable[_Share]) -> dict[Capacity, int]:
    """Azure counts as used what each member uses itself: for all of them that is free, less what is used beyond the limit."""
    together: dict[Capacity, Usage] = {}
    for share in shares:
        for key, usage in share.usages.items():
            together[key] = usage.beside(together[key]) if key in together else usage
    return {key: usage.free for key, usage in together.items()}


def _placed_again(shares: Sequence[_Share], scarce: Mapping[Capacity, object]) -> Iterator[_Share]:
    """Yield each member with what it gets in turn; what is locked is taken first, whoever's it is."""
    taken: Counter[Capacity] = Counter()
    for share in shares:
        taken.update(share.locked)
    for share in shares:
        taken.subtract(share.locked)
        found = _in_the_rest(share, taken) if scarce.keys() & share.needs.keys() else share
        taken.update(found.beyond_own(found.needs))
        yield found


def _giving_way(shares: Sequence[_Share]) -> list[_Share]:
    """Return them with whoever can elsewhere, while it is too little: the first had their pick, later ones may have no other."""
    given = [*shares]
    taken: Counter[Capacity] = Counter()
    for share in given:
        taken.update(share.beyond_own(share.needs))
    for index, share in enumerate(shares):
        if not (scarce := _exceeded(given)):
            break
        if scarce.keys() & share.needs.keys():
            taken.subtract(share.beyond_own(share.needs))
            given[index] = _in_the_rest(share, taken)
            taken.update(given[index].beyond_own(given[index].needs))
    return given


def _in_the_rest(share: _Share, taken: Mapping[Capacity, int]) -> _Share:
    """Return it placed in what the others leave; as it was where that leaves a deployment without a place."""
    member = share.member
    context = replace(member.context, taken=+Counter(taken))
    found = conclude(member.spec, member.spec.catalog, share.found.facts, context)
    before, after = share.found.placed.placement, found.placed.placement
    if after.decisions.keys() != before.decisions.keys() or after.decisions == before.decisions:
        return share
    return _share(member, found)


def _findings(shares: Sequence[_Share]) -> Iterator[Reported]:
    for key, (free, needed) in sorted(_exceeded(shares).items()):
        parts = [(share.member.name, need) for share in shares if (need := share.needs.get(key, 0))]
        listing = listed([f"{name} {need}" for name, need in parts])
        what = _named(key, shares[0].member.spec.catalog)
        message = (
            f"Too little for all stacks together: {free} {what} are free, {needed} are needed: {listing}."
        )
        yield Reported(CHECK, "error", message, MORE, tuple(name for name, _ in parts))


def _named(key: Capacity, catalog: Catalog) -> str:
    """Return what is short, in the words of whoever limits it."""
    kind, region, name = key
    if kind == "quota":
        return f"of {name} in {'all regions together' if region == EVERYWHERE else region}"
    if name == ALL_FAMILIES:
        return f"dedicated cores of all families in {region}"
    family = next((sku.family for sku in catalog.skus if family_key(sku.family) == name), name)
    return f"dedicated cores of {family} in {region}"
