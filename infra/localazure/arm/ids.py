"""Resource ids: read in any casing, written as Azure writes them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache

IDS_KEPT = 1024
"""How many ids are remembered as they were read: a request names the same few again and again."""


@dataclass(frozen=True)
class ResourceId:
    """An ARM resource id, split.

    *scope* is what stands before the last `/providers/` ("" for a tenant-level one; another resource's id for
    an extension resource such as a role assignment). *type* is the full type, `Microsoft.X/a/b`; *names* has
    one name for each type segment. Resource groups have the type `Microsoft.Resources/resourceGroups` and the
    scope `/subscriptions/{id}`; subscriptions `Microsoft.Resources/subscriptions` and the scope "".
    """

    scope: str
    type: str
    names: tuple[str, ...]

    @property
    def namespace(self) -> str:
        """The resource provider, e.g. `Microsoft.MachineLearningServices`."""
        return self.type.split("/", 1)[0]

    @property
    def name(self) -> str:
        """The last name."""
        return self.names[-1]

    @property
    def parent(self) -> ResourceId | None:
        """The resource this one is a child of, or None for a top-level type."""
        if len(self.names) == 1:
            return None
        return ResourceId(self.scope, self.type.rsplit("/", 1)[0], self.names[:-1])

    @cached_property
    def subscription_id(self) -> str | None:
        """The subscription's GUID as it stands in the id, or None at tenant level."""
        return _after("subscriptions", str(self))

    @cached_property
    def resource_group(self) -> str | None:
        """The resource group's name as it stands in the id, or None."""
        return _after("resourcegroups", str(self))

    @cached_property
    def key(self) -> str:
        """The id for comparing: Azure ignores case."""
        return str(self).lower()

    @classmethod
    def parse(cls, text: str) -> ResourceId:
        """Read an id in any casing; double slashes collapse. Raises ValueError when *text* is no resource id."""
        path = split(text)
        if path is None or not path.tail or len(path.tail) % 2:
            msg = f"{text!r} is no resource id"
            raise ValueError(msg)
        return path.resource_id

    def child(self, type_segment: str, name: str) -> ResourceId:
        """Return the id of a child resource."""
        return ResourceId(self.scope, f"{self.type}/{type_segment}", (*self.names, name))

    def __str__(self) -> str:
        return self._text

    @cached_property
    def _text(self) -> str:
        if self.type == "Microsoft.Resources/subscriptions":
            return f"/subscriptions/{self.name}"
        if self.type == "Microsoft.Resources/resourceGroups":
            return f"{self.scope}/resourceGroups/{self.name}"
        namespace, *segments = self.type.split("/")
        pairs = "".join(f"/{segment}/{name}" for segment, name in zip(segments, self.names, strict=True))
        return f"{self.scope}/providers/{namespace}{pairs}"


@dataclass(frozen=True)
class Path:
    """A path as ARM reads it: *scope* (an id or ""), the provider's *namespace*, and the segments after it."""

    scope: str
    namespace: str
    tail: tuple[str, ...]

    @cached_property
    def resource_id(self) -> ResourceId:
        """The id, when the tail is pairs of type and name; of a collection the last name is ""."""
        names = self.tail[1::2] + ("",) * (len(self.tail) % 2)
        return ResourceId(self.scope, "/".join((self.namespace, *self.tail[0::2])), names)


@lru_cache(maxsize=IDS_KEPT)
def split(text: str) -> Path | None:
    """Split a path, whatever its casing, or return None when it is not laid out as ARM's are."""
    segments = [segment for segment in text.split("/") if segment]
    lowered = [segment.lower() for segment in segments]
    start, path = _subscription_part(segments, lowered)
    while start < len(segments):
        if lowered[start] != "providers" or start + 1 == len(segments):
            return None
        end = _block_end(lowered, start + 2)
        scope = str(path.resource_id) if path else ""
        path = Path(scope, segments[start + 1], tuple(segments[start + 2 : end]))
        start = end
    return path


def _subscription_part(segments: list[str], lowered: list[str]) -> tuple[int, Path | None]:
    """Return where the first `/providers/` may stand, and the subscription or resource group before it."""
    if lowered[:1] != ["subscriptions"]:
        return 0, None
    subscription = Path("", "Microsoft.Resources", ("subscriptions", *segments[1:2]))
    if lowered[2:3] != ["resourcegroups"]:
        return 2, subscription
    here = str(subscription.resource_id)
    end = _block_end(lowered, 2)
    return end, Path(here, "Microsoft.Resources", ("resourceGroups", *segments[3:end]))


def _block_end(lowered: list[str], start: int) -> int:
    """Return the index of the next `providers` that stands where a type is due, not a name."""
    due = range(start, len(lowered), 2)
    return next((index for index in due if lowered[index] == "providers"), len(lowered))


def _after(segment: str, path: str) -> str | None:
    parts = path.strip("/").split("/")
    lowered = [part.lower() for part in parts]
    if segment in lowered[:-1]:
        return parts[lowered.index(segment) + 1]
    return None
