"""A user's bench for tests: a local Azure, a project folder, the real engine, commands run as a user would."""

from __future__ import annotations

import json
import os
import re
import shutil
import ssl
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from localazure import environment
from localazure.state_dir import StateDir
from run_here import run_here
from warm_servers import attached_plugins
from wheel import CLONE, REPO, Installed, bare_environment

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from azure_fixtures import LocalAzureServer
    from localazure.process import Server

TIMEOUT_S = 240


@dataclass(frozen=True)
class Ran:
    """A command that ended: its exit code and everything it printed."""

    code: int
    out: str

    def summary(self) -> dict[str, int]:
        """How many resources were created, unchanged …: by Pulumi's last table, or by our last line about it."""
        ours = re.findall(r"^Resources: (.+) \(\d+ s\)$", self.out, re.MULTILINE)
        rows = ours[-1].split(", ") if ours else self.out.partition("Resources:\n")[2].splitlines()
        counted = (re.fullmatch(r"\s*\S*?\s*(\d+) ([a-z ]+)", row) for row in rows)
        return {match[2]: int(match[1]) for match in counted if match}


@dataclass
class Bench:
    """A local Azure, a folder with both stacks, and the shell of one principal."""

    azure: LocalAzureServer
    folder: Path
    principal: str = "owner"
    installed: Installed = CLONE
    attached: bool = True
    """Whether the engine's runs share their plugins, which sign in as *principal*, instead of starting their own."""

    @property
    def env(self) -> dict[str, str]:
        """What `modelstacks local env` gives, on top of a bare shell."""
        azure = self.azure
        return dict(_shell(azure.state.path, azure.server, self.principal, self.installed.bin, self.attached))

    def seen_by(self, principal: str) -> Bench:
        """Return the same bench for another principal."""
        return replace(self, principal=principal)

    def stack(self, name: str) -> Path:
        """The folder of a stack."""
        return self.folder / "stacks" / name

    @contextmanager
    def holding(self, role: dict[str, Any]) -> Iterator[None]:
        """Give *role*, as `modelstacks role --format arm` prints it, for a while to the principal that has none."""
        from azure.mgmt.authorization import AuthorizationManagementClient

        azure = self.azure
        principal = azure.scenario.principal("none")
        assert principal is not None
        scope, name = role["properties"]["assignableScopes"][0], str(uuid4())
        given = {"principalId": principal.object_id, "roleDefinitionId": role["id"]}
        args = azure.client_args("owner")
        with AuthorizationManagementClient(subscription_id=azure.subscription, **args) as rights:
            rights.role_definitions.create_or_update(scope, role["name"], role)
            rights.role_assignments.create(scope, name, {"properties": given})
            yield
            rights.role_assignments.delete(scope, name)

    def run(self, *command: str, cwd: Path | None = None, env: dict[str, str] | None = None) -> Ran:
        """Run a command and wait for its end."""
        ended = subprocess.run(
            command,
            cwd=cwd or self.folder,
            env=env or self.env,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=TIMEOUT_S,
            check=False,
        )
        return Ran(ended.returncode, ended.stdout)

    def pulumi(self, stack: str, *command: str) -> Ran:
        """Run the real Pulumi CLI in a stack's folder."""
        return self.run("pulumi", "--non-interactive", *command, cwd=self.stack(stack))

    def up(self, stack: str, *options: str) -> Ran:
        """`pulumi up` without questions."""
        return self.pulumi(stack, "up", "--stack", "local", "--yes", "--skip-preview", *options)

    def make_group(self) -> None:
        """Make the resource group `rg-models`."""
        self.arm("PUT", "", {"location": "swedencentral"}, version="2024-03-01")

    def begin(self, spec: str) -> None:
        """Write the spec of the models stack, decide its placements and select its stack `local`."""
        (self.stack("models") / "deployments.yaml").write_text(spec, encoding="utf-8")
        self.lock()
        self.select("models")

    def lock(self) -> None:
        """Decide the placements of the models stack."""
        locked = self.modelstacks("lock", str(self.stack("models") / "deployments.yaml"))
        assert locked.code == 0, locked.out

    def select(self, stack: str) -> None:
        """Create or select the stack `local`."""
        assert self.pulumi(stack, "stack", "select", "--create", "local").code == 0

    def modelstacks(self, *command: str, cwd: Path | None = None) -> Ran:
        """Run our command line in this process; `run("modelstacks", …)` is the wheel's program."""
        return Ran(*run_here(self.env, cwd or self.folder, command))

    def started(self, *command: str, cwd: Path | None = None) -> subprocess.Popen[str]:
        """Begin a command of ours in a process group of its own, as a shell's jobs are: it may be stopped by a signal."""
        return subprocess.Popen(
            [str(self.installed.bin / "modelstacks"), *command],
            cwd=cwd or self.folder,
            env=self.env,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )

    def arm(self, method: str, path: str, body: Any = None, version: str = "2025-12-01") -> Any:
        """Call ARM below the resource group `rg-models`; return the status and the body."""
        import httpx2

        url = f"{self.azure.url}/subscriptions/{self.azure.subscription}/resourceGroups/rg-models{path}"
        headers = {"Authorization": f"Bearer {self.azure.token()}"}
        answer = httpx2.request(
            method,
            url,
            params={"api-version": version},
            json=body,
            headers=headers,
            verify=ssl.create_default_context(cafile=self.azure.ca),
        )
        return answer.status_code, answer.json() if answer.content else None

    def delete_and_wait(self, path: str) -> None:
        """Delete behind Pulumi's back; asking drives the operation to its end."""
        self.arm("DELETE", path)
        for _ in range(100):
            if self.arm("GET", path)[0] == 404:
                return
        raise AssertionError(f"{path} is still there")

    def everything(self) -> list[str]:
        """The types and names of all tracked resources in the resource group."""
        status, body = self.arm("GET", "/resources", version="2024-03-01")
        return sorted(f"{row['type']} {row['name']}" for row in body["value"]) if status == 200 else []


@cache
def _shell(state: Path, server: Server, principal: str, programs: Path, attached: bool) -> dict[str, str]:
    given = environment.environment(StateDir(state), server, principal, bare_environment())
    _, *rest = given["PATH"].split(os.pathsep)  # our own programs come first
    shell = {**bare_environment(), **given, "PATH": os.pathsep.join([str(programs), *rest])}
    return shell | ({"PULUMI_DEBUG_PROVIDERS": attached_plugins(shell)} if attached else {})


def project(azure: LocalAzureServer, folder: Path, wheel: Installed, attached: bool = True) -> Bench:
    """Begin outside the clone, as the README says: with `modelstacks init`."""
    bench = Bench(azure, folder, installed=wheel, attached=attached)
    begun = bench.modelstacks("init", "stacks")
    assert begun.code == 0, begun.out
    return bench


def copy_stacks(folder: Path) -> Path:
    """Copy stacks/ so that nothing is written into the clone; Pulumi.yaml names the .venv beside it, as in the clone."""
    shutil.copytree(
        REPO / "stacks", folder / "stacks", ignore=shutil.ignore_patterns(".modelstacks", "__pycache__")
    )
    (folder / ".venv").symlink_to(sys.prefix)
    return folder


def outputs_of(ran: Ran) -> Any:
    """The JSON that a command printed, between its progress and what it says of a failure."""
    found = re.search(r"^[{\[]\n", ran.out, re.MULTILINE)
    assert found, ran.out
    return json.JSONDecoder().raw_decode(ran.out, found.start())[0]
