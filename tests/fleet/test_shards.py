"""Stacks dealt out to CI jobs by how long they took, and the matrix of each CI system."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
import yaml

from fleets import read
from modelstacks.errors import UsageError
from modelstacks.fleet.choosing import choose, stages_of, with_deployments
from modelstacks.fleet.durations_file import durations_path, read_durations, write_durations
from modelstacks.fleet.matrix import matrix_of
from modelstacks.fleet.shards import deal_out

if TYPE_CHECKING:
    from pathlib import Path

    from modelstacks.fleet.fleet_file import Fleet

EIGHT = "name: f\nspecs: {chat: chat/deployments.yaml}\nenvironments: {a: {}, b: {}, c: {}, d: {}, e: {}, f: {}, g: {}, h: {}}\n"


@pytest.fixture
def fleet(tmp_path: Path) -> Fleet:
    """Eight stacks, of which one took as long as all others together."""
    fleet = read(tmp_path, EIGHT)
    write_durations(fleet.path, {stack.name: 10 for stack in fleet.stacks} | {"chat-d": 70})
    return fleet


def test_all_shards_take_about_as_long(fleet: Fleet) -> None:
    first, second = deal_out(fleet, fleet.stacks, 2)
    assert [stack.name for stack in first.stacks] == ["chat-d"]
    assert (first.seconds, second.seconds, len(second.stacks)) == (70, 70, 7)


def test_a_shard_is_chosen_by_its_number(fleet: Fleet) -> None:
    chosen = [choose(fleet, shard=f"{number}/3") for number in (1, 2, 3)]
    assert chosen == [shard.stacks for shard in deal_out(fleet, fleet.stacks, 3)]
    assert [[stack.name for stack in stacks] for stacks in chosen] == [
        ["chat-d"],
        ["chat-a", "chat-c", "chat-f", "chat-h"],
        ["chat-b", "chat-e", "chat-g"],
    ]


def test_what_a_shard_s_job_is_told(fleet: Fleet) -> None:
    assert deal_out(fleet, fleet.stacks, 2)[0].as_json() == {
        "shard": "1/2",
        "stacks": ["chat-d"],
        "seconds": 70.0,
    }
    durations_path(fleet.path).write_text('{"chat-a": 30.26}')
    assert deal_out(fleet, fleet.stacks[:1], 1)[0].as_json()["seconds"] == 30.3


@pytest.mark.parametrize("count", [1, 3, 8, 11])
def test_every_stack_is_in_exactly_one_shard(fleet: Fleet, count: int) -> None:
    shards = [choose(fleet, shard=f"{number + 1}/{count}") for number in range(count)]
    assert sorted(stack.name for shard in shards for stack in shard) == sorted(
        stack.name for stack in fleet.stacks
    )


def test_what_was_never_timed_counts_as_the_usual(fleet: Fleet) -> None:
    durations_path(fleet.path).write_text('{"chat-a": 30, "chat-b": 50, "chat-c": 40}')
    [shard] = deal_out(fleet, fleet.stacks, 1)
    assert shard.seconds == 30 + 50 + 40 + 5 * 40


def test_recorded_times_are_kept_over_those_of_before(fleet: Fleet, tmp_path: Path) -> None:
    assert write_durations(fleet.path, {"chat-d": 12.34}) == tmp_path / "fleet.durations.json"
    assert read_durations(fleet.path)["chat-d"] == 12.3
    assert read_durations(fleet.path)["chat-a"] == 10


def test_recorded_times_are_a_line_for_each_stack_by_name(tmp_path: Path) -> None:
    path = write_durations(tmp_path / "fleet.yaml", {"chat-b": 2, "chat-a": 12.34})
    assert path.read_text() == '{\n  "chat-a": 12.3,\n  "chat-b": 2\n}\n'


def test_times_that_are_none_say_what_to_do(fleet: Fleet) -> None:
    durations_path(fleet.path).write_text("[]")
    with pytest.raises(
        UsageError, match="Delete it, or let `modelstacks fleet report --record` write it again"
    ):
        read_durations(fleet.path)


def test_a_shard_is_chosen_after_ring_and_names(tmp_path: Path) -> None:
    fleet = read(tmp_path)
    ring = [choose(fleet, ring="canary", shard=f"{number}/2") for number in (1, 2)]
    assert sorted(stack.name for part in ring for stack in part) == [
        "chat-dev-eastus2",
        "chat-dev-swedencentral",
        "platform",
    ]


@pytest.mark.parametrize("shard", ["0/2", "3/2", "1", "a/b", "1/0", "-1/2"])
def test_another_text_is_no_shard(fleet: Fleet, shard: str) -> None:
    with pytest.raises(UsageError, match="--shard takes a part of a whole such as 1/4"):
        choose(fleet, shard=shard)


def test_unknown_names_are_named_with_what_there_is(fleet: Fleet) -> None:
    with pytest.raises(UsageError, match=r"has no stack 'chat-x'; did you mean 'chat-"):
        choose(fleet, only=["chat-x"])
    with pytest.raises(UsageError, match=r"has no ring 'al'; did you mean 'all'\?"):
        choose(fleet, ring="al")


def test_the_matrix_of_github(fleet: Fleet) -> None:
    matrix = json.loads(matrix_of(deal_out(fleet, fleet.stacks, 2), "github"))
    assert matrix == {
        "include": [
            {"shard": "1/2", "stacks": 1, "seconds": 70},
            {"shard": "2/2", "stacks": 7, "seconds": 70},
        ]
    }


def test_the_matrix_of_gitlab(fleet: Fleet) -> None:
    matrix = yaml.safe_load(matrix_of(deal_out(fleet, fleet.stacks, 2), "gitlab"))
    assert matrix == {"fleet": {"parallel": {"matrix": [{"SHARD": ["1/2", "2/2"]}]}}}


def test_the_matrix_of_azure_devops(fleet: Fleet) -> None:
    legs = json.loads(matrix_of(deal_out(fleet, fleet.stacks, 2), "azure-devops"))
    assert legs == {"shard_1_of_2": {"shard": "1/2"}, "shard_2_of_2": {"shard": "2/2"}}


def test_a_shard_without_stacks_has_no_job(fleet: Fleet) -> None:
    assert len(json.loads(matrix_of(deal_out(fleet, fleet.stacks, 11), "github"))["include"]) == 8


def test_what_is_chosen_goes_by_ring_and_the_platform_before_what_stands_on_it(tmp_path: Path) -> None:
    fleet = read(tmp_path)
    chosen = choose(fleet, only=["platform", "chat-*-eastus2"])
    assert [(ring.name, [stack.name for stack in stage]) for ring, stage in stages_of(fleet, chosen)] == [
        ("canary", ["platform"]),
        ("canary", ["chat-dev-eastus2"]),
        ("rest", ["chat-prod-eastus2"]),
    ]
    assert [stack.name for stack in with_deployments(chosen)] == ["chat-dev-eastus2", "chat-prod-eastus2"]
