"""Resource ids: read in any casing, written as Azure writes them."""

from __future__ import annotations

from dataclasses import dataclass


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

    @property
    def subscription_id(self) -> str | None:
        """The subscription's GUID as it stands in the id, or None at tenant level."""
        return _after("subscriptions", str(self))

    @property
    def resource_group(self) -> str | None:
        """The resource group's name as it stands in the id, or None."""
        return _after("resourcegroups", str(self))

    @property
    def key(self) -> str:
        """The id for comparing: Azure ignores case."""
        return str(self).lower()

    def child(self, type_segment: str, name: str) -> ResourceId:
        """Return the id of a child resource."""
        return ResourceId(self.scope, f"{self.type}/{type_segment}", (*self.names, name))

    def __str__(self) -> str:
        if self.type == "Microsoft.Resources/subscriptions":
            return f"/subscriptions/{self.name}"
        if self.type == "Microsoft.Resources/resourceGroups":
            return f"{self.scope}/resourceGroups/{self.name}"
        namespace, *segments = self.type.split("/")
        pairs = "".join(f"/{segment}/{name}" for segment, name in zip(segments, self.names, strict=True))
        return f"{self.scope}/providers/{namespace}{pairs}"


def _after(segment: str, path: str) -> str | None:
    parts = path.strip("/").split("/")
    lowered = [part.lower() for part in parts]
    if segment in lowered[:-1]:
        return parts[lowered.index(segment) + 1]
    return None
