"""What every resource of one `modelstacks ensure` shares: the plan, whose Azure, and who hears what became of each."""

from __future__ import annotations

from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

from modelstacks.azure.ml import open_client
from modelstacks.azure.tags import DEPLOYMENT_TAG, ENSURED_TAG, owner_tag

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from contextlib import AbstractContextManager
    from datetime import timedelta

    from azure.ai.ml import MLClient

    from modelstacks.azure.ml_desired import Ensured
    from modelstacks.deployment.plan import ModelsPlan

T = TypeVar("T")


@dataclass(frozen=True)
class EnsureRun:
    """One run; *say* hears what became of each resource. Its clients are open inside `clients` alone."""

    plan: ModelsPlan
    environ: Mapping[str, str]
    say: Callable[[Ensured], None]
    _opened: dict[object, Any] = field(default_factory=dict)
    _open: list[ExitStack] = field(default_factory=list)

    @contextmanager
    def clients(self) -> Iterator[None]:
        """Close at the end what `client_of` opened."""
        with ExitStack() as stack:
            self._open.append(stack)
            try:
                yield
            finally:
                self._open.pop()
                self._opened.clear()

    def client_of(self, workspace: str | None) -> MLClient:
        """Return the one client of *workspace* (None: of the resource group)."""
        named = {"workspace_name": workspace} if workspace else {}
        return self.client(
            ("workspace", workspace),
            lambda: open_client(
                self.environ,
                subscription_id=self.plan.subscription,
                resource_group_name=self.plan.resource_group,
                **named,
            ),
        )

    def client(self, key: object, opening: Callable[[], AbstractContextManager[T]]) -> T:
        """Return the one client of *key*; *opening* returns it as what closes it again."""
        if key not in self._opened:
            self._opened[key] = self._open[-1].enter_context(opening())
        client: T = self._opened[key]
        return client

    @property
    def own_tags(self) -> dict[str, str]:
        """The tags of all that ensure makes."""
        return {ENSURED_TAG: "true", **owner_tag(self.plan.owner)}

    def tags_of(self, deployment: str) -> dict[str, str]:
        """Return the tags of what belongs to one deployment."""
        return {**self.own_tags, DEPLOYMENT_TAG: deployment}

    def seconds(self, kind: str) -> float:
        """Return how long making one of *kind* may take, a key of the spec's `timeouts:`."""
        longest: timedelta = getattr(self.plan.timeouts, kind)
        return longest.total_seconds()
