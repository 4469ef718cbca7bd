"""A running local Azure for tests: a real process over TLS, with its own state folder and port.

Load it with `pytest_plugins = ["azure_fixtures"]` in the root conftest; then `local_azure` is one server for each
xdist worker (use resource groups of your own in it), `fresh_local_azure` one for the test alone.
"""

from __future__ import annotations

import os
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

from localazure import environment, process, scenarios
from localazure.state_dir import StateDir
from warm_servers import forked_servers

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from azure.identity import ClientSecretCredential

    from localazure.scenarios import Scenario


@dataclass
class LocalAzureServer:
    """One local Azure and what a test wants from it."""

    state: StateDir
    server: process.Server

    @property
    def url(self) -> str:
        """`https://localhost:PORT`."""
        return self.server.url

    @property
    def ca(self) -> str:
        """The local CA's file, for `verify=`."""
        return str(self.state.tls / "ca.pem")

    @property
    def scenario(self) -> Scenario:
        """The scenario it runs."""
        return scenarios.parse(self.state.scenario.read_text(), "the test's scenario")

    @property
    def subscription(self) -> str:
        """The first subscription's id."""
        return self.scenario.subscriptions[0].id

    @property
    def arm_scope(self) -> str:
        """The scope of an ARM token, as azure-mgmt clients take it in `credential_scopes`."""
        return f"{self.url}/.default"

    def env(self, principal: str | None = "owner") -> dict[str, str]:
        """Return what `modelstacks local env` gives for *principal* (None: the scenario's own)."""
        return environment.environment(self.state, self.server, principal, os.environ)

    def credential(self, principal: str = "owner") -> ClientSecretCredential:
        """Return a real azure-identity credential of *principal*."""
        from azure.identity import ClientSecretCredential

        return ClientSecretCredential(**self._credential_args(principal), connection_verify=self.ca)

    def token(self, principal: str = "owner", audience: str = "") -> str:
        """Return a token of *principal* for *audience* (default: ARM)."""
        with self.credential(principal) as credential:
            return credential.get_token(f"{audience or self.url}/.default").token

    def client_args(self, principal: str = "owner") -> dict[str, Any]:
        """Return the keyword arguments azure-mgmt clients need; subscription_id is theirs, not in here."""
        return {
            "credential": self.credential(principal),
            "base_url": self.url,
            "credential_scopes": [self.arm_scope],
            "connection_verify": self.ca,
        }

    def control(self, method: str, path: str, body: Any = None) -> Any:
        """Call the control API: `clock/advance`, `faults` …"""
        return process.control(self.state, self.server).call(method, path, body)

    def _credential_args(self, principal: str) -> dict[str, Any]:
        who = self.scenario.principal(principal)
        assert who is not None
        return {
            "tenant_id": self.scenario.tenant.id,
            "client_id": who.app_id,
            "client_secret": self.state.client_secret(principal),
            "authority": self.url,
            "disable_instance_discovery": True,
        }


def start_local_azure(
    folder: Path, scenario: str | None = None, port: int = 0, rows: Sequence[Path] = ()
) -> LocalAzureServer:
    """Start one with its state in *folder*; the caller stops it with process.stop."""
    state = StateDir(folder)
    with forked_servers():
        return LocalAzureServer(state, process.start(state, port, scenario, rows).server)


@contextmanager
def shell_of(azure: LocalAzureServer, principal: str = "owner") -> Iterator[None]:
    """Give this process *principal*'s environment: azure-ai-ml takes the cloud from there, and writes into it."""
    with pytest.MonkeyPatch.context() as patch:
        for name, value in azure.env(principal).items():
            patch.setenv(name, value)
        patch.delenv("AZUREML_CURRENT_CLOUD", raising=False)
        yield
    os.environ.pop("AZUREML_CURRENT_CLOUD", None)


@pytest.fixture(scope="session")
def local_azure(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalAzureServer]:
    """One local Azure for each worker of the test run."""
    azure = start_local_azure(tmp_path_factory.mktemp("local-azure"))
    yield azure
    process.stop(azure.state)


@pytest.fixture(scope="module")
def custom_role_azure(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalAzureServer]:
    """A module's own, with the scenario whose deployer holds the documented actions and no more."""
    azure = start_local_azure(tmp_path_factory.mktemp("custom-role"), "custom-role")
    yield azure
    process.stop(azure.state)


@pytest.fixture
def fresh_local_azure(tmp_path: Path) -> Iterator[LocalAzureServer]:
    """A local Azure of the test's own, with the default scenario."""
    azure = start_local_azure(tmp_path / "state")
    yield azure
    process.stop(azure.state)


@pytest.fixture
def local_azure_with(tmp_path: Path) -> Iterator[Callable[[str], LocalAzureServer]]:
    """Return a function that starts a local Azure with the scenario of that name or file."""
    started: list[LocalAzureServer] = []

    def start(scenario: str) -> LocalAzureServer:
        started.append(start_local_azure(tmp_path / f"state-{len(started)}", scenario))
        return started[-1]

    yield start
    for azure in started:
        process.stop(azure.state)
