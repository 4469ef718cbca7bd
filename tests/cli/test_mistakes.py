"""Every mistake of the table of mistakes: what a user may do wrong ends with the right code, a reason and a way out."""

from __future__ import annotations

import os
import shlex
import socket
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from answering import Reply, answering
from locked_decisions import write_lock
from mistakes import azure, command_line, environment, files, local, locks, pulumi_engine, specs
from mistakes.mistake import GOOD, PLATFORM, SUBSCRIPTION, Mistake

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from azure_fixtures import LocalAzureServer
    from command_line import CommandLine

TABLE = [
    mistake
    for field in (specs, locks, environment, pulumi_engine, command_line, local, azure, files)
    for mistake in field.MISTAKES
]
PROMISED = 84
OURS = ("AZURE_", "ARM_", "PULUMI_", "MODELSTACKS_", "REGISTRY_", "GITHUB_", "ACTIONS_", "RUNNER_")
ALSO_OURS = {"SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "NODE_EXTRA_CA_CERTS"}
NOBODY = {
    "AZURE_TENANT_ID": "72f988bf-0000-4000-8000-000000000001",
    "AZURE_CLIENT_ID": "72f988bf-0000-4000-8000-000000000002",
    "AZURE_CLIENT_SECRET": "hush",
    "AZURE_SUBSCRIPTION_ID": SUBSCRIPTION,
    "COLUMNS": "200",
}
BOX = str.maketrans("", "", "│╭╮╰╯─")


@pytest.fixture(scope="module")
def page() -> Iterator[str]:
    """Where a web page answers that is no Azure."""
    with answering() as answers:
        answers.say("/sign-in.json", Reply({"hello": "world"}))
        yield answers.say("/sign-in", Reply("<html>Please sign in</html>"))


@pytest.fixture(scope="module")
def silent() -> Iterator[str]:
    """What takes a connection and never answers."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield f"http://localhost:{listening.getsockname()[1]}/"


@pytest.fixture(autouse=True)
def folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A user's folder with a good spec, its lock and a platform.yaml, in a shell that knows no Azure."""
    for name in list(os.environ):
        if name.startswith(OURS) or name in ALSO_OURS:
            monkeypatch.delenv(name)
    for name, value in NOBODY.items():
        monkeypatch.setenv(name, value)
    monkeypatch.chdir(tmp_path)
    Path("deployments.yaml").write_text(GOOD, encoding="utf-8")
    Path("platform.yaml").write_text(PLATFORM, encoding="utf-8")
    write_lock(Path("deployments.yaml"), os.environ)
    return tmp_path


@pytest.fixture
def server(request: pytest.FixtureRequest, mistake: Mistake) -> Iterator[LocalAzureServer | None]:
    """The module's local Azure for the mistakes that need one; its faults go with the mistake."""
    if mistake.azure is None:
        yield None
        return
    azure: LocalAzureServer = request.getfixturevalue("local_azure")
    for fault in mistake.faults:
        azure.control("POST", "faults", dict(fault))
    yield azure
    azure.control("DELETE", "faults")


def put(files: Mapping[str, str | bytes | None]) -> None:
    for name, content in files.items():
        path = Path(name)
        if name.endswith("/"):
            path.mkdir(parents=True)
        elif content is None:
            path.unlink()
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content if isinstance(content, bytes) else content.encode())


def plain(text: str) -> str:
    """Without frames, and on one line."""
    return " ".join(text.translate(BOX).split())


def marks_of(mistake: Mistake) -> list[pytest.MarkDecorator]:
    """What `scripts/test --fast` leaves out: the engine, and what needs a server."""
    return ([pytest.mark.e2e] if mistake.engine else []) + ([pytest.mark.slow] if mistake.azure else [])


@pytest.mark.parametrize(
    "mistake",
    [pytest.param(mistake, id=mistake.kind, marks=marks_of(mistake)) for mistake in TABLE],
)
def test_a_mistake_is_named_with_a_way_out(
    modelstacks: CommandLine,
    folder: Path,
    page: str,
    silent: str,
    server: LocalAzureServer | None,
    mistake: Mistake,
) -> None:
    places = {
        "folder": str(folder),
        "page": page,
        "silent": silent,
        "url": server.url if server else "",
        "port": server.server.port if server else "",
    }
    if "{silent}" in mistake.environ.values():
        modelstacks.monkeypatch.setattr("modelstacks.azure.cloud.METADATA_TIMEOUT_S", 0.5)
    if server and mistake.azure:
        modelstacks.within(server.env(mistake.azure))
    for name, value in mistake.environ.items():
        if value is None:
            modelstacks.monkeypatch.delenv(name, raising=False)
        else:
            modelstacks.monkeypatch.setenv(name, value.format(**places))
    put(mistake.files)
    ended = modelstacks(*shlex.split(mistake.line.format(**places)))
    printed = ended.out + ended.err
    assert "Traceback" not in printed
    assert ended.code == mistake.code, printed
    assert mistake.says.format(**places) in plain(printed)
    assert mistake.todo.format(**places) in plain(printed)


def test_the_table_holds_as_many_kinds_as_promised() -> None:
    kinds = [mistake.kind for mistake in TABLE]
    assert len(set(kinds)) == len(kinds) >= PROMISED
