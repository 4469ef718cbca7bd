"""Which stack a spec is for, and what Pulumi gets to see. The engine here is a script; tests/e2e has the real one."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import pytest

from modelstacks.engine.errors import StackError
from modelstacks.engine.location import CLI, DYNAMIC_LAUNCHER, TOOLS, Engine, cli_bin, find_engine
from modelstacks.engine.stacks import (
    NoStackError,
    StackChoice,
    choose_stack,
    command_of,
    engine_environment,
    error_text,
    open_stack,
    packaged_stack,
    work_folder,
)
from modelstacks.errors import EngineMissingError, SpecError
from toolbox import SYSTEM, program, programs

REPO = Path(__file__).parents[2]


def spec_in(folder: Path, text: str = "deployments: {}\n") -> Path:
    file = folder / "spec.yaml"
    file.write_text(text, encoding="utf-8")
    return file


@pytest.fixture
def bin_(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder on PATH with the whole engine in it."""
    folder = programs(tmp_path / "bin", TOOLS)
    monkeypatch.setenv("PATH", f"{folder}:{SYSTEM}")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "caches"))
    return folder


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("deployments: {}", "models"),
        ("hubs: {}", "platform"),
        ("hubs: {}\ndeployments: {}", "models"),
        ("region: swedencentral\nworkspaces: {}", "platform"),
        ("workspaces: {}", "models"),
    ],
)
def test_what_is_in_a_spec_says_which_stack_it_is_for(tmp_path: Path, text: str, kind: str) -> None:
    choice = choose_stack(spec_in(tmp_path, text), None, {})
    assert (choice.kind, choice.project) == (kind, f"modelstacks-{kind}")


@pytest.mark.parametrize(
    ("given", "environ", "stack"),
    [
        (None, {}, "dev"),
        (None, {"MODELSTACKS_LOCAL_URL": "https://localhost:8443"}, "local"),
        ("prod", {"MODELSTACKS_LOCAL_URL": "https://localhost:8443"}, "prod"),
    ],
)
def test_a_stack_is_named_by_hand_or_by_where_one_is(
    tmp_path: Path, given: str | None, environ: dict[str, str], stack: str
) -> None:
    assert choose_stack(spec_in(tmp_path), given, environ).stack == stack


def test_a_spec_that_is_no_yaml_is_a_mistake_with_its_place(tmp_path: Path) -> None:
    with pytest.raises(SpecError, match=r"spec\.yaml:2:"):
        choose_stack(spec_in(tmp_path, "a: 1\n  b: ["), None, {})


@pytest.mark.parametrize("spec", ["models/deployments.yaml", "platform/platform.yaml"])
def test_a_spec_beside_its_pulumi_yaml_is_run_there(spec: str) -> None:
    file = REPO / "stacks" / spec
    assert work_folder(choose_stack(file, None, {})) == file.parent


@pytest.mark.parametrize("beside", [None, "name: somebody-elses\n"])
def test_a_spec_elsewhere_gets_a_copy_of_our_stack(tmp_path: Path, beside: str | None) -> None:
    if beside:
        (tmp_path / "Pulumi.yaml").write_text(beside, encoding="utf-8")
    folder = work_folder(choose_stack(spec_in(tmp_path), None, {}))
    assert folder == tmp_path / ".modelstacks" / "stacks" / "models"
    assert sorted(file.name for file in folder.iterdir()) == ["Pulumi.local.yaml", "Pulumi.yaml"]
    assert "virtualenv" not in (folder / "Pulumi.yaml").read_text(encoding="utf-8")
    assert folder.stat().st_mode & 0o777 == 0o700


def test_the_copy_keeps_what_was_configured_in_it(tmp_path: Path) -> None:
    choice = choose_stack(spec_in(tmp_path), None, {})
    config = work_folder(choice) / "Pulumi.local.yaml"
    config.write_text("config: {}\n", encoding="utf-8")
    work_folder(choice)
    assert config.read_text(encoding="utf-8") == "config: {}\n"


def test_our_own_stacks_are_those_of_the_clone() -> None:
    assert packaged_stack("platform") == REPO / "stacks" / "platform"


def test_pulumi_finds_its_programs_and_our_interpreter(tmp_path: Path) -> None:
    cached = programs(cli_bin(tmp_path), TOOLS)
    engine = find_engine({"PATH": "/nowhere"}, tmp_path)
    variables = engine_environment(engine, {"PATH": "/nowhere"})
    assert variables["PATH"].split(os.pathsep) == [str(cached), str(Path(sys.executable).parent), "/nowhere"]
    pulumis = {name: value for name, value in variables.items() if name.startswith("PULUMI_")}
    assert pulumis == {
        "PULUMI_PYTHON_CMD": sys.executable,
        "PULUMI_SKIP_UPDATE_CHECK": "true",
        "PULUMI_RUNTIME_VIRTUALENV": "",
        "PULUMI_PARALLEL": variables["PULUMI_PARALLEL"],
    }


@pytest.mark.parametrize(
    ("cores", "given", "at_once"),
    [
        (2, {}, "32"),
        (2, {"PULUMI_PARALLEL": ""}, "32"),
        (None, {}, "32"),
        (2, {"PULUMI_PARALLEL": "1"}, "1"),
        (64, {}, "256"),
    ],
)
def test_more_creates_wait_for_azure_at_once_than_a_small_runner_s_cores_suggest(
    monkeypatch: pytest.MonkeyPatch, cores: int | None, given: dict[str, str], at_once: str
) -> None:
    monkeypatch.setattr(os, "cpu_count", lambda: cores)
    assert engine_environment(Engine(()), {"PATH": "", **given})["PULUMI_PARALLEL"] == at_once


def test_the_backend_is_that_of_the_command(tmp_path: Path) -> None:
    programs(cli_bin(tmp_path), TOOLS)
    engine = find_engine({"PATH": "/nowhere"}, tmp_path)
    given = {"PULUMI_BACKEND_URL": "file:///state", "PULUMI_CONFIG_PASSPHRASE": ""}
    assert given.items() <= engine_environment(engine, {"PATH": "", **given}).items()


@pytest.mark.parametrize(
    ("given", "subscription"), [({}, "of-the-spec"), ({"AZURE_SUBSCRIPTION_ID": "mine"}, "mine")]
)
def test_the_provider_gets_the_identity_of_the_checks_and_a_subscription(
    tmp_path: Path, given: dict[str, str], subscription: str
) -> None:
    spec = tmp_path / "deployments.yaml"
    spec.write_text("subscription: of-the-spec\n", encoding="utf-8")
    environ = {
        "PATH": "/nowhere",
        "AZURE_CLIENT_ID": "c",
        "AZURE_CLIENT_SECRET": "x",
        "ARM_USE_MSI": "true",
        **given,
    }
    engine = find_engine({"PATH": "/nowhere"}, tmp_path)
    variables = engine_environment(engine, environ, StackChoice(spec, "models", "dev"))
    provider_settings = {
        name: value for name, value in variables.items() if name.startswith("ARM_") and value
    }
    assert provider_settings == {
        "ARM_CLIENT_ID": "c",
        "ARM_CLIENT_SECRET": "x",
        "ARM_SUBSCRIPTION_ID": subscription,
    }
    assert variables["ARM_USE_MSI"] == ""


def test_without_an_engine_it_says_how_to_get_one(
    tmp_path: Path, bin_: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (bin_ / CLI).unlink()
    (bin_ / DYNAMIC_LAUNCHER).unlink()
    with pytest.raises(EngineMissingError) as refusal:
        open_stack(choose_stack(spec_in(tmp_path), None, {}), os.environ)
    assert str(refusal.value) == (
        "The Pulumi engine is incomplete: pulumi, pulumi-resource-pulumi-python not found on PATH or in the cache.\n"
        "Run `modelstacks doctor --fix` to get it; `modelstacks doctor` shows what is where."
    )


def test_a_language_host_is_not_needed(tmp_path: Path, bin_: Path) -> None:
    (bin_ / "pulumi-language-python").unlink()
    program(bin_, CLI, '[ "$1" = version ] && echo v3.225.0 || echo "{}"')
    opened = open_stack(StackChoice(spec_in(tmp_path), "models", "dev"), os.environ)
    assert (opened.stack.name, opened.existing.found) == ("dev", [])


def test_the_cached_engine_is_run_where_there_is_no_other(tmp_path: Path, bin_: Path) -> None:
    for tool in TOOLS:
        (bin_ / tool).unlink()
    cache = cli_bin(tmp_path / "caches" / "modelstacks" / "engine")
    programs(cache, TOOLS)
    program(
        cache,
        CLI,
        f'echo $* >> {tmp_path / "ran"}; [ "$1" = version ] && echo v3.225.0 || echo "{{}}"',
    )
    open_stack(StackChoice(spec_in(tmp_path), "models", "dev"), os.environ)
    ran = (tmp_path / "ran").read_text(encoding="utf-8").splitlines()
    assert ran == ["version", "--non-interactive stack export --stack dev"], "each is a start of the engine"


def test_a_cached_engine_that_cannot_be_run_is_named(tmp_path: Path, bin_: Path) -> None:
    for tool in TOOLS:
        (bin_ / tool).unlink()
    cache = programs(cli_bin(tmp_path / "caches" / "modelstacks" / "engine"), TOOLS)
    program(cache, CLI, "exit 1")
    with pytest.raises(EngineMissingError) as refusal:
        open_stack(StackChoice(spec_in(tmp_path), "models", "dev"), os.environ)
    assert str(refusal.value) == (
        f"`{cache / CLI} version` tells no version: this Pulumi can't be run here.\n"
        "Delete it and run `modelstacks doctor --fix` to get it again."
    )


def test_a_stack_that_cannot_be_opened_says_it_in_pulumis_words(tmp_path: Path, bin_: Path) -> None:
    program(
        bin_, CLI, '[ "$1" = version ] && exec echo v3.225.0\necho "error: no such backend" >&2; exit 255'
    )
    choice = StackChoice(spec_in(tmp_path), "models", "dev")
    with pytest.raises(StackError) as refusal:
        open_stack(choice, {**os.environ, "PULUMI_BACKEND_URL": "file:///nowhere"})
    assert str(refusal.value) == "error: no such backend"
    with pytest.raises(StackError) as refusal:
        open_stack(choice, {**os.environ, "PULUMI_BACKEND_URL": ""})
    assert str(refusal.value) == (
        "error: no such backend\n"
        "PULUMI_BACKEND_URL is not set. Set it (or run `pulumi login`) for your own Azure; "
        'for the local one: eval "$(modelstacks local env)"'
    )


@pytest.mark.parametrize(
    ("there", "words"),
    [("", "It has none."), ("dev", "There is: dev."), ("prod dev", "There are: dev, prod.")],
)
def test_a_stack_that_is_not_there_is_not_made_where_nothing_shall_be_made(
    tmp_path: Path, bin_: Path, there: str, words: str
) -> None:
    listed = json.dumps([{"name": name, "current": False} for name in there.split()])
    script = f"""case "$*" in
  version) echo v3.225.0 ;;
  *"stack export"*) echo "error: no stack named 'typo' found" >&2; exit 255 ;;
  *"stack ls"*) echo '{listed}' ;;
  *) touch {tmp_path / "made"} ;;
esac"""
    program(bin_, CLI, script)
    with pytest.raises(NoStackError) as refusal:
        open_stack(StackChoice(spec_in(tmp_path), "models", "typo"), os.environ, create=False)
    assert str(refusal.value) == (
        f"There is no stack typo of modelstacks-models in this backend, so nothing was done. {words}\n"
        "Choose one with --stack NAME; PULUMI_BACKEND_URL chooses the backend."
    )
    assert not (tmp_path / "made").exists()


@pytest.mark.parametrize(
    ("output", "shown"),
    [
        ("\n code: 255\n stderr: \nerror: a\n  error: b\n", "error: a\nerror: b"),
        ("it just ended", "it just ended"),
    ],
)
def test_of_a_failed_command_only_its_error_lines_are_shown(output: str, shown: str) -> None:
    assert error_text(RuntimeError(output)) == shown


def test_without_a_pulumi_there_is_nothing_to_call() -> None:
    with pytest.raises(
        EngineMissingError, match=r"^`pulumi version` tells no version: this Pulumi can't be run here"
    ):
        command_of(Engine(()))
