"""One kind of mistake: what is set up, what is typed, and what is to come of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

SUBSCRIPTION = "5ab5c41b-0000-4000-8000-000000000001"
HEAD = """\
subscription: ${AZURE_SUBSCRIPTION_ID}
resource_group: rg-mistakes
workspaces: {swedencentral: chat-sweden}
deployments:
"""
GOOD = f"{HEAD}  chat: {{model: Phi-4, mode: serverless}}\n"
PLATFORM = """\
subscription: ${AZURE_SUBSCRIPTION_ID}
resource_group: rg-mistakes
region: swedencentral
hubs: {hub-sweden: {projects: [chat-sweden]}}
"""


@dataclass(frozen=True)
class Mistake:
    """A row of the table. The folder holds GOOD with its lock, and PLATFORM, before *files* go on top.

    *line*: the command line, without `modelstacks`. *says*, *todo*: parts of what is printed, white space counting
    as one blank. *files*: by name; None: that one is not there; a name that ends with `/` is a folder. *azure*: the
    principal whose shell it is, on a local Azure; without it a service principal's that is nobody. *faults*: what that
    Azure does then. *engine*: the real Pulumi engine runs. `{folder}`, `{url}` and `{port}` (of the local Azure), `{page}` (a
    web page that is no Azure, with JSON at `{page}.json`) and `{silent}` (what never answers) are filled in everywhere
    but in files.
    """

    kind: str
    line: str
    code: int
    says: str
    todo: str
    files: Mapping[str, str | bytes | None] = field(default_factory=dict)
    environ: Mapping[str, str | None] = field(default_factory=dict)
    azure: str | None = None
    faults: tuple[Mapping[str, Any], ...] = ()
    engine: bool = False


def spec(kind: str, text: str | bytes, says: str, todo: str) -> Mistake:
    """A deployments.yaml that is wrong: `check` ends before it asks Azure anything."""
    return Mistake(kind, "check", 2, says, todo, {"deployments.yaml": text})


def deployment(kind: str, entries: str, says: str, todo: str) -> Mistake:
    """Deployments that are wrong, below a head that is right."""
    return spec(kind, HEAD + entries, says, todo)
