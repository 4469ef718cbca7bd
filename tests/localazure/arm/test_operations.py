"""Long-running operations: they move by polls and by the clock, and outlive the server."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from localazure.arm import operations
from localazure.faults import Fault
from localazure.scenarios import Provisioning
from localazure.store import SqliteStore
from open_azure import GROUP, WIDGETS, OpenAzure, gone

if TYPE_CHECKING:
    from pathlib import Path

    from localazure.arm.answer import Answer

SLOW = f"{GROUP}/providers/Local.Test/slow/one"
BODY = {"location": "swedencentral"}


def at(answer: Answer, header: str = "Azure-AsyncOperation") -> str:
    """Return the path a polling header names."""
    return answer.headers[header].removeprefix("https://localhost:1").partition("?")[0]


def poll(azure: OpenAzure, answer: Answer) -> dict[str, Any]:
    body: dict[str, Any] = azure.ask("GET", at(answer)).body
    return body


def pace(azure: OpenAzure, polls: int, seconds: float = 0) -> None:
    """Let writes of the slow type take that long."""
    table = {"local.test/SLOW": Provisioning(polls=polls, seconds=seconds)}
    azure.scenario = azure.scenario.model_copy(update={"provisioning": table})


def test_a_create_goes_on_until_it_was_polled(azure: OpenAzure) -> None:
    created = azure.ask("PUT", SLOW, BODY)
    first, second = poll(azure, created), poll(azure, created)

    assert (created.status, created.body["properties"]) == (201, {"provisioningState": "Creating"})
    assert first == {
        "id": at(created),
        "name": at(created).rsplit("/", 1)[1],
        "status": "InProgress",
        "startTime": "2026-11-20T12:00:00Z",
        "percentComplete": 0.0,
    }
    assert (second["status"], second["percentComplete"]) == ("Succeeded", 100.0)
    assert azure.ask("GET", SLOW).body["properties"] == {"provisioningState": "Succeeded", "ready": True}


def test_clients_are_told_to_come_back_soon_and_no_whole_seconds(azure: OpenAzure) -> None:
    created = azure.ask("PUT", SLOW, BODY)

    for answer in (created, azure.ask("GET", at(created))):
        assert answer.headers["retry-after-ms"] == "50"
        assert "Retry-After" not in answer.headers


def test_clients_are_told_to_come_back_when_it_is_time_and_not_all_the_while(azure: OpenAzure) -> None:
    pace(azure, polls=0, seconds=60)
    created = azure.ask("PUT", SLOW, BODY)
    asked = []
    while (answer := azure.ask("GET", at(created))).body["status"] == "InProgress":
        asked.append(answer.headers["retry-after-ms"])
        azure.wait(int(asked[-1]) / 1000)

    assert created.headers["retry-after-ms"] == "1000"
    assert asked == ["1000"] * 60


def test_the_last_wait_is_what_is_left(azure: OpenAzure) -> None:
    pace(azure, polls=0, seconds=1.2503)
    created = azure.ask("PUT", SLOW, BODY)
    azure.wait(1)

    assert azure.ask("GET", at(created)).headers["retry-after-ms"] == "251"
    azure.wait(0.24)
    assert azure.ask("GET", at(created)).headers["retry-after-ms"] == "50"


def test_of_an_operation_that_is_stuck_nobody_asks_all_the_while(azure: OpenAzure) -> None:
    azure.faults.add(Fault(operation="stuck"))
    created = azure.ask("PUT", SLOW, BODY)

    for answer in (created, azure.ask("GET", at(created)), azure.ask("GET", at(created))):
        assert answer.headers["retry-after-ms"] == "1000"


def test_reading_the_resource_polls_as_well(azure: OpenAzure) -> None:
    azure.ask("PUT", SLOW, BODY)

    states = [azure.ask("GET", SLOW).body["properties"]["provisioningState"] for _ in range(3)]

    assert states == ["Creating", "Succeeded", "Succeeded"]


def test_what_only_waits_for_the_clock_ends_by_itself(azure: OpenAzure) -> None:
    pace(azure, polls=0, seconds=90)
    created = azure.ask("PUT", SLOW, BODY)

    azure.wait(89)
    before = poll(azure, created)["status"]
    azure.wait(1)
    listed = azure.ask("GET", f"{GROUP}/providers/Local.Test/slow").body["value"]

    assert before == "InProgress"
    assert listed[0]["properties"]["provisioningState"] == "Succeeded"


def test_what_ended_stays_so_though_the_request_is_refused(azure: OpenAzure) -> None:
    pace(azure, polls=0, seconds=90)
    azure.ask("PUT", SLOW, BODY)

    azure.wait(90)
    assert azure.refused("GET", f"{GROUP}/providers/Local.Test/slow/two").status == 404

    assert azure.store.running_operation(SLOW) is None


def test_polls_and_clock_must_both_be_done(azure: OpenAzure) -> None:
    pace(azure, polls=2, seconds=10)
    created = azure.ask("PUT", SLOW, BODY)
    azure.wait(11)

    assert [poll(azure, created)["status"] for _ in range(3)] == ["InProgress", "InProgress", "Succeeded"]


@pytest.mark.parametrize(
    ("method", "status", "state"), [("PUT", 200, "Updating"), ("PATCH", 202, "Updating")]
)
def test_an_update_lasts_too(azure: OpenAzure, method: str, status: int, state: str) -> None:
    azure.ask("PUT", SLOW, BODY)
    azure.ask("GET", SLOW)
    azure.ask("GET", SLOW)

    answer = azure.ask(method, SLOW, BODY)

    assert (answer.status, answer.body["properties"]["provisioningState"]) == (status, state)


def test_the_location_of_an_update_ends_with_the_resource(azure: OpenAzure) -> None:
    azure.ask("PUT", SLOW, BODY)
    location = at(azure.ask("PATCH", SLOW, {"kind": "k"}), "Location")

    running, done = azure.ask("GET", location), azure.ask("GET", location)

    assert (running.status, at(running, "Location"), running.body) == (202, location, None)
    assert (done.status, done.body["kind"]) == (200, "k")


def test_a_failed_operation_is_200_with_the_error(azure: OpenAzure) -> None:
    created = azure.ask("PUT", SLOW, {**BODY, "properties": {"fails": True}})
    poll(azure, created)
    ended = poll(azure, created)

    assert ended["status"] == "Failed"
    assert ended["error"] == {"code": "OutOfCapacity", "message": "No capacity.", "target": "sku"}
    assert azure.ask("GET", SLOW).body["properties"]["provisioningState"] == "Failed"


def test_the_location_of_a_failed_operation_gives_its_error(azure: OpenAzure) -> None:
    azure.ask("PUT", SLOW, BODY)
    location = at(azure.ask("PATCH", SLOW, {"properties": {"fails": True}}), "Location")
    azure.ask("GET", location)

    refusals = [azure.refused("GET", location) for _ in range(2)]

    assert [(refusal.status, refusal.code) for refusal in refusals] == [(400, "OutOfCapacity")] * 2


def test_a_delete_lasts_and_then_nothing_is_left(azure: OpenAzure) -> None:
    azure.ask("PUT", SLOW, BODY)
    azure.ask("PUT", f"{SLOW}/children/c", BODY)
    deleting = azure.ask("DELETE", SLOW)
    state = azure.ask("GET", SLOW).body["properties"]["provisioningState"]

    assert (deleting.status, state) == (202, "Deleting")
    assert azure.refused("GET", SLOW).code == "ResourceNotFound"
    assert azure.ask("GET", at(deleting, "Location")).status == 204
    assert poll(azure, deleting)["status"] == "Succeeded"
    assert gone == ["c", "one"]


def test_deleting_twice_follows_the_same_operation(azure: OpenAzure) -> None:
    azure.ask("PUT", SLOW, BODY)

    first, second = azure.ask("DELETE", SLOW), azure.ask("DELETE", SLOW)

    assert at(first) == at(second)
    assert (first.status, second.status) == (202, 202)


def test_a_later_write_preempts_the_one_that_runs(azure: OpenAzure) -> None:
    first = azure.ask("PUT", SLOW, BODY)
    second = azure.ask("PUT", SLOW, BODY)

    ended = poll(azure, first)

    assert (ended["status"], ended["error"]["code"]) == ("Canceled", "OperationPreempted")
    assert poll(azure, second)["status"] == "InProgress"


def test_a_write_that_is_done_at_once_lets_the_running_one_go_on(azure: OpenAzure) -> None:
    created = azure.ask("PUT", SLOW, BODY)
    azure.ask("PATCH", SLOW, {"tags": {"a": "b"}})

    assert [poll(azure, created)["status"] for _ in range(2)] == ["InProgress", "Succeeded"]
    assert azure.ask("GET", SLOW).body["properties"]["provisioningState"] == "Succeeded"


def test_a_busy_resource_takes_no_write_and_no_new_child(azure: OpenAzure) -> None:
    guarded = f"{GROUP}/providers/Local.Test/guarded/g"
    azure.ask("PUT", guarded, BODY)

    for path in (guarded, f"{guarded}/children/c"):
        refusal = azure.refused("PUT", path, BODY)
        assert (refusal.status, refusal.code) == (409, "Conflict")
    assert refusal.message == "g is busy; c has to wait."


def test_an_action_that_lasts(azure: OpenAzure) -> None:
    azure.ask("PUT", f"{WIDGETS}/one", BODY)
    started = azure.ask("POST", f"{WIDGETS}/one/grow")
    running, done = azure.ask("GET", at(started, "Location")), azure.ask("GET", at(started, "Location"))

    assert (started.status, running.status, done.status) == (202, 202, 200)
    assert done.body == {"grown": 1}
    assert poll(azure, started)["properties"] == {"grown": 1}


def test_a_stuck_operation_never_ends(azure: OpenAzure) -> None:
    azure.faults.add(Fault(operation="stuck", path="slow"))
    created = azure.ask("PUT", SLOW, BODY)
    azure.wait(1e9)

    assert [poll(azure, created)["status"] for _ in range(3)] == ["InProgress"] * 3


def test_what_was_stuck_goes_on_once_the_faults_are_cleared(azure: OpenAzure) -> None:
    azure.faults.add(Fault(operation="stuck", path="slow"))
    created = azure.ask("PUT", SLOW, BODY)
    azure.wait(1e9)
    waited = [poll(azure, created)["status"] for _ in range(3)]
    operations.resume(azure)

    assert (waited[-1], poll(azure, created)["status"]) == ("InProgress", "Succeeded")


def test_operations_outlive_the_server(azure: OpenAzure, tmp_path: Path) -> None:
    created = azure.ask("PUT", SLOW, BODY)
    poll(azure, created)

    again = OpenAzure(SqliteStore(tmp_path / "azure.db"))

    assert poll(again, created)["status"] == "Succeeded"
    again.store.close()


def test_an_operation_of_the_tenants_own_resource(azure: OpenAzure) -> None:
    created = azure.ask("PUT", "/providers/Local.Test/global/one", {})

    assert at(created).startswith("/providers/Local.Test/operations/")
    assert poll(azure, created)["status"] == "InProgress"


def test_a_parents_end_cancels_what_its_children_wait_for(azure: OpenAzure) -> None:
    azure.ask("PUT", SLOW, BODY)
    child = azure.ask("PUT", f"{SLOW}/children/c", BODY)
    deleting = azure.ask("DELETE", SLOW)

    poll(azure, deleting)
    poll(azure, deleting)

    assert poll(azure, child)["status"] == "Canceled"


def test_an_operation_nobody_began_is_no_route(azure: OpenAzure) -> None:
    path = at(azure.ask("PUT", SLOW, BODY)).rsplit("/", 1)[0]

    assert azure.refused("GET", f"{path}/none").status == 404
