"""`modelstacks doctor --bundle`: what is in the archive, and what is not."""

from __future__ import annotations

import json
import sys
import zipfile
from typing import TYPE_CHECKING

import pytest

from modelstacks.telemetry import run_log

if TYPE_CHECKING:
    from pathlib import Path

    from command_line import CommandLine
    from deployed_models import DeployedModels

pytestmark = pytest.mark.slow

PLANTED = {
    "AZURE_CLIENT_SECRET": "planted-client-secret",
    "PULUMI_CONFIG_PASSPHRASE": "planted passphrase",
    "AZURE_STORAGE_CONNECTION_STRING": "AccountName=a;AccountKey=planted-account-key==",
    "OTEL_EXPORTER_OTLP_HEADERS": "api-key=planted-header",
    "MODELSTACKS_NOTE": "https://a.example/c?sig=planted-sas",
}
SPEC = """\
subscription: ${AZURE_SUBSCRIPTION_ID}
resource_group: rg-models          # the endpoint's key: planted-endpoint-key
tags: {api_key: planted-in-a-tag}
deployments:
  chat: {model: Phi-4, mode: serverless, note: Bearer planted-bearer}
"""
STACK = "config:\n  modelstacks:token: planted-token\n  other:key:\n    secure: v1:planted:cipher==\n"
LOG = "12:00:00 planted-client-secret and key=planted-endpoint-key and https://x/?sig=planted-sas\n"


@pytest.fixture
def here(modelstacks: CommandLine, tmp_path: Path) -> Path:
    """The folder that the command runs in, with a state folder of its own."""
    folder = tmp_path / "here"
    folder.mkdir()
    modelstacks.within({"XDG_STATE_HOME": str(tmp_path / "state")})
    modelstacks.monkeypatch.chdir(folder)
    return folder


def read(archive: Path) -> dict[str, str]:
    """The text of every member."""
    with zipfile.ZipFile(archive) as opened:
        return {name: opened.read(name).decode() for name in opened.namelist()}


def test_no_secret_is_in_any_member(modelstacks: CommandLine, here: Path) -> None:
    modelstacks.within(PLANTED)
    (here / "deployments.yaml").write_text(SPEC)
    (here / "Pulumi.dev.yaml").write_text(STACK)
    run_log.folder().mkdir(parents=True)
    (run_log.folder() / "20261129T120000.0-1-up.log").write_text(LOG)
    ended = modelstacks("doctor", "--bundle", "bundle.zip")
    found = read(here / "bundle.zip")
    assert [name for name, text in found.items() if "planted" in text] == []
    assert {
        "config/deployments.yaml",
        "config/Pulumi.dev.yaml",
        "runs/20261129T120000.0-1-up.log",
    } <= found.keys()
    assert "model: Phi-4, mode: serverless" in found["config/deployments.yaml"]
    assert json.loads(found["environment.json"])["AZURE_CLIENT_SECRET"] == "(set, not shown)"
    assert "planted" not in ended.out + ended.err


def test_what_went_in_is_printed_and_only_the_user_may_read_it(modelstacks: CommandLine, here: Path) -> None:
    (here / "old.zip").touch(mode=0o644)
    ended = modelstacks("doctor", "--bundle", "old.zip")
    found = read(here / "old.zip")
    printed = ended.out.partition(f"Written: {here / 'old.zip'}, with\n")[2].splitlines()
    assert printed == [
        *(f"  {name} ({len(text.encode()):,} bytes)" for name, text in found.items()),
        "Secrets are removed, names are not: look through it before you send it.",
    ]
    assert (here / "old.zip").stat().st_mode & 0o777 == 0o600


def test_in_an_empty_folder_it_has_what_doctor_shows(modelstacks: CommandLine, here: Path) -> None:
    ended = modelstacks("doctor", "--bundle", "--output", "json")
    (archive,) = here.iterdir()
    assert archive.name.startswith("modelstacks-bundle-")
    found = read(archive)
    assert json.loads(found["doctor.json"]) == ended.json()
    assert set(found) == {"README.txt", "doctor.json", "packages.json", "platform.json", "environment.json"}
    assert json.loads(found["packages.json"])["modelstacks"]
    platform = json.loads(found["platform.json"])
    assert (platform["folder"], platform["executable"]) == (str(here), sys.executable)
    assert set(platform) == {
        *("python", "executable", "platform", "machine", "cpus", "encoding", "terminal", "folder")
    }


def test_a_folder_that_refuses_is_told(modelstacks: CommandLine, here: Path) -> None:
    ended = modelstacks("doctor", "--bundle", here / "no-such-folder" / "bundle.zip")
    assert ended.code == 2
    assert ended.err == (
        f"{here}/no-such-folder/bundle.zip can't be written: No such file or directory.\n"
        "Name another file: modelstacks doctor --bundle FILE\n"
    )


def test_a_file_alone_is_a_mistake(modelstacks: CommandLine, here: Path) -> None:
    ended = modelstacks("doctor", "bundle.zip")
    assert (ended.code, ended.err) == (
        2,
        "Nothing is written to bundle.zip without --bundle: add it, or leave the file out.\n",
    )
    assert list(here.iterdir()) == []


def test_a_failed_run_is_in_it_as_whoever_may_do_little(
    modelstacks: CommandLine, here: Path, deployed: DeployedModels
) -> None:
    azure = deployed.estate.azure
    modelstacks.within(azure.env("none"))
    failed = modelstacks("smoke", deployed.spec)
    assert failed.code == 1
    assert modelstacks("doctor", "--bundle", "bundle.zip").code == 0
    (log,) = [text for name, text in read(here / "bundle.zip").items() if name.endswith("-smoke.log")]
    assert f" modelstacks smoke {deployed.spec}\n" in log
    assert " 403 AuthorizationFailed " in log
    assert "ended with exit code 1; modelstacks smoke: " in log
    assert azure.env("none")["AZURE_CLIENT_SECRET"] not in log
