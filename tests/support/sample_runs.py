"""Samples as users run them: written to a folder, unmodified, with the real packages, in a process of their own."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from estate import COHERE, LLAMA, PHI_VERSION, Estate
from modelstacks.inference.snippets.samples import (
    KEY_VARIABLE,
    Sample,
    SampleEndpoint,
    all_samples,
    write_sample,
)

if TYPE_CHECKING:
    from azure_fixtures import LocalAzureServer

HOME = Path(__file__).parents[2] / ".modelstacks" / "samples"
"""Where scripts/setup-samples puts the packages."""
IN_VENV = {"python-azure-ai-inference"}
"""Samples whose packages .venv holds."""
OF_AZURE_ML = [sample for sample in all_samples() if sample.compiled and sample.needs <= {"model-inference"}]
"""Samples for endpoints of Azure ML that somebody can run."""
BASE_MODEL = "azureml://registries/azureml-meta/models/Llama-2-7b/versions/23"
TIMEOUT_S = 120
SECTIONS = {
    "chat": ["plain", "streamed", "extra parameters", "content safety"],
    "completions": ["plain", "streamed", "extra parameters"],
}


def listed(*languages: str) -> list[Any]:
    """Return the samples in *languages* with each of their tasks, as parameters of a test."""
    return [
        pytest.param(sample, task, id=f"{sample.id}-{task}")
        for sample in OF_AZURE_ML
        if sample.language in languages
        for task in sample.tasks
    ]


def check_printed(printed: str, task: str) -> None:
    """Fail unless a sample of *task* came through all it shows, with answers of the local Azure."""
    lines = printed.splitlines()
    sections = [line.removeprefix("== ").partition(":")[0] for line in lines if line.startswith("== ")]
    assert sections == SECTIONS.get(task, []), printed
    if task == "embeddings":
        assert "1024" in printed or '"embedding"' in printed, printed
    else:
        assert "local Azure" in printed, printed
    if task == "chat":
        assert any(line.startswith("filtered: ") for line in lines), printed


@dataclass
class Bench:
    """Deployed models, one for each task, and one that takes Entra's tokens instead of keys; keys by the places' names."""

    azure: LocalAzureServer
    estate: Estate
    places: dict[str, SampleEndpoint]
    keys: dict[str, str]
    with_entra: SampleEndpoint

    def run(self, sample: Sample, place: SampleEndpoint, folder: Path) -> str:
        """Write the sample, run it to its end, and return what it printed."""
        written = write_sample(sample, place)
        file = folder / written.file
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(written.text, encoding="utf-8")
        environment = self._environment(place)
        ended = subprocess.run(
            [*_command(sample, file), *([] if sample.language == "csharp" else [str(file)])],
            cwd=file.parent,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=TIMEOUT_S,
            check=False,
        )
        assert ended.returncode == 0, ended.stdout
        assert environment[KEY_VARIABLE] not in written.text + ended.stdout
        return ended.stdout

    def _environment(self, place: SampleEndpoint) -> dict[str, str]:
        bare = {"PATH": os.environ["PATH"], "HOME": os.environ["HOME"]}
        audience = place.mode.scope.removesuffix("/.default")
        given = self.azure.token(audience=audience) if place.entra else self.keys[place.name]
        quiet = {"LITELLM_LOCAL_MODEL_COST_MAP": "True", "DOTNET_CLI_TELEMETRY_OPTOUT": "1"}
        return {**bare, **self.azure.env(), **quiet, KEY_VARIABLE: given}


def open_bench(azure: LocalAzureServer) -> Bench:
    """Deploy what the samples talk to; the caller closes the estate."""
    estate = Estate(azure)
    project = estate.project()
    places, keys = {}, {}
    for task, model in (("chat", LLAMA), ("embeddings", COHERE)):
        estate.subscribe(project, model, task)
        endpoint = estate.serverless(project, model, estate.name(task))
        uri = endpoint["properties"]["inferenceEndpoint"]["uri"]
        keys[task] = estate.post(f"{project}/serverlessEndpoints/{estate.name(task)}/listKeys")["primaryKey"]
        places[task] = SampleEndpoint(task, uri, model.rpartition("/")[2], task, private_cloud=True)
    base = _online(estate, project, "base", BASE_MODEL)
    keys["base"] = estate.post(f"{base}/listKeys")["primaryKey"]
    places["completions"] = SampleEndpoint(
        "base", _uri(estate, base), "Llama-2-7b", "completions", private_cloud=True
    )
    own = _online(estate, project, "own", PHI_VERSION, authMode="AADToken")
    with_entra = SampleEndpoint("own", _uri(estate, own), "Phi-4", "chat", entra=True, private_cloud=True)
    return Bench(azure, estate, places, keys, with_entra)


def _online(estate: Estate, project: str, name: str, model: str, **properties: str) -> str:
    path = estate.online(project, estate.name(name), **properties)
    estate.deployment(path, model=model)
    estate.traffic_with(path, properties.get("authMode", "Key"), blue=100)
    return path


def _uri(estate: Estate, path: str) -> str:
    return str(estate.get(path)["properties"]["scoringUri"]).removesuffix("/score")


def _command(sample: Sample, file: Path) -> list[str]:
    if sample.language == "python":
        return [sys.executable if sample.id in IN_VENV else str(_needed(HOME / "venv" / "bin" / "python"))]
    if sample.language == "curl":
        return ["sh"]
    if sample.language == "csharp":
        return _dotnet(file)
    node = shutil.which("node") or pytest.skip("the JavaScript samples need Node")
    (file.parent / "node_modules").symlink_to(_needed(HOME / "node_modules"))
    return [node]


def _needed(path: Path) -> Path:
    assert path.exists(), f"{path} is missing. Run: scripts/setup-samples"
    return path


def _dotnet(file: Path) -> list[str]:
    dotnet = shutil.which("dotnet") or pytest.skip("the C# samples need a .NET SDK")
    project = (
        f'<Project Sdk="Microsoft.NET.Sdk"><PropertyGroup>{_SETTINGS}</PropertyGroup>{_PACKAGES}</Project>'
    )
    (file.parent / "Sample.csproj").write_text(project, encoding="utf-8")
    return [dotnet, "run"]


_SETTINGS = (
    "<OutputType>Exe</OutputType><TargetFramework>net8.0</TargetFramework><RollForward>Major</RollForward>"
    "<ImplicitUsings>enable</ImplicitUsings><Nullable>enable</Nullable>"
)
_PACKAGES = (
    '<ItemGroup><PackageReference Include="Azure.AI.Inference" Version="1.0.0-beta.5" />'
    '<PackageReference Include="Azure.Identity" Version="1.14.0" /></ItemGroup>'
)
