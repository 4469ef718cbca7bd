"""Write docs/reference and the schemas beside the sample specs, from the code. --check: only fail where one is stale."""

from __future__ import annotations

import pkgutil
import sys
from enum import Enum
from importlib import import_module
from pathlib import Path
from types import UnionType
from typing import TYPE_CHECKING, Any, Union, get_args, get_origin

import typer
from spec_keys import spec_page

import modelstacks
from modelstacks.audits.rules import described_rules
from modelstacks.catalog import load
from modelstacks.cli.app import app
from modelstacks.cli.exit_codes import EXIT_CODES
from modelstacks.cli.output import as_json
from modelstacks.errors import ModelstacksError
from modelstacks.inference.probes import all_probes
from modelstacks.preflight.checks import described_checks
from modelstacks.spec.json_schema import json_schema
from modelstacks.spec.kinds import FILES, KINDS

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]
REFERENCE = Path("docs/reference")
WRITTEN = "<!-- Written by scripts/docs from the code; edit that. -->\n"


def pages() -> dict[Path, str]:
    """Return the text of every generated file by its path in the clone."""
    schemas = {kind: json_schema(kind, load()) for kind in FILES}
    reference = {
        **{kind.stem: spec_page(kind.file, schema) for kind, schema in schemas.items()},
        "commands": commands_page(),
        "checks": checks_page(),
        "audit": audit_page(),
        "probes": probes_page(),
        "exit-codes": exit_codes_page(),
    }
    return {
        **{REFERENCE / f"{name}.md": f"{WRITTEN}{text.rstrip()}\n" for name, text in reference.items()},
        **{Path("stacks", kind.name, kind.schema_file): as_json(schemas[kind]) for kind in KINDS},
    }


def table(*rows: tuple[str, ...]) -> str:
    """Return a Markdown table, the first row its head."""
    head, *others = ([cell.replace("|", "\\|").replace("\n", " ") for cell in row] for row in rows)
    lines = [head, ["---"] * len(head), *others]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def checks_page() -> str:
    """What `modelstacks checks` prints."""
    rows = [tuple(check.values()) for check in described_checks()]
    return (
        "# Checks\n\nWhat `modelstacks check`, and a stack before its first resource, make sure of. *error* stops, *unverified* is\n"
        "what nobody can tell beforehand; source `modelstacks`: a rule of its own, which no document has.\n\n"
        + table(("check", "severity", "what it makes sure of", "source"), *rows)
    )


def audit_page() -> str:
    """What `modelstacks audit --list` prints."""
    rows = [tuple(rule.values()) for rule in described_rules()]
    return (
        "# Audit\n\nWhat `modelstacks audit` looks at, in what is deployed and in the file. *error*: it breaks by the date, and the exit\n"
        "code is 1; source `modelstacks`: a rule of its own, which no document has.\n\n"
        + table(("rule", "severity", "what it makes sure of", "source"), *rows)
    )


def probes_page() -> str:
    """What the smoke test asks."""
    rows = [
        (probe.id, probe.level, probe.capability or "", "noted" if probe.noted else "failed", probe.title)
        for probe in all_probes()
    ]
    return (
        "# Probes\n\nWhat the smoke test puts to an endpoint. A level holds the probes of those before it (info, basic, full); one for\n"
        "a capability is put to models that have it. *noted*: a wrong answer fails nothing.\n\n"
        + table(("probe", "level", "for the capability", "a wrong answer is", "what it makes sure of"), *rows)
    )


def exit_codes_page() -> str:
    """The codes, and the errors that end with them."""
    errors = [(code_of(error), f"`{error.__name__}`", summary(error)) for error in sorted_errors()]
    return (
        "# Exit codes\n\n"
        + table(("code", "meaning"), *EXIT_CODES.items())
        + "\n## Errors\n\nWhat functions of the package raise, and the code that a command ends with.\n\n"
        + table(("code", "error", "meaning"), *errors)
    )


def sorted_errors() -> list[type[ModelstacksError]]:
    """Every error of the package, by code and name."""
    for module in pkgutil.walk_packages(modelstacks.__path__, "modelstacks."):
        if not module.name.endswith("__main__"):
            import_module(module.name)
    own = [error for error in below(ModelstacksError) if error.__module__.startswith("modelstacks.")]
    return sorted(own, key=lambda error: (code_of(error), error.__name__))


def code_of(error: type[ModelstacksError]) -> str:
    """Return the code of a class, or that its errors choose their own."""
    made = getattr(error.__init__, "__code__", None)
    return "its own" if made and "exit_code" in made.co_names else str(error.exit_code)


def below(kind: type[ModelstacksError]) -> Iterator[type[ModelstacksError]]:
    """Yield the class and those below it."""
    yield kind
    for subclass in kind.__subclasses__():
        yield from below(subclass)


def summary(documented: Any) -> str:
    """Return the first sentence of a docstring."""
    return " ".join((documented.__doc__ or "").split("\n\n")[0].split())


def commands_page() -> str:
    """Every command with its arguments and options."""
    sections = "".join(sections_of("modelstacks", typer.main.get_command(app)))
    return f"# Commands\n\nAs `--help` says them. Every command has `--help`.\n\n{sections}"


def sections_of(path: str, command: Any) -> Iterator[str]:
    """Yield the section of a command, then those of the commands in it."""
    text = "\n".join(line.strip() for line in (command.help or "").splitlines()).strip()
    yield f"## `{path}`\n\n{text}\n\n"
    rows = [parameter_row(each) for each in command.params if not getattr(each, "hidden", False)]
    if rows:
        yield table(("argument or option", "takes", "default", "what"), *rows) + "\n"
    for name in command.list_commands(None) if hasattr(command, "list_commands") else ():
        yield from sections_of(f"{path} {name}", command.get_command(None, name))


def parameter_row(parameter: Any) -> tuple[str, str, str, str]:
    """Return what there is to know of an argument or option."""
    is_argument = not parameter.opts[0].startswith("-")
    names = [parameter.name.upper()] if is_argument else [*parameter.opts, *parameter.secondary_opts]
    flag = getattr(parameter, "is_flag", False)
    takes = "" if flag else takes_of(parameter.type_descriptor.annotation)
    shown = getattr(parameter.default, "value", parameter.default)
    default = "" if shown in (None, False, "", [], ()) else f"`{shown}`"
    required = "needed" if parameter.required else default
    return ", ".join(f"`{name}`" for name in names), takes, required, parameter.help or ""


def takes_of(annotation: Any) -> str:
    """Return what a parameter's type takes, in words."""
    if get_origin(annotation) in (list, tuple):
        return f"{takes_of(get_args(annotation)[0])}, repeatable"
    if get_origin(annotation) in (Union, UnionType):
        return takes_of(next(arm for arm in get_args(annotation) if arm is not type(None)))
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        return " or ".join(f"`{member.value}`" for member in annotation)
    name: str = annotation.__name__
    return {"str": "text", "int": "a whole number", "float": "a number", "Path": "a path"}.get(name, name)


def main(arguments: list[str]) -> int | str:
    """Write the files, or say which are stale."""
    texts = pages()
    if arguments != ["--check"]:
        (ROOT / REFERENCE).mkdir(parents=True, exist_ok=True)
        for path, text in texts.items():
            (ROOT / path).write_text(text, encoding="utf-8")
        return 0
    there = {path.relative_to(ROOT) for path in (ROOT / REFERENCE).glob("*")}
    stale = [
        path
        for path, text in texts.items()
        if not (ROOT / path).is_file() or (ROOT / path).read_text("utf-8") != text
    ]
    wrong = [path.as_posix() for path in (*stale, *sorted(there - texts.keys()))]
    return f"Not what the code says: {', '.join(wrong)}. Run: scripts/docs" if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
