"""Which samples fit an endpoint, and their text: pure, but for reading the packaged entries and templates."""

from __future__ import annotations

import json
import shlex
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Literal

from jinja2 import Environment, PackageLoader, StrictUndefined
from pydantic import BaseModel, ConfigDict

from modelstacks.azure.endpoint_access import DATA_PLANE_SCOPE
from modelstacks.inference.probes.content_safety import PROMPT

if TYPE_CHECKING:
    from modelstacks.inference.target import SmokeTarget

KEY_VARIABLE = "AZURE_INFERENCE_CREDENTIAL"
"""The environment variable that Microsoft's own samples take the key from."""
TASKS = {"chat-completion": "chat", "completions": "completions", "embeddings": "embeddings"}
"""What a sample can show, by the catalogue's word for what a model can."""


class Sample(BaseModel):
    """An entry of samples.json; their order is the order of preference.

    *install* is the command that gets its packages; *retired* says so where a package is no longer maintained.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    language: Literal["curl", "python", "javascript", "csharp"]
    package: str
    file: str
    tasks: tuple[str, ...]
    install: str | None = None
    install_for_entra: str | None = None
    retired: str | None = None

    def installing(self, entra: bool) -> str | None:
        """Return the command that gets the packages, or None where nothing is needed."""
        extra = f" {self.install_for_entra}" if entra and self.install_for_entra else ""
        return f"{self.install}{extra}" if self.install else None


@dataclass(frozen=True)
class SampleEndpoint:
    """The endpoint that the samples are for; *private_cloud*: Entra's public directory knows nothing of it."""

    name: str
    uri: str
    model: str
    task: str
    entra: bool = False
    private_cloud: bool = False


@dataclass(frozen=True)
class Snippet:
    """A sample's text for one endpoint; *file* is its name, with folders."""

    sample: Sample
    file: str
    text: str


def sample_endpoint(target: SmokeTarget, private_cloud: bool) -> SampleEndpoint | None:
    """Return what the samples need to know of an endpoint; None for a model that no sample is for (rerank)."""
    task = next((TASKS[capability] for capability in target.capabilities if capability in TASKS), None)
    if task is None:
        return None
    endpoint = target.endpoint
    uri, entra = endpoint.uri.rstrip("/"), endpoint.auth == "entra"
    return SampleEndpoint(endpoint.name, uri, target.model.name, task, entra, private_cloud)


@cache
def all_samples() -> tuple[Sample, ...]:
    """Return the samples, the maintained way first."""
    samples = json.loads(files(__package__).joinpath("samples.json").read_text(encoding="utf-8"))
    return tuple(Sample.model_validate(sample) for sample in samples)


def samples_for(endpoint: SampleEndpoint, language: str | None = None) -> list[Sample]:
    """Return the samples that fit the endpoint: all, those of a *language*, or the one of that id."""
    return [
        sample
        for sample in all_samples()
        if endpoint.task in sample.tasks and language in (None, sample.language, sample.id)
    ]


def write_sample(sample: Sample, endpoint: SampleEndpoint) -> Snippet:
    """Return the sample's text. The key is not in it: it comes from KEY_VARIABLE when the sample runs."""
    template = _templates().get_template(f"{sample.id}.{endpoint.task}.j2")
    file = sample.file.format(task=endpoint.task)
    text = template.render(
        uri=endpoint.uri,
        model=endpoint.model,
        entra=endpoint.entra,
        private_cloud=endpoint.private_cloud,
        usage=list(_usage(sample, endpoint)),
        variable=KEY_VARIABLE,
        scope=DATA_PLANE_SCOPE,
        tripping=PROMPT,
    )
    return Snippet(sample, file, text)


def _usage(sample: Sample, endpoint: SampleEndpoint) -> list[str]:
    lines = [
        f"{endpoint.task.capitalize()} with {endpoint.model}, deployed as {endpoint.name}: {sample.package}."
    ]
    if sample.retired:
        lines.append(sample.retired)
    if install := sample.installing(endpoint.entra):
        lines.append(f"Needs: {install}")
    return [*lines, *_credential_lines(sample, endpoint)]


def _credential_lines(sample: Sample, endpoint: SampleEndpoint) -> list[str]:
    if not endpoint.entra:
        return [
            "The key comes from the environment:",
            f'  export {KEY_VARIABLE}="$(modelstacks key {endpoint.name})"',
        ]
    if sample.language != "curl":
        return [
            "The endpoint takes no keys: it asks Entra for a token, as whoever runs it (az login, AZURE_*)."
        ]
    resource = DATA_PLANE_SCOPE.removesuffix("/.default")
    token = f"$(az account get-access-token --resource {resource} --query accessToken --output tsv)"
    return ["The endpoint takes no keys but tokens of Entra:", f'  export {KEY_VARIABLE}="{token}"']


def _quoted(value: Any) -> str:
    """Quote as JSON does, which Python, JavaScript and C# read alike."""
    return json.dumps(value)


@cache
def _templates() -> Environment:
    templates = Environment(  # noqa: S701  what comes out is code, not HTML; values go through quoted and shell
        loader=PackageLoader(__package__, "templates"),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    templates.filters |= {"quoted": _quoted, "shell": shlex.quote}
    return templates
