"""`budget.yaml`, a kind of spec that is made for a test alone."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar

from modelstacks.catalog import load
from modelstacks.errors import SpecError
from modelstacks.spec.kinds import read_spec, refuse_other_kind
from modelstacks.spec.schema_base import Schema
from modelstacks.validation import validate

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from modelstacks.catalog import Catalog
    from modelstacks.spec.deployments import Deployment
    from modelstacks.spec.parents import Parent, WorkspaceRef
    from modelstacks.spec.workspaces_to_create import WorkspaceToCreate


class BudgetSchema(Schema):
    """`budget.yaml`: what a subscription is to cost."""

    subscription: str
    """The subscription's id."""
    resource_group: str
    """Whose costs they are."""
    usd_per_month: int
    """How much."""


@dataclass(frozen=True)
class BudgetSpec:
    """A checked `budget.yaml`."""

    path: Path
    subscription: str
    resource_group: str
    usd_per_month: int
    catalog: Catalog = field(default_factory=load, repr=False, compare=False)
    makes_group: ClassVar[bool] = True
    deployments: ClassVar[tuple[Deployment, ...]] = ()
    workspaces_to_create: ClassVar[tuple[WorkspaceToCreate, ...]] = ()
    places: ClassVar[Mapping[str, WorkspaceRef]] = {}

    def parents_of(self, mode: str) -> Mapping[str, Parent]:
        """Return nothing: nothing is deployed."""
        del mode
        return {}


def budget_schema() -> type[BudgetSchema]:
    """Return the type that a file is read as."""
    return BudgetSchema


def load_budget(path: Path, environ: Mapping[str, str], rows: Path | None = None) -> BudgetSpec:
    """Read and check *path*. Raises SpecError."""
    source = read_spec(path, environ)
    refuse_other_kind(source, "budget")
    value = validate(source, source.data, BudgetSchema).value
    if value is None or source.mistakes:
        raise SpecError(source.mistakes)
    return BudgetSpec(path, value.subscription, value.resource_group, value.usd_per_month, load(rows))
