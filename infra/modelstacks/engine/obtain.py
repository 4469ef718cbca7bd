"""Getting the engine where it is missing: the official installer, else building it from Go modules.

The Go way is for networks that reach only package registries. The go.mod and go.sum beside this file pin what is
built; Go's checksum database verifies it. Each result is written aside and moved into place when it is whole,
so that a stopped run, or two at the same time, leave nothing half-made.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

import httpx2

from modelstacks.engine.location import (
    CLI,
    DYNAMIC_LAUNCHER,
    LANGUAGE_EXEC,
    LANGUAGE_HOST,
    LANGUAGE_TOOLS,
    PULUMI_VERSION,
    Engine,
    cache_dir,
    cli_bin,
    find_engine,
    language_bin,
)
from modelstacks.errors import EngineMissingError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from modelstacks.engine.location import Tool

INSTALLER_HOST = "https://get.pulumi.com"
INSTALLER_TIMEOUT_S = 4.0
"""How long the installer's host may take to answer before the next way is tried."""

STILL_RUNNING_EVERY_S = 20.0
"""How often a word says that go still runs."""

_MODULES = Path(__file__).parent / "go"
_CLI_PACKAGE = "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi"
_SDK_MODULE = "github.com/pulumi/pulumi/sdk/v3"
_HOST_PACKAGE = f"{_SDK_MODULE}/python/cmd/pulumi-language-python"
_VERSION_VARIABLE = f"{_SDK_MODULE}/go/common/version.Version"
_HOST_SCRIPTS = {LANGUAGE_EXEC: "python/cmd", DYNAMIC_LAUNCHER: "python/dist"}


def ensure_engine(say: Callable[[str], None], cache: Path | None = None) -> Engine:
    """Return a complete engine, getting what is missing; *say* is told each step as it begins.

    Raises EngineMissingError naming every way that was tried and what to install.
    """
    cache = cache or cache_dir()
    engine = find_engine(cache=cache)
    if not engine.missing:
        return engine
    failures: list[str] = []
    for way in (_install_official, _build_from_modules):
        failure = way(engine, cache, say)
        engine = find_engine(cache=cache)
        if not engine.missing:
            return engine
        if failure:
            failures.append(failure)
    raise EngineMissingError(_nothing_worked(engine, failures))


def _nothing_worked(engine: Engine, failures: Sequence[str]) -> str:
    old = f" ({_passed_over(engine.too_old)})" if engine.too_old else ""
    tried = "\n".join(f"  - {failure}" for failure in failures)
    return (
        f"The Pulumi engine is incomplete: {', '.join(engine.missing)} not found{old}.\n"
        f"Tried, without success:\n{tried}\n"
        "Install one of these, then run the same command again:\n"
        "  - the Pulumi CLI 3.200 or newer on PATH (https://www.pulumi.com/docs/install/), or\n"
        "  - Go 1.21 or newer on PATH (https://go.dev/dl/), to build it from Go modules."
    )


def _passed_over(cli: Tool) -> str:
    if cli.version is None:
        return f"{cli.path} does not report its version"
    return f"found {cli.version} at {cli.path}: too old"


def _install_official(engine: Engine, cache: Path, say: Callable[[str], None]) -> str | None:
    if CLI not in engine.missing:
        return "the official installer: not tried, a `pulumi` is there and only its Python parts are missing"
    say(f"asking {INSTALLER_HOST} for Pulumi {PULUMI_VERSION}")
    try:
        httpx2.head(INSTALLER_HOST, timeout=INSTALLER_TIMEOUT_S, follow_redirects=True)
    except httpx2.HTTPError as err:
        return f"the official installer: {INSTALLER_HOST} does not answer ({type(err).__name__})"
    from pulumi.automation import PulumiCommand
    from semver import Version

    say(f"downloading Pulumi {PULUMI_VERSION}")
    try:
        PulumiCommand.install(root=str(cli_bin(cache).parent), version=Version.parse(PULUMI_VERSION))
    except (OSError, subprocess.SubprocessError) as err:
        return f"the official installer: {err}"
    return None


def _build_from_modules(engine: Engine, cache: Path, say: Callable[[str], None]) -> str | None:
    if not shutil.which("go"):
        return "building from Go modules: no `go` on PATH"
    cli = engine.tool(CLI)
    ours = cli is None or cli.source == "cache"
    try:
        if CLI in engine.missing:
            _build_cli(cli_bin(cache), say)
        if any(name in engine.missing for name in LANGUAGE_TOOLS):
            _build_language_host(cli_bin(cache) if ours else language_bin(cache), say)
    except (OSError, subprocess.SubprocessError) as err:
        return f"building from Go modules: {err}"
    return None


def _build_cli(target: Path, say: Callable[[str], None]) -> None:
    with tempfile.TemporaryDirectory() as work:
        module = shutil.copytree(_MODULES / "cli", Path(work) / "cli")
        flags = f"-s -w -X {_VERSION_VARIABLE}={PULUMI_VERSION}"
        _download(module, f"the modules of the Pulumi CLI {PULUMI_VERSION}", say)
        say(f"building the Pulumi CLI {PULUMI_VERSION} (about 2 min on 2 cores)")
        _go(["build", "-trimpath", "-ldflags", flags, "-o", "out/pulumi", _CLI_PACKAGE], module, say)
        _move(module / "out", target)


def _build_language_host(target: Path, say: Callable[[str], None]) -> None:
    with tempfile.TemporaryDirectory() as work:
        module = shutil.copytree(_MODULES / "language", Path(work) / "language")
        _download(module, "the modules of the Python language host", say)
        say("building the Python language host")
        _go(
            ["build", "-trimpath", "-ldflags", "-s -w", "-o", f"out/{LANGUAGE_HOST}", _HOST_PACKAGE],
            module,
            say,
        )
        sdk = Path(_go(["list", "-m", "-f", "{{.Dir}}", _SDK_MODULE], module, say).strip())
        for script, folder in _HOST_SCRIPTS.items():
            (module / "out" / script).write_bytes((sdk / folder / script).read_bytes())
            (module / "out" / script).chmod(0o755)
        _move(module / "out", target)


def _download(module: Path, what: str, say: Callable[[str], None]) -> None:
    say(f"downloading {what}")
    _go(["mod", "download"], module, say)


def _go(arguments: Sequence[str], folder: Path, say: Callable[[str], None]) -> str:
    """Run go and say now and then that it still runs. Raises SubprocessError with go's last lines."""
    began = time.monotonic()
    with subprocess.Popen(
        ["go", *arguments],
        cwd=folder,
        env=_go_environment(os.environ),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        while True:
            try:
                out, err = process.communicate(timeout=STILL_RUNNING_EVERY_S)
                break
            except subprocess.TimeoutExpired:
                say(f"… go {arguments[0]}: {time.monotonic() - began:.0f} s")
    if process.returncode:
        last = "\n    ".join(err.strip().splitlines()[-5:])
        raise subprocess.SubprocessError(f"`go {' '.join(arguments[:2])}` failed:\n    {last}")
    return out


def _go_environment(environ: Mapping[str, str]) -> dict[str, str]:
    return {**environ, "CGO_ENABLED": "0", "GOFLAGS": "-mod=readonly", "GOWORK": "off"}


def _move(built: Path, target: Path) -> None:
    """Put each file of *built* into *target*, whole or not at all."""
    target.mkdir(parents=True, exist_ok=True, mode=0o700)
    for file in built.iterdir():
        aside = target / f".{file.name}.{os.getpid()}"
        shutil.copy2(file, aside)
        aside.replace(target / file.name)
