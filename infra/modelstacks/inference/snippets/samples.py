"""Which samples fit an endpoint, and their text: pure, but for reading the packaged rows and templates."""

from __future__ import annotations

import json
import shlex
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Literal

from jinja2 import Environment, PackageLoader, StrictUndefined
from pydantic import BaseModel, ConfigDict

from modelstacks.azure.deployed import DATA_PLANE_SCOPE
from modelstacks.inference.probes.content_safety import PROMPT

if TYPE_CHECKING:
    from modelstacks.inference.target import SmokeTarget

KEY_VARIABLE = "AZURE_INFERENCE_CREDENTIAL"
"""The environment variable that Microsoft's own samples take the key from."""
TASKS = {"chat-completion": "chat", "completions": "completions", "embeddings": "embeddings"}
"""What a sample can show, by the catalogue's word for what a model can."""


class Sample(BaseModel):
    """A row of samples.json; the order of the rows is the order of preference.

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
        more = f" {self.install_for_entra}" if entra and self.install_for_entra else ""
        return f"{self.install}{more}" if self.install else None


@dataclass(frozen=True)
class Place:
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


def place_of(target: SmokeTarget, private_cloud: bool) -> Place | None:
    """Return what the samples need to know of an endpoint; None for a model that no sample is for (rerank)."""
    task = next((TASKS[one] for one in target.capabilities if one in TASKS), None)
    if task is None:
        return None
    endpoint = target.endpoint
    uri, entra = endpoint.uri.rstrip("/"), endpoint.auth == "entra"
    return Place(endpoint.name, uri, target.model.name, task, entra, private_cloud)


@cache
def all_samples() -> tuple[Sample, ...]:
    """Return the rows, the maintained way first."""
    rows = json.loads(files(__package__).joinpath("samples.json").read_text(encoding="utf-8"))
    return tuple(Sample.model_validate(row) for row in rows)


def samples_for(place: Place, language: str | None = None) -> list[Sample]:
    """Return the samples that fit the endpoint: all, those of a *language*, or the one of that id."""
    return [
        sample
        for sample in all_samples()
        if place.task in sample.tasks and language in (None, sample.language, sample.id)
    ]


def write_sample(sample: Sample, place: Place) -> Snippet:
    """Return the sample's text. The key is not in it: it comes from KEY_VARIABLE when the sample runs."""
    template = _templates().get_template(f"{sample.id}.{place.task}.j2")
    file = sample.file.format(task=place.task)
    text = template.render(
        uri=place.uri,
        model=place.model,
        entra=place.entra,
        private_cloud=place.private_cloud,
        usage=list(_usage(sample, place)),
        variable=KEY_VARIABLE,
        scope=DATA_PLANE_SCOPE,
        tripping=PROMPT,
    )
    return Snippet(sample, file, text)


def _usage(sample: Sample, place: Place) -> list[str]:
    lines = [f"{place.task.capitalize()} with {place.model}, deployed as {place.name}: {sample.package}."]
    if sample.retired:
        lines.append(sample.retired)
    if install := sample.installing(place.entra):
        lines.append(f"Needs: {install}")
    return [*lines, *_credential_lines(sample, place)]


def _credential_lines(sample: Sample, place: Place) -> list[str]:
    if not place.entra:
        return [
            "The key comes from the environment:",
            f'  export {KEY_VARIABLE}="$(modelstacks key {place.name})"',
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
