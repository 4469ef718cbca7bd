"""The stacks through Pulumi's Automation API: the same programs as plain `pulumi up`, no language host needed.

Imports of pulumi are inside the functions: `modelstacks --help` must not pay for them.
"""

from __future__ import annotations

import os
import re
import sys
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from modelstacks.azure.provider_identity import provider_variables
from modelstacks.engine.errors import StackError
from modelstacks.engine.hints import way_out
from modelstacks.engine.location import CLI, LANGUAGE_TOOLS, find_engine, path_entries
from modelstacks.errors import EngineMissingError, UsageError
from modelstacks.logs import log_variables
from modelstacks.spec.kinds import kind_of, named_kind, part_at, read_spec
from modelstacks.telemetry.spans import tell
from modelstacks.yaml_source import read_yaml

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from pulumi.automation import PulumiCommand, Workspace

    from modelstacks.engine.location import Engine
    from modelstacks.engine.own_stack import OwnStack
    from modelstacks.inference.smoke import SmokeResult
    from modelstacks.programs.existing_resources import ExistingResources

PROJECT_FILE = "Pulumi.yaml"
COPIED = ("Pulumi.local.yaml", PROJECT_FILE)
"""What a spec without a project gets beside it."""
BACKEND = ("PULUMI_BACKEND_URL", "PULUMI_CONFIG_PASSPHRASE")
"""Where the state lies, and what opens its secrets."""
PARALLEL = "PULUMI_PARALLEL"
AT_ONCE, PULUMIS_PER_CORE = 32, 4
"""How many resources a run works on at once: Pulumi counts cores, but a create waits for Azure, on a small CI runner too."""
VIRTUALENV = re.compile(r"\n +options:\n +virtualenv: .*")
"""The clone's own; without it Pulumi takes the `python3` on PATH."""


@dataclass(frozen=True)
class StackChoice:
    """A spec file, the name of its kind, and the stack it is for."""

    spec: Path
    kind: str
    stack: str

    @property
    def project(self) -> str:
        """The Pulumi project's name."""
        return named_kind(self.kind).project


@dataclass
class OpenStack:
    """A stack ready to run; *existing* fills with what its creates hear from Azure.

    *resources*: those of its state when it was opened, as `pulumi stack export` writes them.
    *left_out*: the keys of Marketplace subscriptions that a run was made without. *smoked*: the smoke tests of the last
    up, by deployment.
    """

    choice: StackChoice
    stack: OwnStack
    existing: ExistingResources
    resources: list[dict[str, Any]] = field(default_factory=list)
    left_out: set[str] = field(default_factory=set)
    smoked: dict[str, SmokeResult] = field(default_factory=dict)


def choose_stack(spec: Path, stack: str | None, environ: Mapping[str, str]) -> StackChoice:
    """Return the stack for *spec*, whose keys say of which kind it is.

    The stack's name defaults to `local` in an environment of the local Azure and to `dev` elsewhere.
    Raises SpecError where the file can't be read as YAML.
    """
    kind = kind_of(read_spec(spec, environ).data.keys()).name
    default = "local" if environ.get("MODELSTACKS_LOCAL_URL") else "dev"
    choice = StackChoice(spec, kind, stack or default)
    tell(spec=spec.name, project=choice.project, stack=choice.stack)
    return choice


class NoStackError(UsageError):
    """The backend has no stack of that name, and the command makes none."""


def open_stack(choice: StackChoice, environ: Mapping[str, str], *, create: bool = True) -> OpenStack:
    """Select the stack, or *create* it. Raises EngineMissingError, NoStackError, or StackError with Pulumi's message."""
    from pulumi import automation

    from modelstacks.engine.connections import keep_apart, leave_out_debugging
    from modelstacks.engine.own_stack import OwnStack, OwnWorkspace
    from modelstacks.programs.existing_resources import ExistingResources

    engine = find_complete_engine()
    keep_apart()
    leave_out_debugging()
    existing = ExistingResources()
    smoked: dict[str, SmokeResult] = {}
    workspace = OwnWorkspace(
        work_dir=str(work_folder(choice)),
        program=_program(choice, existing, smoked),
        env_vars=engine_environment(engine, environ, choice),
        pulumi_command=command_of(engine),
    )
    try:
        stack = OwnStack(choice.stack, workspace, create=create)
    except automation.StackNotFoundError as err:
        raise NoStackError(_none_of_that_name(choice, workspace)) from err
    except automation.CommandError as err:
        raise StackError(f"{error_text(err)}\n{_backend_hint(environ)}".rstrip()) from err
    return OpenStack(choice, stack, existing, workspace.resources, smoked=smoked)


def _none_of_that_name(choice: StackChoice, workspace: Workspace) -> str:
    names = sorted(summary.name for summary in workspace.list_stacks())
    there = f"There {'is' if len(names) == 1 else 'are'}: {', '.join(names)}." if names else "It has none."
    return (
        f"There is no stack {choice.stack} of {choice.project} in this backend, so nothing was done. {there}\n"
        "Choose one with --stack NAME; PULUMI_BACKEND_URL chooses the backend."
    )


def work_folder(choice: StackChoice) -> Path:
    """Return the folder of the stack's Pulumi.yaml: the spec's own, else a copy of ours beside the spec."""
    beside = choice.spec.resolve().parent
    if _is_project(beside, choice.project):
        return beside
    copy = beside / ".modelstacks" / "stacks" / choice.kind
    copy.mkdir(parents=True, exist_ok=True, mode=0o700)
    if not (copy / PROJECT_FILE).exists():
        for name in COPIED:  # whole or not at all: stacks of a fleet come at the same time
            (part := copy / f"{name}.{os.getpid()}").write_text(
                packaged_text(choice.kind, name), encoding="utf-8"
            )
            part.replace(copy / name)
    return copy


def packaged_stack(kind: str) -> Path:
    """Return the folder of our own stack: packaged in a wheel, `stacks/` in a clone."""
    package = Path(__file__).parents[1]
    packaged = package / "stacks" / kind
    return packaged if packaged.is_dir() else package.parent.parent / "stacks" / kind


def packaged_text(kind: str, name: str) -> str:
    """Return a file of our own stack as it is good anywhere: without the clone's virtual environment."""
    return VIRTUALENV.sub("", (packaged_stack(kind) / name).read_text(encoding="utf-8"))


def engine_environment(
    engine: Engine, environ: Mapping[str, str], choice: StackChoice | None = None
) -> dict[str, str]:
    """Return what Pulumi needs on top of *environ*: its programs on PATH, our interpreter for plugins, who the caller is;
    and the backend of *environ*, which may be another than this process's.

    The subscription is that of *environ*, else of the spec of *choice*. Some of the values are secrets.
    """
    subscription = read_yaml(choice.spec, environ).data.get("subscription") if choice else None
    folders = (*path_entries(engine), Path(sys.executable).parent)
    path = os.pathsep.join([*(str(folder) for folder in folders), environ.get("PATH", "")])
    return {
        "PATH": path,
        "PULUMI_PYTHON_CMD": sys.executable,
        "PULUMI_SKIP_UPDATE_CHECK": "true",
        "PULUMI_RUNTIME_VIRTUALENV": "",
        PARALLEL: environ.get(PARALLEL) or str(max(AT_ONCE, PULUMIS_PER_CORE * (os.cpu_count() or 1))),
        **{name: environ[name] for name in BACKEND if name in environ},
        **log_variables(),
        **provider_variables(environ, subscription if isinstance(subscription, str) else None),
    }


def find_complete_engine() -> Engine:
    """Return the engine. Raises EngineMissingError naming what is not there."""
    engine = find_engine()
    needed = {CLI, LANGUAGE_TOOLS[-1]}
    missing = needed.intersection(engine.missing)
    if missing:
        raise EngineMissingError(
            f"The Pulumi engine is incomplete: {', '.join(sorted(missing))} not found on PATH or in the cache.\n"
            "Run `modelstacks doctor --fix` to get it; `modelstacks doctor` shows what is where."
        )
    return engine


def command_of(engine: Engine) -> PulumiCommand:
    """Return how the Automation API calls that engine. Raises EngineMissingError where the CLI can't be run."""
    from modelstacks.engine.pulumi_command import OwnSessionCommand

    cli = engine.tool(CLI)
    if not (cli and cli.version):
        raise EngineMissingError(
            f"`{cli.path if cli else CLI} version` tells no version: this Pulumi can't be run here.\n"
            "Delete it and run `modelstacks doctor --fix` to get it again."
        )
    return OwnSessionCommand(str(cli.path), cli.version)


def _program(
    choice: StackChoice, existing: ExistingResources, smoked: dict[str, SmokeResult]
) -> Callable[[], None]:
    """Return the program, inline; its error is printed once: the Automation API would print all of it twice."""
    import pulumi

    def program() -> None:
        try:
            run()
        except pulumi.RunError as err:
            pulumi.log.error(str(err))
            raise pulumi.RunError("the program ended there") from err

    def run() -> None:
        part_at(named_kind(choice.kind).program)(choice.spec, existing, smoked)

    return program


def _is_project(folder: Path, project: str) -> bool:
    file = folder / PROJECT_FILE
    return file.is_file() and bool(read_yaml(file).data.get("name") == project)


def _backend_hint(environ: Mapping[str, str]) -> str:
    """Return what to do where nothing says in which backend the state lies, the usual cause by far."""
    if environ.get("PULUMI_BACKEND_URL"):
        return ""
    return (
        "PULUMI_BACKEND_URL is not set. Set it (or run `pulumi login`) for your own Azure; "
        'for the local one: eval "$(modelstacks local env)"'
    )


def error_text(err: Exception) -> str:
    """Return what Pulumi printed: the `error:` lines of a failed Pulumi command; all of it where there are none.

    What to do about it follows, where we know.
    """
    text = str(err)
    lines = (line.strip().removeprefix("stderr: ") for line in text.splitlines())
    errors = [line for line in lines if line.startswith("error:")]
    shown = "\n".join(errors) or text
    return f"{shown}\n{way_out(shown, os.environ)}".rstrip()


@contextmanager
def raising_stack_errors() -> Iterator[None]:
    """Raise StackError with what Pulumi printed where one of its commands fails."""
    from pulumi import automation

    try:
        yield
    except automation.CommandError as err:
        raise StackError(error_text(err)) from err
