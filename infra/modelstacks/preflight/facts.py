"""Questions to Azure (`Ask`) and their typed answers. An ask is a value: equal ones are asked once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar, Generic, Literal, TypeAlias, TypeVar, cast

if TYPE_CHECKING:
    from collections.abc import Iterable

T = TypeVar("T")


Obstacle: TypeAlias = Literal["sign-in", "unreachable", "throttled", "broken", "refused", "nobody"]
"""What kept an answer back: `refused` is about this one question (a missing right); `nobody` could answer it at all."""


@dataclass(frozen=True)
class Unverified:
    """An answer that could not be had, why (Azure's words, without secrets), and what to do about it."""

    reason: str
    fix: str = "Ask for the right to read it, or go on knowing that nobody looked."
    obstacle: Obstacle = "refused"


@dataclass(frozen=True)
class Absent:
    """The answer for something that is not there."""


@dataclass(frozen=True)
class Ask(Generic[T]):
    """A question whose answer is a T. *str()* is what it is about, for people.

    *essential*: who may not even read this can be told nothing useful. *detail*: it refines what is known without it,
    and lies elsewhere than the subscription, so that it stops nothing.
    """

    essential: ClassVar[bool] = False
    detail: ClassVar[bool] = False


@dataclass(frozen=True)
class SubscriptionState:
    """*quota_id* tells the offer type; *state* is `Enabled`, `Disabled`, `Warned` …"""

    name: str
    state: str
    quota_id: str
    spending_limit: str


@dataclass(frozen=True)
class AskSubscription(Ask[SubscriptionState | Absent]):
    """The spec's subscription; Absent where it is not there, or not for this caller."""

    essential: ClassVar[bool] = True

    def __str__(self) -> str:
        return "the subscription"


@dataclass(frozen=True)
class AskProviders(Ask[Mapping[str, str]]):
    """Registration states by lower-case namespace."""

    def __str__(self) -> str:
        return "the registered resource providers"


@dataclass(frozen=True)
class PermissionSet:
    """What one role gives: effective permissions are the union of `actions - not_actions` over all sets."""

    actions: tuple[str, ...]
    not_actions: tuple[str, ...] = ()


@dataclass(frozen=True)
class AskPermissions(Ask[tuple[PermissionSet, ...] | Absent]):
    """The caller's permissions at *scope*; Absent where the scope is not there yet."""

    scope: str

    def __str__(self) -> str:
        return f"your permissions at {self.scope}"


@dataclass(frozen=True)
class WorkspaceState:
    """*kind* is `Default`, `Hub` or `Project`; *ours*: it carries this stack's tags."""

    region: str
    kind: str
    ours: bool = False


@dataclass(frozen=True)
class AskWorkspace(Ask[WorkspaceState | Absent]):
    """A workspace of the spec's resource group."""

    name: str
    essential: ClassVar[bool] = True

    def __str__(self) -> str:
        return f"the workspace {self.name}"


@dataclass(frozen=True)
class Usage:
    """Cores of a VM family as Azure ML counts them; *own* is the part that this stack's deployments use."""

    limit: int
    used: int
    own: int = 0

    @property
    def free(self) -> int:
        """Cores this stack can have: our own deployments' cores count as free, for the spec counts them."""
        return max(0, self.limit - self.used + self.own)


@dataclass(frozen=True)
class AskUsages(Ask[Mapping[str, Usage]]):
    """Azure ML's usage of dedicated cores in a region, by `family_key`; ALL_FAMILIES is the region's total."""

    region: str

    def __str__(self) -> str:
        return f"the core quota in {self.region}"


@dataclass(frozen=True)
class Subscribed:
    """A Marketplace subscription of a workspace; *status* is `Subscribed`, `Suspended` or `Unsubscribed`."""

    name: str
    model_id: str
    status: str


@dataclass(frozen=True)
class AskSubscribed(Ask[tuple[Subscribed, ...]]):
    """The Marketplace subscriptions of a workspace; none where it is not there."""

    workspace: str

    def __str__(self) -> str:
        return f"the Marketplace subscriptions of {self.workspace}"


@dataclass(frozen=True)
class EndpointState:
    """An endpoint of the subscription. *ours*: it carries this stack's tags. *deployments* of an online endpoint."""

    name: str
    resource_group: str
    workspace: str
    region: str
    serverless: bool
    ours: bool
    model_id: str | None = None
    deployments: int = 0

    def is_in(self, resource_group: str, workspace: str) -> bool:
        """Say whether it is of that workspace; two resource groups may each have one of the same name."""
        own = (self.resource_group.lower(), self.workspace.lower())
        return own == (resource_group.lower(), workspace.lower())


@dataclass(frozen=True)
class AskEndpoints(Ask[tuple[EndpointState, ...]]):
    """All serverless and online endpoints of the subscription in a region."""

    region: str

    def __str__(self) -> str:
        return f"the endpoints in {self.region}"


@dataclass(frozen=True)
class AskDeletedVaults(Ask[frozenset[str]]):
    """Lower-case names of the subscription's soft-deleted key vaults; vault names are unique in all of Azure."""

    def __str__(self) -> str:
        return "the soft-deleted key vaults"


@dataclass(frozen=True)
class AskDeletedAccounts(Ask[Mapping[str, str]]):
    """The regions of the resource group's soft-deleted Azure AI services accounts, by lower-case name."""

    def __str__(self) -> str:
        return "the soft-deleted Azure AI services accounts"


@dataclass(frozen=True)
class AskDeletedWorkspaces(Ask[frozenset[str]]):
    """Lower-case names of the resource group's soft-deleted workspaces."""

    def __str__(self) -> str:
        return "the soft-deleted workspaces"


@dataclass(frozen=True)
class AskNameFree(Ask[bool]):
    """Whether nobody, in no subscription, has an online endpoint of that name in the region."""

    region: str
    workspace: str
    name: str

    def __str__(self) -> str:
        return f"whether the name {self.name} is free in {self.region}"


STORAGE_ACCOUNT, KEY_VAULT = "Microsoft.Storage/storageAccounts", "Microsoft.KeyVault/vaults"
"""The types that a hub or workspace stands on and whose names are unique in all of Azure."""


@dataclass(frozen=True)
class NameState:
    """Whether a name is *free* in all of Azure; if not, whether its resource is this stack's own (by its tags).

    *here*: it is in the spec's resource group.
    """

    free: bool
    ours: bool = False
    here: bool = False


@dataclass(frozen=True)
class AskGlobalName(Ask[NameState]):
    """The name of a storage account or key vault."""

    type: str
    name: str

    def __str__(self) -> str:
        return f"whether the name {self.name} is free for a {self.type}"


@dataclass(frozen=True)
class AskCountry(Ask[str | Absent]):
    """The country (ISO 3166-1 alpha-2) of the subscription's tenant; Absent where it has none."""

    def __str__(self) -> str:
        return "the country of the tenant"


Answers = Mapping[Ask[Any], Any]


@dataclass
class Facts:
    """The answers one check may use: those it declared. *missed* fills with what it looked at in vain."""

    answers: Answers
    missed: dict[Ask[Any], Unverified] = field(default_factory=dict)

    def get(self, ask: Ask[T]) -> T | None:
        """Return the answer, or None where it could not be verified: that is then reported, never passed over.

        Raises LookupError for a question that the check did not declare.
        """
        if ask not in self.answers:
            raise LookupError(f"a check looks at {ask!r} without declaring it in `needs`")
        answer = self.answers[ask]
        if isinstance(answer, Unverified):
            self.missed[ask] = answer
            return None
        return cast("T", answer)

    def limited_to(self, asks: Iterable[Ask[Any]]) -> Facts:
        """Return the facts that a check with these needs may see."""
        return Facts({ask: self.answers[ask] for ask in asks})
