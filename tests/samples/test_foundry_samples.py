"""Every sample for a Foundry deployment runs as it is written, with a token of Entra; most also with the account's key."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from foundry_accounts import EMBED, Foundry
from foundry_builders import LLAMA
from modelstacks.catalog import load
from modelstacks.inference.client import Endpoint
from modelstacks.inference.smoke import SmokeTarget
from modelstacks.inference.snippets.samples import SampleEndpoint, sample_endpoint, samples_for
from sample_runs import Bench, check_printed

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from azure_fixtures import LocalAzureServer
    from modelstacks.inference.client import Auth
    from modelstacks.inference.snippets.samples import Sample

pytestmark = [pytest.mark.e2e, pytest.mark.ci]

COGNITIVE_SERVICES_USER = "a97b65f3-24c7-4388-baec-2e87135dc908"
MODELS = {"chat": LLAMA, "embeddings": EMBED}


def place(
    task: str, auth: Auth, base: str = "https://a/openai/v1", project: str = "https://a/p"
) -> SampleEndpoint:
    """Return a deployment that is called `my-TASK`, not as its model."""
    endpoint = Endpoint(f"my-{task}", base, "k3y", auth=auth)
    model = load().model(MODELS[task]["name"])
    target = SmokeTarget(endpoint, model, "foundry", sent_as=f"my-{task}", project_uri=project)
    found = sample_endpoint(target, private_cloud=True)
    assert found is not None
    return found


def listed(auth: Auth) -> list[Any]:
    """Return the samples that somebody can run, with each of their tasks, as parameters of a test."""
    return [
        pytest.param(sample, task, id=f"{sample.id}-{task}")
        for task in MODELS
        for sample in samples_for(place(task, auth))
        if sample.compiled
    ]


@pytest.fixture(scope="module")
def account(local_azure: LocalAzureServer) -> Iterator[tuple[Foundry, str]]:
    """An account with both models, whose caller has the data actions, and its project's address."""
    foundry = Foundry(local_azure)
    for task, model in MODELS.items():
        foundry.deploy(f"my-{task}", model, capacity=50)
    foundry.assign("owner", COGNITIVE_SERVICES_USER)
    yield foundry, foundry.project("chat")
    foundry.close()


def run(account: tuple[Foundry, str], sample: Sample, task: str, auth: Auth, folder: Path) -> str:
    foundry, project = account
    there = place(task, auth, f"{foundry.address()}/openai/v1", project)
    bench = Bench(foundry.azure, foundry.estate, {}, {there.name: foundry.key}, there)
    return bench.run(sample, there, folder)


@pytest.mark.parametrize(("sample", "task"), listed("entra"))
def test_it_runs_with_a_token(
    account: tuple[Foundry, str], sample: Sample, task: str, tmp_path: Path
) -> None:
    printed = run(account, sample, task, "entra", tmp_path)

    check_printed(printed, task)
    if sample.id == "python-azure-ai-projects":
        assert MODELS[task]["name"] in printed


@pytest.mark.parametrize(("sample", "task"), listed("key"))
def test_it_runs_with_the_accounts_key(
    account: tuple[Foundry, str], sample: Sample, task: str, tmp_path: Path
) -> None:
    check_printed(run(account, sample, task, "key", tmp_path), task)
