"""Which samples fit an endpoint, and their text: pure, but for reading the packaged entries and templates."""

from __future__ import annotations

import json
import shlex
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from jinja2 import Environment, PackageLoader, StrictUndefined
from pydantic import BaseModel, ConfigDict

from modelstacks.inference.by_mode import ModeSmoke, smoke_of
from modelstacks.inference.probes.content_safety import PROMPT
from modelstacks.inference.schema import MODEL_INFERENCE

if TYPE_CHECKING:
    from modelstacks.inference.target import SmokeTarget

KEY_VARIABLE = "AZURE_INFERENCE_CREDENTIAL"
"""The environment variable that Microsoft's own samples take the key from."""
TASKS = {"chat-completion": "chat", "completions": "completions", "embeddings": "embeddings"}
"""What a sample can show, by the catalogue's word for what a model can."""
Need: TypeAlias = Literal["entra", "project", "model-inference"]
"""What not every endpoint has: tokens of Entra, a Foundry project, the Model Inference API."""


class Sample(BaseModel):
    """An entry of samples.json; their order is the order of preference.

    *install* is the command that gets its packages; *needs* is what an endpoint must have; *compiled* is False where no
    test runs it; *retired* says so where a package is no longer maintained.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    language: Literal["curl", "python", "javascript", "csharp"]
    package: str
    file: str
    tasks: tuple[str, ...]
    install: str | None = None
    install_for_entra: str | None = None
    needs: frozenset[Need] = frozenset()
    compiled: bool = True
    retired: str | None = None

    def installing(self, entra: bool) -> str | None:
        """Return the command that gets the packages, or None where nothing is needed."""
        extra = f" {self.install_for_entra}" if entra and self.install_for_entra else ""
        return f"{self.install}{extra}" if self.install else None


@dataclass(frozen=True)
class SampleEndpoint:
    """The endpoint that the samples are for; *private_cloud*: Entra's public directory knows nothing of it.

    *sent_as* is what a request calls the model, if not by its name; *mode* is what its deployment's mode has.
    """

    name: str
    uri: str
    model: str
    task: str
    entra: bool = False
    private_cloud: bool = False
    sent_as: str | None = None
    project_uri: str | None = None
    mode: ModeSmoke = field(default_factory=ModeSmoke, compare=False)

    @property
    def base(self) -> str:
        """What a package that speaks OpenAI's schema takes as its base URL."""
        return self.uri + self.mode.sdk_route

    @property
    def has(self) -> frozenset[Need]:
        """What samples may need of it."""
        answers: dict[Need, bool] = {
            "entra": self.entra,
            "project": self.project_uri is not None,
            "model-inference": MODEL_INFERENCE in self.mode.schemas,
        }
        return frozenset(need for need, yes in answers.items() if yes)


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
    return SampleEndpoint(
        name=endpoint.name,
        uri=endpoint.uri.rstrip("/"),
        model=target.model.name,
        task=task,
        entra=endpoint.auth == "entra",
        private_cloud=private_cloud,
        sent_as=target.sent_as,
        project_uri=target.project_uri,
        mode=smoke_of(target.mode),
    )


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
        if endpoint.task in sample.tasks
        and sample.needs <= endpoint.has
        and language in (None, sample.language, sample.id)
    ]


def write_sample(sample: Sample, endpoint: SampleEndpoint) -> Snippet:
    """Return the sample's text. The key is not in it: it comes from KEY_VARIABLE when the sample runs."""
    template = _templates().get_template(f"{sample.id}.{endpoint.task}.j2")
    file = sample.file.format(task=endpoint.task)
    text = template.render(
        uri=endpoint.uri,
        base=endpoint.base,
        project_uri=endpoint.project_uri,
        model=endpoint.sent_as or endpoint.model,
        entra=endpoint.entra,
        private_cloud=endpoint.private_cloud,
        usage=list(_usage(sample, endpoint)),
        variable=KEY_VARIABLE,
        scope=endpoint.mode.scope,
        extra=endpoint.mode.extra_parameter,
        tripping=PROMPT,
    )
    return Snippet(sample, file, text)


def _usage(sample: Sample, endpoint: SampleEndpoint) -> list[str]:
    lines = [
        f"{endpoint.task.capitalize()} with {endpoint.model}, deployed as {endpoint.name}: {sample.package}."
    ]
    if sample.retired:
        lines.append(sample.retired)
    if not sample.compiled:
        lines.append("Not compiled: written after the package's documentation, and no test runs it.")
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
    token = f"$(az account get-access-token --scope {endpoint.mode.scope} --query accessToken --output tsv)"
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
        keep_trailing_newline=True,
    )
    templates.filters |= {"quoted": _quoted, "shell": shlex.quote}
    return templates
