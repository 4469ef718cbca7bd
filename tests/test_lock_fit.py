"""Whether a lock fits its spec."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from locked_decisions import locked_decision
from modelstacks.errors import UsageError
from modelstacks.lock_decisions import Lock, LockedDecision, asked_for
from modelstacks.lock_fit import locked_decisions, refuse_long_names
from spec_builders import deployment, spec_of

if TYPE_CHECKING:
    from modelstacks.spec import Deployment


def managed(name: str = "phi", **fields: Any) -> Deployment:
    return deployment(name, mode="managed", **fields)


def locked(requested: Deployment, **fields: Any) -> LockedDecision:
    return locked_decision(requested, asked=asked_for(requested, spec_of([requested])), **fields)


def refusal(lock: Lock | None, *requested: Deployment) -> str:
    with pytest.raises(UsageError) as caught:
        locked_decisions(spec_of(requested), lock)
    return str(caught.value)


def test_a_lock_that_fits_gives_its_rows() -> None:
    requested = managed()
    assert locked_decisions(spec_of([requested]), Lock({"phi": locked(requested)})) == {
        "phi": locked(requested)
    }


def test_a_missing_lock_says_what_to_run() -> None:
    assert refusal(None, managed()) == (
        "deployments.lock.yaml is missing: nothing is decided yet.\n"
        "Run `modelstacks lock deployments.yaml`, review what it decided, and commit the file."
    )


def test_a_stale_lock_says_what_differs_and_what_to_run() -> None:
    lock = Lock({"phi": locked(managed())})
    assert refusal(lock, managed(instances=2)) == (
        "deployments.lock.yaml does not fit deployments.yaml any more (changed: phi).\n"
        "Run `modelstacks lock deployments.yaml`, review what it decided, and commit the file."
    )


def test_a_managed_row_without_its_vm_size_is_named_with_its_file() -> None:
    lock = Lock({"phi": locked(managed(), instance_type=None)})
    assert refusal(lock, managed()).startswith(
        "deployments.lock.yaml does not fit deployments.yaml any more (changed: phi)."
    )


LONG = "a" * 30


def test_a_generation_that_makes_the_name_too_long_is_refused() -> None:
    requested = managed(endpoint_name=LONG)
    assert refusal(Lock({"phi": locked(requested, generation=2)}), requested) == (
        f"Azure refuses '{LONG}-g2' as the name of an online endpoint: 3 to 32 characters; "
        "begins with a letter; letters, digits and single hyphens, none at the end.\n"
        f"It is phi's endpoint {LONG} in generation 2: a renewed endpoint needs another name, for the old one still lives.\n"
        "Give phi a shorter `endpoint` in deployments.yaml: a new name is a new endpoint just as well. "
        "Then run `modelstacks lock` and `modelstacks up`."
    )


@pytest.mark.parametrize(
    ("requested", "generation"),
    [
        (managed(endpoint_name=LONG), 1),
        (managed(endpoint_name=LONG[:-1]), 9),
        (managed(endpoint_name=LONG, endpoint_exists=True), 2),
        (deployment("phi", mode="serverless", endpoint_name="a" * 49), 2),
    ],
)
def test_names_that_azure_takes_are_no_matter(requested: Deployment, generation: int) -> None:
    refuse_long_names(spec_of([requested]), Lock({"phi": locked(requested, generation=generation)}))


def test_what_is_not_decided_yet_has_no_name_that_is_too_long() -> None:
    refuse_long_names(spec_of([managed(endpoint_name=LONG)]), Lock({}))


@pytest.mark.parametrize("fields", [{"quota": "shared"}, {"quota": "dedicated", "generation": 2}])
def test_rows_that_part_what_is_behind_one_endpoint_are_refused(fields: dict[str, Any]) -> None:
    blue, green = (managed(name, endpoint_name="both") for name in ("blue", "green"))
    lock = Lock({"blue": locked(blue, quota="dedicated"), "green": locked(green, **fields)})
    message = refusal(lock, blue, green)
    assert message.startswith(
        "deployments.lock.yaml separates the deployments behind endpoint both, which has one place and one quota (blue: "
    )
    assert f"{fields['quota']} quota, generation {fields.get('generation', 1)})" in message
    assert "Run `modelstacks lock --upgrade blue --upgrade green`" in message


def test_what_is_behind_somebody_elses_endpoint_is_its_owners() -> None:
    deployments = [managed(name, endpoint_name="both", endpoint_exists=True) for name in ("blue", "green")]
    lock = Lock(
        {"blue": locked(deployments[0], quota="dedicated"), "green": locked(deployments[1], generation=2)}
    )
    assert list(locked_decisions(spec_of(deployments), lock)) == ["blue", "green"]
