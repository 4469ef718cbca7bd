"""`modelstacks endpoints` and `reap`, against the local Azure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from counted_writes import writes
from estate import LLAMA, Estate
from lifecycle_builders import ENSURED, OURS, shared_endpoint

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from azure_fixtures import LocalAzureServer
    from command_line import CommandLine, Ended

pytestmark = pytest.mark.slow


@pytest.fixture
def estate(local_azure: LocalAzureServer, modelstacks: CommandLine) -> Iterator[Estate]:
    """A project, and the command line of its owner."""
    created = Estate(local_azure)
    modelstacks.within(local_azure.env())
    yield created
    local_azure.control("DELETE", "faults")
    created.close()


def group(estate: Estate) -> list[str]:
    return ["--resource-group", f"rg-{estate.tag}"]


def listed(modelstacks: CommandLine, estate: Estate, *options: str) -> list[dict[str, Any]]:
    ended = modelstacks("endpoints", *group(estate), *options, "--output", "json")
    assert ended.code == 0, ended.err
    endpoints: list[dict[str, Any]] = ended.json()
    return endpoints


def test_all_endpoints_in_the_order_of_their_end(modelstacks: CommandLine, estate: Estate) -> None:
    project = estate.project()
    estate.subscribe(project, LLAMA)
    estate.serverless(project, LLAMA, estate.name("chat"))
    shared_endpoint(estate, project, estate.name("later"), 48)
    shared_endpoint(estate, project, estate.name("soon"), 2, **OURS)
    endpoints = listed(modelstacks, estate)
    assert [endpoint["name"] for endpoint in endpoints] == [
        estate.name(name) for name in ("soon", "later", "chat")
    ]
    assert endpoints[0]["stack"] == "modelstacks-models/dev"
    assert 1.9 <= endpoints[0]["hours_left"] <= 2
    assert endpoints[0]["age_hours"] == 0
    assert endpoints[2] | {"created": "", "age_hours": 0} == {
        "name": estate.name("chat"),
        "mode": "serverless",
        "models": ["Llama-3.3-70B-Instruct"],
        "quota": "tokens",
        "state": "Online",
        "traffic": {},
        "region": "swedencentral",
        "workspace": "chat",
        "created": "",
        "expires": None,
        "age_hours": 0,
        "hours_left": None,
        "stack": None,
        "id": endpoints[2]["id"],
    }
    assert [endpoint["name"] for endpoint in listed(modelstacks, estate, "--expiring", "24h")] == [
        estate.name("soon")
    ]
    assert listed(modelstacks, estate, "--workspace", "other") == []
    table = modelstacks("endpoints", *group(estate)).out
    assert "2 h" in table
    assert "nobody's" in table


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            ["endpoints", "--expiring", "soon"],
            "--expiring takes a time such as 24h, 90m or 2d; 'soon' is not one.\n",
        ),
        (["reap", "--yes"], "Say what to delete: --older-than, --expiring, --tag or --name; or --all.\n"),
        (
            ["reap", "--all"],
            "There is nobody to ask (no terminal). Add --yes to go ahead without asking.\n",
        ),
    ],
)
def test_wrong_usage_is_told(modelstacks: CommandLine, arguments: list[str], message: str) -> None:
    ended = modelstacks(*arguments)
    assert (ended.code, ended.err) == (2, message)


def test_a_reap_deletes_what_is_meant_and_no_more(
    modelstacks: CommandLine, estate: Estate, tmp_path: Path
) -> None:
    project = estate.project()
    shared_endpoint(estate, project, estate.name("soon"), 2, **ENSURED)
    shared_endpoint(estate, project, estate.name("sooner"), 1, **ENSURED)
    shared_endpoint(estate, project, estate.name("later"), 48, **ENSURED)
    estate.azure.control(
        "POST",
        "faults",
        {
            "method": "DELETE",
            "path": f"{estate.name('soon')}$",
            "status": 409,
            "code": "Conflict",
            "message": "locked",
        },
    )
    modelstacks.monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(tmp_path / "summary"))
    meant = ["reap", *group(estate), "--expiring", "24h", "--output", "json"]

    planned = modelstacks(*meant, "--dry-run")
    assert planned.code == 0
    assert {outcome["result"] for outcome in planned.json()} == {"planned"}

    ended = modelstacks(*meant, "--yes")
    assert ended.code == 1
    assert ended.err.endswith("1 of 2 are still there; the reasons are listed above.\n")
    results = {outcome["name"]: (outcome["result"], outcome["why"]) for outcome in ended.json()}
    assert results[estate.name("sooner")] == ("deleted", None)
    assert results[estate.name("soon")][0] == "failed"
    assert "Conflict: locked" in results[estate.name("soon")][1]

    estate.azure.control("DELETE", "faults")
    assert modelstacks(*meant, "--yes").code == 0
    again = modelstacks(*meant, "--yes")
    assert (again.code, again.json()) == (0, [])
    assert [endpoint["name"] for endpoint in listed(modelstacks, estate)] == [estate.name("later")]
    assert (tmp_path / "summary").read_text().startswith("### modelstacks reap\n\n| what | name |")


def test_a_dry_run_says_what_a_reap_by_name_and_tag_would_delete_and_sends_no_write(
    modelstacks: CommandLine, estate: Estate
) -> None:
    project = estate.project()
    for name, team in (("trial-1", "a"), ("trial-2", "b"), ("other", "a")):
        shared_endpoint(estate, project, estate.name(name), 48, team=team, **ENSURED)
    meant = ["reap", *group(estate), "--name", "trial-*", "--tag", "team=a", "--output", "json"]
    ended: list[Ended] = []
    assert writes(estate.azure, lambda: ended.append(modelstacks(*meant, "--dry-run"))) == 0
    assert [(outcome["name"], outcome["result"]) for outcome in ended[0].json()] == [
        (estate.name("trial-1"), "planned")
    ]
    assert writes(estate.azure, lambda: ended.append(modelstacks(*meant, "--yes"))) == 1
    assert len(listed(modelstacks, estate)) == 2


def test_a_marketplace_subscription_goes_after_its_last_endpoint(
    modelstacks: CommandLine, estate: Estate
) -> None:
    project = estate.project()
    estate.subscribe(project, LLAMA)
    estate.serverless(project, LLAMA, estate.name("chat"))
    named = ["--name", estate.name("chat"), "--any-quota", "--include-untagged"]
    ended = modelstacks("reap", *group(estate), *named, "--yes", "--output", "json")
    assert [(outcome["kind"], outcome["result"]) for outcome in ended.json()] == [
        ("serverlessEndpoints", "deleted"),
        ("marketplaceSubscriptions", "deleted"),
    ]


def test_what_others_made_is_left_alone_and_named(modelstacks: CommandLine, estate: Estate) -> None:
    project = estate.project()
    shared_endpoint(estate, project, estate.name("theirs"), 2, team="a")
    shared_endpoint(estate, project, estate.name("own"), 2, **ENSURED)
    ended = modelstacks("reap", *group(estate), "--expiring", "24h", "--yes", "--output", "json")
    assert [(row["name"], row["result"]) for row in ended.json()] == [(estate.name("own"), "deleted")]
    assert (
        f"Left alone, without modelstacks' tags: {estate.name('theirs')}. --include-untagged takes in such, too.\n"
        in ended.err
    )
    assert [row["name"] for row in listed(modelstacks, estate)] == [estate.name("theirs")]


@pytest.mark.parametrize("chosen", [["--all"], ["--expiring", "24h"], ["--name", "*"], ["--name", "a?"]])
def test_what_others_made_is_never_taken_unseen(
    modelstacks: CommandLine, estate: Estate, chosen: list[str]
) -> None:
    shared_endpoint(estate, estate.project(), estate.name("theirs"), 2)
    ended: list[Ended] = []
    meant = ["reap", *group(estate), *chosen, "--include-untagged", "--yes"]
    assert writes(estate.azure, lambda: ended.append(modelstacks(*meant))) == 0
    assert ended[0].code == 2
    assert ended[0].err == (
        "--include-untagged also takes endpoints that others made, and --yes takes them unseen.\n"
        "Give the name of each in full (--name NAME, without *, ? or [), or leave out --yes to be asked; "
        "--dry-run shows which they are.\n"
    )


def test_what_others_made_is_taken_by_its_name_in_full(modelstacks: CommandLine, estate: Estate) -> None:
    project = estate.project()
    for name in ("theirs", "theirs-2"):
        shared_endpoint(estate, project, estate.name(name), 2)
    meant = ["reap", *group(estate), "--include-untagged", "--output", "json"]
    planned = modelstacks(*meant, "--all", "--dry-run")
    assert {row["result"] for row in planned.json()} == {"planned"}
    ended = modelstacks(*meant, "--name", estate.name("theirs"), "--yes")
    assert [(row["name"], row["result"]) for row in ended.json()] == [(estate.name("theirs"), "deleted")]


def test_a_stack_whose_backend_is_out_of_reach_keeps_its_endpoints(
    modelstacks: CommandLine, estate: Estate, tmp_path: Path
) -> None:
    shared_endpoint(estate, estate.project(), estate.name("soon"), 2, **OURS)
    modelstacks.monkeypatch.setenv("PULUMI_BACKEND_URL", f"file://{tmp_path}/nowhere")
    ended = modelstacks("reap", *group(estate), "--all", "--yes", "--output", "json")
    assert ended.code == 1
    assert [outcome["result"] for outcome in ended.json()] == ["skipped"]
    assert "stack modelstacks-models/dev can't be opened, so its endpoints stay: " in ended.json()[0]["why"]
    assert len(listed(modelstacks, estate)) == 1
