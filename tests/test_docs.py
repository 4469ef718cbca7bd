"""docs/reference and the schemas beside the samples are what the code says."""

from __future__ import annotations

import re
import runpy
import shutil
import sys
from typing import TYPE_CHECKING, Any

import pytest
import typer

from modelstacks.audits.rules import all_rules
from modelstacks.cli.app import app
from modelstacks.inference.probes import all_probes
from modelstacks.preflight.checks import all_checks
from wheel import REPO

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

REFERENCE = REPO / "docs" / "reference"
GUIDES = sorted((REPO / "docs" / "guides").glob("*.md"))


def check(root: Path, monkeypatch: pytest.MonkeyPatch) -> str | int | None:
    """What scripts/docs --check ends with in the clone *root*; it runs in this process, which has loaded all it takes."""
    script = root / "scripts/lib/reference.py"
    monkeypatch.setattr(sys, "argv", [str(script), "--check"])
    monkeypatch.syspath_prepend(str(script.parent))
    with pytest.raises(SystemExit) as ended:
        runpy.run_path(str(script), run_name="__main__")
    return ended.value.code


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """What the script reads and writes, as it is here."""
    for folder in ("scripts/lib", "docs/reference", "stacks"):
        shutil.copytree(REPO / folder, tmp_path / folder)
    return tmp_path


def test_what_is_written_is_what_the_code_says(monkeypatch: pytest.MonkeyPatch) -> None:
    assert check(REPO, monkeypatch) == 0


def test_what_is_stale_missing_or_left_over_is_named(clone: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (clone / "docs/reference/checks.md").write_text("# Checks\n")
    (clone / "docs/reference/probes.md").unlink()
    (clone / "docs/reference/old.md").write_text("")
    (clone / "stacks/platform/platform.schema.json").write_text("{}")
    assert check(clone, monkeypatch) == (
        "Not what the code says: docs/reference/checks.md, docs/reference/probes.md, stacks/platform/platform.schema.json, "
        "docs/reference/old.md. Run: scripts/docs"
    )


def test_every_option_of_every_command_is_there() -> None:
    text = (REFERENCE / "commands.md").read_text()
    sections = dict(re.findall(r"^## `(.*?)`\n(.*?)(?=^## |\Z)", text, re.DOTALL | re.MULTILINE))
    options = list(options_of("modelstacks", typer.main.get_command(app)))
    assert len(options) > 60
    assert [(path, option) for path, option in options if f"`{option}`" not in sections[path]] == []


def options_of(path: str, command: Any) -> Iterator[tuple[str, str]]:
    """Every option with the command that takes it."""
    yield from (
        (path, option) for parameter in command.params for option in parameter.opts if option[0] == "-"
    )
    for name in command.list_commands(None) if hasattr(command, "list_commands") else ():
        yield from options_of(f"{path} {name}", command.get_command(None, name))


def test_every_check_every_rule_and_every_probe_is_there() -> None:
    pages = ("checks", "audit", "probes")
    checks, audit, probes = ((REFERENCE / f"{name}.md").read_text() for name in pages)
    assert [rule.id for rule in all_rules() if f"\n| {rule.id} | {rule.severity} | " not in audit] == []
    assert [check.id for check in all_checks() if f"\n| {check.id} | {check.severity} | " not in checks] == []
    assert [probe.id for probe in all_probes() if f"\n| {probe.id} | {probe.level} | " not in probes] == []


def test_the_codes_that_the_commands_end_with_are_there() -> None:
    text = (REFERENCE / "exit-codes.md").read_text()
    for row in ("| 0 |", "| 1 | `SmokeError` |", "| 2 | `UsageError` |", "| 3 |", "130 after Ctrl-C"):
        assert row in text


ARCHITECTURE = (REPO / "docs" / "architecture.md").read_text()


def test_every_module_it_names_is_there() -> None:
    named = re.findall(r"`((?:modelstacks|localazure|azure_native_standin)/[\w./]*)`", ARCHITECTURE)
    assert len(set(named)) > 50
    assert [path for path in named if not (REPO / "infra" / path).exists()] == []


@pytest.mark.parametrize("page", ["README.md", *(f"docs/guides/{path.name}" for path in GUIDES)])
def test_every_page_that_is_linked_to_is_there(page: str) -> None:
    links = re.findall(r"\]\((?!https?:)([^)#]+)", (REPO / page).read_text())
    assert [link for link in links if not ((REPO / page).parent / link).exists()] == []
    if page == "README.md":
        assert {f"docs/guides/{path.name}" for path in GUIDES} <= set(links)
