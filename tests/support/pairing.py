"""A pair: what a check finds, and the refusal that deploying anyway meets in the same place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from estate import A100, REGION, Arm, Estate, deployment_body, serverless_body, workspace
from localazure import process
from warm_servers import forked_servers

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from azure.core.exceptions import HttpResponseError


@dataclass
class Place:
    """Where a pair is tried: a resource group with a project `chat`, as the owner and as *who* sees it."""

    estate: Estate
    who: Arm

    def refused(self, path: str, body: dict[str, Any]) -> HttpResponseError:
        """PUT what must be refused; *path* is below the group's `/providers/`, or an id."""
        id_ = path if path.startswith("/") else self.estate.id(path)
        return self.who.refused("PUT", id_, {"location": REGION} | body)

    def serverless(self, model: str, **more: Any) -> HttpResponseError:
        """Deploy serverless in the project."""
        path = f"{workspace('chat')}/serverlessEndpoints/{self.estate.name('chat')}"
        return self.refused(path, serverless_body(model) | more)

    def subscribe(self, model: str) -> HttpResponseError:
        """Subscribe the project to the model's Marketplace offer."""
        path = f"{workspace('chat')}/marketplaceSubscriptions/llama"
        return self.refused(path, {"properties": {"modelId": model}})

    def online(self, location: str = REGION, **properties: Any) -> HttpResponseError:
        """Make the online endpoint of the project."""
        path = f"{workspace('chat')}/onlineEndpoints/{self.estate.name('own')}"
        return self.refused(path, {"location": location, "properties": {"authMode": "Key"} | properties})

    def managed(self, **more: Any) -> HttpResponseError:
        """Deploy on managed compute behind a new endpoint of the project."""
        endpoint = self.estate.online(workspace("chat"), self.estate.name("own"))
        return self.refused(f"{endpoint}/deployments/green", deployment_body(**more))


@dataclass(frozen=True)
class Pair:
    """*check* finds what *words* are in when *wanted* is deployed; *before* is what was there already.

    *accounts* stand in the file instead of *workspaces*. *rows* are the user's own catalogue rows. *certain* False: Azure can't be asked, so the finding is `unverified`.
    """

    scenario: str
    check: str
    wanted: str
    deploy: Callable[[Place], HttpResponseError]
    words: str
    before: Callable[[Estate], object] = lambda _estate: None
    principal: str = "owner"
    workspaces: str = "{swedencentral: chat}"
    accounts: str = ""
    group: str = ""
    subscription: str = ""
    rows: str = ""
    certain: bool = True

    @property
    def id(self) -> str:
        """What the test is called."""
        return f"{self.scenario.removeprefix('name: ').split(':')[0].split()[0]}-{self.check}"

    def spec(self, estate: Estate, folder: Path) -> Path:
        """Write the deployments.yaml."""
        path = folder / "deployments.yaml"
        places = f"accounts: {self.accounts}" if self.accounts else f"workspaces: {self.workspaces}"
        text = (
            f"subscription: {self.subscription or estate.azure.subscription}\n"
            f"resource_group: {self.group or estate.group.rpartition('/')[2]}\n"
            f"{places}\ndeployments:\n{self.wanted}"
        )
        path.write_text(text.replace("TAG", estate.tag))
        return path

    def own_rows(self, folder: Path) -> Path | None:
        """Write the user's own catalogue rows, if there are any."""
        path = folder / "rows.yaml"
        path.write_text(self.rows)
        return path if self.rows else None


def serverless(model: str) -> str:
    """The spec's line of a serverless deployment."""
    return f"  chat-TAG: {{model: {model}, mode: serverless}}\n"


def managed(name: str = "own", **more: object) -> str:
    """The spec's line of a managed deployment of Phi-4."""
    fields = {"model": "Phi-4", "mode": "managed", "instance_type": A100} | more
    return (
        f"  {name}-TAG: {{{', '.join(f'{key}: {value}' for key, value in fields.items() if value != '')}}}\n"
    )


def moved_to(estate: Estate, scenario: str) -> None:
    """Let the estate's Azure go on in another scenario (YAML), at the same address, with everything that is in it."""
    state = estate.azure.state
    path = state.path.parent / "moved.yaml"
    path.write_text(scenario)
    process.stop(state)
    with forked_servers():
        process.start(state, None, str(path))
