"""The models' own ends: retirement, the dates before it, and the ends that nobody tells."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from modelstacks.audits._core import Break, rule
from modelstacks.audits.by_mode import audit_of
from modelstacks.preflight.lifecycle_words import basis, successor
from modelstacks.preflight.sources import RETIREMENT
from modelstacks.suggestions import listed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from modelstacks.audits.subject import Subject, Use
    from modelstacks.catalog.model import Lifecycle
    from modelstacks.preflight.facts import Ask, Facts


@dataclass
class _Ending:
    """A model with what is known of its end, and all who use it; *live*: Azure itself says so."""

    name: str
    lifecycle: Lifecycle | None
    live: bool
    uses: list[Use] = field(default_factory=list)

    def gone_by(self, day: date) -> Lifecycle | None:
        """Return how it ends where it is retired on *day*."""
        known = self.lifecycle
        return known if known and known.stage(day) == "retired" else None

    @property
    def retires(self) -> date | None:
        """When, where anybody tells."""
        return self.lifecycle.retirement_date if self.lifecycle else None

    @property
    def words(self) -> str:
        """Who tells the date, where that is not the documentation."""
        if self.live:
            return " (date: Azure's own answer)"
        return basis(self.lifecycle) if self.lifecycle else ""

    def found(self, message: str, fix: str, when: date | None) -> Break:
        """Return it with all who use it."""
        about = dict.fromkeys(use.deployment for use in self.uses if use.deployment)
        resources = dict.fromkeys(use.endpoint for use in self.uses if use.endpoint)
        return Break(message, fix, when, tuple(about), tuple(resources))


def _needs(subject: Subject) -> Iterator[Ask[Any]]:
    yield from subject.asks()
    for use in subject.uses:
        yield from audit_of(use.mode).lifecycle_asks(use)


@rule("model-retires", "error", needs=_needs, source=RETIREMENT)
def model_retires(subject: Subject, facts: Facts) -> Iterator[Break]:
    """No model retires by then: what runs of a retired one answers 404."""
    for ending in _endings(subject, facts, accepted=False):
        if gone := ending.gone_by(subject.by):
            yield ending.found(
                f"{_retirement(ending, subject.today)}: then its endpoints answer 404.",
                f"{successor(gone)}, and `modelstacks lock` and `up` before that.",
                ending.retires,
            )


@rule("model-retired-accepted", "note", needs=_needs, source=RETIREMENT)
def model_retired_accepted(subject: Subject, facts: Facts) -> Iterator[Break]:
    """What retires and is accepted (accept_retired) stays in view."""
    for ending in _endings(subject, facts, accepted=True):
        if gone := ending.gone_by(subject.by):
            yield ending.found(
                f"{_retirement(ending, subject.today)}, and accepted.",
                f"{successor(gone)} in time.",
                ending.retires,
            )


@rule("model-legacy", "warning", needs=_needs, source=RETIREMENT)
def model_legacy(subject: Subject, facts: Facts) -> Iterator[Break]:
    """No model becomes legacy or deprecated by then: what runs goes on, but can't be made anew for long."""
    for ending in _endings(subject, facts):
        if ending.lifecycle is None or ending.gone_by(subject.by):
            continue
        legacy, deprecated = ending.lifecycle.legacy_date, ending.lifecycle.deprecation_date
        if deprecated and deprecated <= subject.by:
            what = f"is deprecated from {deprecated}{ending.words}: what runs goes on, new deployments are refused."
        elif legacy and legacy <= subject.by:
            what = f"is legacy from {legacy}{ending.words}: new deployments are refused soon."
        else:
            continue
        first = min(day for day in (legacy, deprecated) if day)
        yield ending.found(f"{ending.name} {what}", f"{successor(ending.lifecycle)} in time.", first)


@rule("model-undated", "note", needs=_needs, source=RETIREMENT)
def model_undated(subject: Subject, facts: Facts) -> Iterator[Break]:
    """Models that no source has a retirement date of are named, not passed over."""
    undated = [each for each in _endings(subject, facts) if _is_undated(each)]
    uses = [use for ending in undated for use in ending.uses]
    if undated:
        names = listed(list(dict.fromkeys(ending.name for ending in undated)))
        yield _Ending(names, None, live=False, uses=uses).found(
            f"No source has a retirement date of {names}.",
            "Look at https://learn.microsoft.com/azure/ai-foundry/concepts/model-lifecycle-retirement now and then.",
            None,
        )


def _is_undated(ending: _Ending) -> bool:
    return ending.retires is None and (ending.lifecycle is None or ending.lifecycle.state != "retired")


def _endings(subject: Subject, facts: Facts, *, accepted: bool | None = None) -> Iterable[_Ending]:
    """Each model once for each end that somebody tells of it; what could not be read is noted in *facts*."""
    for ask in subject.asks():
        facts.get(ask)
    endings: dict[tuple[str, Lifecycle | None], _Ending] = {}
    for use in subject.uses:
        if accepted not in (None, use.accepted):
            continue
        live = audit_of(use.mode).lifecycle(use, facts)
        lifecycle = live or (use.model.lifecycle if use.model else None)
        key = use.model_name, lifecycle
        endings.setdefault(key, _Ending(*key, live=live is not None)).uses.append(use)
    return endings.values()


def _retirement(ending: _Ending, today: date) -> str:
    day = ending.retires
    if day is None:
        return f"{ending.name} is retired{ending.words}"
    if day <= today:
        return f"{ending.name} is retired since {day}{ending.words}"
    return f"{ending.name} retires on {day}, in {(day - today).days} days{ending.words}"
