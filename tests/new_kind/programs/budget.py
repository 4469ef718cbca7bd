"""The program of `budget.yaml`: no resource, one output."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pulumi

from modelstacks.deployment.spec_mark import mark_of
from modelstacks.programs.spec_mark import remember
from modelstacks.spec.kinds import named_kind, part_at

if TYPE_CHECKING:
    from modelstacks.inference.smoke import SmokeResult
    from modelstacks.programs.existing_resources import ExistingResources


def run(
    spec: Path | None = None,
    existing: ExistingResources | None = None,
    smoked: dict[str, SmokeResult] | None = None,
) -> None:
    """Put out the budget."""
    del existing, smoked
    budget = part_at(named_kind("budget").load)(spec or Path("budget.yaml"), os.environ)
    pulumi.export("usd_per_month", budget.usd_per_month)
    remember(mark_of(budget))
