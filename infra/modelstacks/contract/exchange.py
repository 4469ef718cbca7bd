"""A request to ARM and its answer, and which requests are of one kind: pure."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

ANY = "*"
NAMED = frozenset({"subscriptions", "resourcegroups", "registries"})
"""Outside of a provider's part of a path, what is followed by a name."""
IN_REGISTRIES = frozenset({"registries", "models", "versions"})


@dataclass(frozen=True)
class Exchange:
    """*status* 0: nothing answered, and *failure* says why. *cut*: how long lists of the answer were, by their path,
    where a file holds only their beginning."""

    method: str
    url: str
    status: int
    answer: Any = None
    sent: Any = None
    failure: str = ""
    cut: Mapping[str, int] = field(default_factory=dict)

    @property
    def kind(self) -> str:
        """Method and path without names, the same for all requests that one line of code sends."""
        return kind_of(self.method, self.url)

    @property
    def code(self) -> str:
        """Azure's code of a refusal, or ""."""
        error = self.answer.get("error") if isinstance(self.answer, dict) else None
        return str(error.get("code") or "") if isinstance(error, dict) else ""

    def as_json(self) -> dict[str, Any]:
        """Return what stands in the file; what is empty is left out."""
        return {name: value for name, value in asdict(self).items() if value not in ("", None, (), {})}


def from_json(row: Mapping[str, Any]) -> Exchange:
    """Return the exchange that a file holds. Raises TypeError where it is none."""
    return Exchange(**row)


def kind_of(method: str, url: str) -> str:
    """Return *method* and the path of *url* with a `*` for each name, and whether it filters."""
    parts = urlsplit(url)
    filtered = " filtered" if "filter=" in parts.query else ""
    words = [ANY if collection else word for word, collection in _words(parts.path)]
    return f"{method} /{'/'.join(words)}{filtered}"


def names_in(path: str, public: Collection[str]) -> list[str]:
    """Return the names in a path that are somebody's own: not regions, and not what lies in a *public* registry."""
    words = list(_words(path))
    if any(collection == "registries" and word.lower() in public for word, collection in words):
        words = [(word, collection) for word, collection in words if collection not in IN_REGISTRIES]
    return [word for word, collection in words if collection and collection != "locations"]


def _words(path: str) -> Iterator[tuple[str, str]]:
    """Yield each word of a path with the collection that it names one of, in lower case, or "".

    In a provider's part, collections and names take turns after the namespace; elsewhere a name follows what is NAMED.
    """
    before, turn = "", -1
    for word in path.strip("/").split("/"):
        if word.lower() == "providers":
            turn, collection = 0, ""
        elif turn < 0:
            collection = before if before in NAMED else ""
        else:
            turn += 1
            collection = before if turn > 1 and turn % 2 else ""
        yield word, collection
        before = word.lower()
