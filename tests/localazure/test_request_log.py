"""`modelstacks local logs`: requests of real clients to a real server, and what is kept of them."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import psutil  # type: ignore[import-untyped]  # its stubs are a package of their own
import pytest
import requests
from typer.testing import CliRunner

from estate import PHI, Estate
from localazure import process, request_log
from localazure.cli import app

if TYPE_CHECKING:
    from pathlib import Path

    from azure_fixtures import LocalAzureServer

VERSION = {"api-version": "2024-03-01"}
COMMAND = "import sys; from modelstacks.cli.app import run; run()"
NOT_RUNNING = "It is not running; this is what it logged.\n"


def send(azure: LocalAzureServer, method: str, path: str, **more: Any) -> requests.Response:
    return requests.request(method, azure.url + path, verify=azure.ca, timeout=30, **more)


def ask(azure: LocalAzureServer, principal: str, method: str, path: str, body: Any = None) -> Any:
    """Send ARM a request as *principal*."""
    headers = {"Authorization": f"Bearer {azure.token(principal)}"}
    path = f"/subscriptions/{azure.subscription}{path}"
    return send(azure, method, path, params=VERSION, json=body, headers=headers)


def shown(azure: LocalAzureServer, *options: str) -> str:
    """What the command prints."""
    command = ["logs", "--state", str(azure.state.path), *options]
    ended = CliRunner().invoke(app, command, catch_exceptions=False)
    assert ended.exit_code == 0
    return ended.stdout


def logged(azure: LocalAzureServer) -> list[dict[str, Any]]:
    return [json.loads(line) for line in shown(azure, "--output", "json").splitlines()]


def following(azure: LocalAzureServer) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", COMMAND, "local", "logs", "-f", "--state", str(azure.state.path)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def next_line(printing: subprocess.Popen[str]) -> str:
    assert printing.stdout is not None
    return printing.stdout.readline()


def test_a_request_is_kept_with_who_asked_and_how_it_was_answered(local_azure: LocalAzureServer) -> None:
    answer = ask(local_azure, "reader", "GET", "/resourceGroups")
    line = logged(local_azure)[-1]
    assert line.pop("time").endswith("+00:00")
    assert line.pop("seconds") > 0
    reader = local_azure.scenario.principal("reader")
    assert reader is not None
    assert line == {
        "method": "GET",
        "path": f"/subscriptions/{local_azure.subscription}/resourceGroups",
        "status": 200,
        "request_id": answer.headers["x-ms-request-id"],
        "client_request_id": None,
        "error": None,
        "message": None,
        "principal": "reader",
        "app_id": reader.app_id,
        "action": None,
        "scope": None,
    }


def test_a_refusal_says_why_and_which_right_is_missing(local_azure: LocalAzureServer) -> None:
    answer = ask(local_azure, "reader", "PUT", "/resourceGroups/mine", {"location": "swedencentral"})
    error, scope = answer.json()["error"], f"/subscriptions/{local_azure.subscription}/resourceGroups/mine"
    first, *below = shown(local_azure, "-n", "1").splitlines()
    assert first.partition(" ")[2].startswith(f"reader PUT {scope} 403 AuthorizationFailed ")
    assert first.endswith(f" ms {answer.headers['x-ms-request-id']}")
    assert [line.strip() for line in below] == [
        error["message"],
        f"missing: Microsoft.Resources/subscriptions/resourceGroups/write at {scope}",
    ]


def test_a_right_that_another_answer_hides_is_named_too(local_azure: LocalAzureServer) -> None:
    with Estate(local_azure) as estate:
        endpoint = estate.online(estate.project(), authMode="AADToken")
        path = f"/online/swedencentral/{estate.name('ep')}/info"
        token = local_azure.token("none", "https://ml.azure.com")
        send(local_azure, "GET", path, headers={"Authorization": f"Bearer {token}"})
        line = logged(local_azure)[-1]
    assert (line["path"], line["status"], line["principal"]) == (path, 401, "none")
    assert line["action"] == "Microsoft.MachineLearningServices/workspaces/onlineEndpoints/score/action"
    assert line["scope"] == estate.id(endpoint)


def test_a_sign_in_that_fails_says_whose(local_azure: LocalAzureServer) -> None:
    reader = local_azure.scenario.principal("reader")
    assert reader is not None
    form = {"grant_type": "client_credentials", "client_id": reader.app_id, "client_secret": "planted"}
    path = f"/{local_azure.scenario.tenant.id}/oauth2/v2.0/token"
    send(local_azure, "POST", path, data=form | {"scope": local_azure.arm_scope})
    line = logged(local_azure)[-1]
    assert (line["status"], line["error"], line["principal"]) == (401, "invalid_client", "reader")
    assert line["message"].startswith("AADSTS7000215: ")


def test_no_secret_is_kept(local_azure: LocalAzureServer) -> None:
    with Estate(local_azure) as estate:
        project = estate.project()
        estate.serverless(project, PHI, estate.name("phi"))
        keys = estate.post(f"{project}/serverlessEndpoints/{estate.name('phi')}/listKeys")
        path = f"/serverless/swedencentral/{estate.name('phi')}/info"
        for key in (keys["primaryKey"], "planted-wrong"):
            send(
                local_azure,
                "GET",
                path,
                params={"sig": "planted-sig"},
                headers={"Authorization": f"Bearer {key}"},
            )
        send(local_azure, "GET", path)
        lines = [line for line in logged(local_azure) if line["path"] == path]
    assert [(line["principal"], line["status"]) for line in lines] == [
        ("endpoint-key", 200),
        ("unknown", 401),
        ("anonymous", 400),
    ]
    kept = local_azure.state.requests.read_text()
    secrets = (*keys.values(), local_azure.state.client_secret("owner"), "eyJ")
    assert not [secret for secret in (*secrets, "planted-wrong", "planted-sig") if secret in kept]


def test_a_lost_answer_is_none(local_azure: LocalAzureServer) -> None:
    local_azure.control("POST", "faults", {"path": "/lost", "count": 1, "reset": True})
    with pytest.raises(requests.ConnectionError):
        send(local_azure, "GET", "/lost")
    assert " anonymous GET /lost no answer " in shown(local_azure, "-n", "1")


def test_of_a_stopped_one_it_shows_what_there_is(fresh_local_azure: LocalAzureServer) -> None:
    send(fresh_local_azure, "GET", "/metadata/endpoints")
    process.stop(fresh_local_azure.state)
    command = ["logs", "--state", str(fresh_local_azure.state.path)]
    ended = CliRunner().invoke(app, command, catch_exceptions=False)
    assert (ended.exit_code, ended.stderr) == (0, NOT_RUNNING)
    assert " anonymous GET /metadata/endpoints 200 " in ended.stdout


def test_where_nothing_was_asked_there_is_nothing(tmp_path: Path) -> None:
    ended = CliRunner().invoke(app, ["logs", "--state", str(tmp_path / "new")], catch_exceptions=False)
    assert (ended.exit_code, ended.stdout, ended.stderr) == (0, "", NOT_RUNNING)


def test_it_follows_until_ctrl_c(fresh_local_azure: LocalAzureServer) -> None:
    send(fresh_local_azure, "GET", "/metadata/endpoints")
    with following(fresh_local_azure) as printing:
        assert "GET /metadata/endpoints" in next_line(printing)
        send(fresh_local_azure, "GET", "/common/discovery/instance")
        assert "GET /common/discovery/instance" in next_line(printing)
        os.kill(printing.pid, signal.SIGINT)
        _, complaints = printing.communicate(timeout=30)
    assert (printing.returncode, complaints) == (0, "")


@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_it_ends_when_nobody_reads_it_any_more(
    fresh_local_azure: LocalAzureServer, monkeypatch: pytest.MonkeyPatch, unbuffered: str
) -> None:
    monkeypatch.setenv("PYTHONUNBUFFERED", unbuffered)
    send(fresh_local_azure, "GET", "/metadata/endpoints")
    with following(fresh_local_azure) as printing:
        next_line(printing)
        assert printing.stdout is not None
        printing.stdout.close()
        assert printing.wait(timeout=30) == 0


def test_the_log_stays_small_and_private_and_is_followed_into_its_next_file(
    fresh_local_azure: LocalAzureServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    process.stop(fresh_local_azure.state)
    file = fresh_local_azure.state.requests
    monkeypatch.setattr(request_log, "MOST_BYTES", 2000)
    line = {"time": "2026-11-28T12:00:00.000+00:00", "method": "GET", "status": 200, "seconds": 0.1}
    line |= dict.fromkeys(("request_id", "error", "message", "action"), None) | {"principal": "owner"}

    with request_log.writing(file) as write, following(fresh_local_azure) as printing:
        for number in range(30):  # each is waited for: more than two files at once would be too many
            write(json.dumps(line | {"path": f"/{number}"}))
            assert f" /{number} " in next_line(printing)
        os.kill(printing.pid, signal.SIGINT)
        printing.communicate(timeout=30)
    files = sorted(file.parent.glob("requests.jsonl*"))
    assert [each.name for each in files] == ["requests.jsonl", "requests.jsonl.1"]
    assert all(each.stat().st_size <= 2000 for each in files)
    assert {each.stat().st_mode & 0o777 for each in files} == {0o600}
    assert shown(fresh_local_azure).splitlines()[-1].split()[3] == "/29"


def test_a_file_that_cannot_be_begun_anew_costs_lines_until_it_can(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(request_log, "MOST_BYTES", 20)
    file, in_the_way = tmp_path / "requests.jsonl", tmp_path / "requests.jsonl.1"
    in_the_way.mkdir()
    with request_log.writing(file) as write:
        write("first fits here")
        write("this one is lost")
        in_the_way.rmdir()
        write("a new file's line")
    assert (file.read_text(), in_the_way.read_text()) == ("a new file's line\n", "first fits here\n")


def test_a_log_that_somebody_took_away_is_begun_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(request_log, "MOST_BYTES", 20)
    file = tmp_path / "requests.jsonl"
    with request_log.writing(file) as write:
        write("first fits here")
        file.unlink()
        write("a new file's line")
    assert file.read_text() == "a new file's line\n"


def test_the_log_is_closed_in_the_end(tmp_path: Path) -> None:
    file = tmp_path / "requests.jsonl"

    def is_open() -> bool:
        return str(file) in {each.path for each in psutil.Process().open_files()}

    with request_log.writing(file):
        assert is_open()
    assert not is_open()
