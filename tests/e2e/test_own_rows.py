"""A model that no packaged row knows, named by `rows:` in deployments.yaml: every command knows it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from azure_fixtures import start_local_azure
from e2e_bench import Bench, outputs_of, project
from estate import Estate
from localazure import process

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wheel import Installed

pytestmark = pytest.mark.e2e

SIZE = "Standard_OWN48"
ROWS = f"""\
models:
  - name: Own-Chat-1
    registry: azureml-own
    publisher: Own
    first_party: false
    version: "3"
    modes: [serverless, managed]
    capabilities: [chat-completion]
    marketplace: {{serverless: true, managed: false}}
    serverless_offer: {{regions: [swedencentral], hub_regions: [swedencentral], snapshot: today, source: the seller}}
    managed_compute: {{recommended_skus: [{SIZE}], source: the seller}}
skus:
  - {{name: {SIZE}, family: ownFamily, vcpus: 48, gpus: 1, exempt_from_reserve: true}}
"""


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory, wheel: Installed) -> Iterator[Bench]:
    """A local Azure that has the model, too, and a stack's folder; the rows lie outside of it."""
    folder = tmp_path_factory.mktemp("project")
    rows = folder / "own.yaml"
    rows.write_text(ROWS, encoding="utf-8")
    azure = start_local_azure(tmp_path_factory.mktemp("azure"), rows=[rows])
    bench = project(azure, folder, wheel)
    with Estate(azure) as estate:
        estate.project()
        (bench.stack("models") / "deployments.yaml").write_text(_spec(estate), encoding="utf-8")
        yield bench
    process.stop(azure.state)


def _spec(estate: Estate) -> str:
    return f"""\
subscription: ${{AZURE_SUBSCRIPTION_ID}}
resource_group: {estate.group.rpartition("/")[2]}
rows: [../../own.yaml]
workspaces: {{{estate.region}: chat}}
deployments:
  chat: {{model: own-chat-1, mode: serverless}}
  box: {{model: Own-Chat-1, mode: managed, quota: dedicated}}
"""


def said(bench: Bench, *command: str) -> str:
    """What a command said that ended well, run elsewhere than where the spec lies."""
    ran = bench.modelstacks(*command, str(bench.stack("models") / "deployments.yaml"))
    assert ran.code == 0, ran.out
    return ran.out


def test_every_command_knows_the_model(bench: Bench) -> None:
    assert "Own-Chat-1" in said(bench, "check")
    assert ["box", "managed", "swedencentral", SIZE, "dedicated"] in [
        line.split()[:5] for line in said(bench, "lock").splitlines()
    ]
    assert "fits" in said(bench, "lock", "--check")
    assert "Microsoft.MachineLearningServices" in said(bench, "role")
    said(bench, "ensure")
    said(bench, "adopt", "--yes")
    assert "unchanged" in bench.up("models").out
    said(bench, "up", "--yes")
    tested = outputs_of(bench.modelstacks("smoke", "--output", "json", cwd=bench.stack("models")))
    assert {(row["deployment"], row["info"]["model_name"]) for row in tested} == {
        ("chat", "Own-Chat-1"),
        ("box", "Own-Chat-1"),
    }
    assert len(said(bench, "key", "chat").strip()) > 20
    assert "Own-Chat-1" in said(bench, "snippets", "chat", "--lang", "curl")
    assert "/chat/completions" in said(bench, "openapi", "chat")
    assert "Renewed: box" in said(bench, "renew", "box", "--yes")
    assert "box-g2" in bench.modelstacks("endpoints").out
    said(bench, "destroy", "--yes")
    assert "[]" in bench.modelstacks("endpoints", "--output", "json").out
