"""Quota that is nearly used up: nothing can be renewed, scaled or deployed again beside what runs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from modelstacks.audits._core import Break, rule
from modelstacks.audits.by_mode import audit_of
from modelstacks.preflight.sources import QUOTAS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from modelstacks.audits.by_mode import Pool
    from modelstacks.audits.subject import Subject, Use
    from modelstacks.preflight.facts import Ask, Facts


def _needs(subject: Subject) -> Iterator[Ask[Any]]:
    if subject.thresholds.headroom_percent:
        for use in subject.uses:
            yield from audit_of(use.mode).quota_asks(use)


@rule("quota-headroom", "error", needs=_needs, source=QUOTAS)
def quota_headroom(subject: Subject, facts: Facts) -> Iterator[Break]:
    """Every quota that is used has the headroom that --headroom asks for."""
    least = subject.thresholds.headroom_percent
    users: dict[Pool, list[Use]] = {}
    for use in subject.uses if least else ():
        for pool in audit_of(use.mode).pools(use, facts, subject.spec.catalog):
            users.setdefault(pool, []).append(use)
    for pool, uses in users.items():
        if pool.limit == 0 or pool.free * 100 < pool.limit * least:
            yield Break(
                f"{pool.region} has {pool.free:,} of {pool.limit:,} {pool.name} free, less than {least} %: no room to renew, "
                "scale or deploy beside what runs.",
                f"{pool.fix} Or say with --headroom how little will do (0: any).",
                None,
                tuple(dict.fromkeys(use.deployment for use in uses if use.deployment)),
                tuple(dict.fromkeys(use.endpoint for use in uses if use.endpoint)),
            )
