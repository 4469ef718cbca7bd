"""Deployments and the endpoints they stand behind: their own, a shared one, or one that exists already."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from spec_files import HEAD, mistakes_of, spec_of

if TYPE_CHECKING:
    from pathlib import Path

SHARED = "  {name}: {{model: Phi-4, mode: managed, regions: [eastus2], traffic: {traffic}, endpoint: {endpoint}}}\n"
GIVEN = "{name: theirs, existing: true}"


def test_the_suffix_is_part_of_every_endpoint_name(tmp_path: Path) -> None:
    spec = spec_of(
        tmp_path,
        "name_suffix: acme\n" + HEAD + "  a1b: {model: Phi-4}\n  c1d: {model: Phi-4, endpoint: x1y}\n",
    )
    assert [deployment.endpoint_name for deployment in spec.deployments] == ["a1b-acme", "x1y-acme"]


def test_deployments_share_an_endpoint_and_its_traffic(tmp_path: Path) -> None:
    spec = spec_of(
        tmp_path,
        HEAD
        + "  blue: {model: Phi-4, mode: managed, endpoint: chat, traffic: 90}\n"
        + "  green: {model: Phi-4, mode: managed, endpoint: chat, traffic: 10}\n",
    )
    assert [(deployment.endpoint_name, deployment.traffic) for deployment in spec.deployments] == [
        ("chat", 90),
        ("chat", 10),
    ]


def test_traffic_of_a_shared_endpoint_must_be_whole(tmp_path: Path) -> None:
    assert mistakes_of(
        tmp_path,
        "  blue: {model: Phi-4, mode: managed, endpoint: chat, traffic: 60}\n"
        "  green: {model: Phi-4, mode: managed, endpoint: chat, traffic: 60}\n",
    ) == ["7:64: the traffic of endpoint 'chat' must be 100 together, not 120 (blue 60 + green 60)"]


def test_traffic_of_a_shared_endpoint_must_be_given(tmp_path: Path) -> None:
    assert mistakes_of(
        tmp_path,
        "  blue: {model: Phi-4, mode: managed, endpoint: chat}\n"
        "  green: {model: Phi-4, mode: managed, endpoint: chat, traffic: 60}\n",
    ) == ["7:3: 'traffic' is missing: endpoint 'chat' is shared by 'blue', 'green'"]


def test_deployments_behind_one_endpoint_have_the_same_regions(tmp_path: Path) -> None:
    assert mistakes_of(
        tmp_path,
        "  blue: {model: Phi-4, mode: managed, endpoint: chat, traffic: 60}\n"
        "  green: {model: Phi-4, mode: managed, endpoint: chat, traffic: 40, regions: [eastus2]}\n",
    ) == ["8:78: 'green' and 'blue' share endpoint 'chat': their regions must be the same"]


def test_deployments_behind_one_endpoint_do_not_mix_quotas(tmp_path: Path) -> None:
    entry = "  {}: {{model: Phi-4, mode: managed, endpoint: chat, traffic: {}, quota: {}}}\n"
    entries = (
        entry.format("blue", 60, "shared"),
        entry.format("gray", 0, "auto"),
        entry.format("green", 40, "dedicated"),
    )
    assert mistakes_of(tmp_path, "".join(entries)) == [
        (
            "9:76: 'green' and 'blue' share endpoint 'chat', which has one quota: "
            "'dedicated' here and 'shared' there exclude each other"
        )
    ]


def test_only_managed_deployments_share_an_endpoint(tmp_path: Path) -> None:
    assert mistakes_of(
        tmp_path,
        "  blue: {model: Phi-4, mode: managed, endpoint: chat, traffic: 100}\n"
        "  chat: {model: Phi-4, mode: serverless}\n",
    ) == ["8:3: only deployments with mode: managed can share an endpoint; 'chat' is that of 'blue', 'chat'"]


def test_an_endpoint_that_exists_keeps_its_name(tmp_path: Path) -> None:
    entry = SHARED.format(name="chat", traffic=20, endpoint=GIVEN)
    chat = spec_of(tmp_path, "name_suffix: x1\n" + HEAD + entry).deployment("chat")
    assert (chat.endpoint_name, chat.endpoint_exists, chat.traffic) == ("theirs", True, 20)


@pytest.mark.parametrize(("head", "endpoint"), [("", "chat"), ("name_suffix: x1\n", "chat-x1")])
def test_an_own_endpoint_carries_the_suffix_and_can_be_told_without(
    tmp_path: Path, head: str, endpoint: str
) -> None:
    chat = spec_of(tmp_path, head + HEAD + "  chat: {model: Phi-4}\n").deployment("chat")
    assert (chat.endpoint_name, chat.endpoint_setting(chat.endpoint_name)) == (endpoint, "chat")


@pytest.mark.parametrize(
    ("shares", "given", "together"),
    [
        ((60, 20), True, None),
        ((60, 40), True, None),
        ((60, 41), True, 101),
        ((60, 40), False, None),
        ((60, 39), False, 99),
        ((60, 41), False, 101),
    ],
)
def test_only_the_rest_of_an_endpoint_that_exists_is_others(
    tmp_path: Path, shares: tuple[int, int], given: bool, together: int | None
) -> None:
    endpoint = GIVEN if given else "theirs"
    entries = [
        SHARED.format(name=name, traffic=share, endpoint=endpoint)
        for name, share in zip(("one", "two"), shares, strict=True)
    ]
    if together is None:
        assert [each.traffic for each in spec_of(tmp_path, HEAD + "".join(entries)).deployments] == [*shares]
        return
    [found] = mistakes_of(tmp_path, "".join(entries))
    assert f"the traffic of endpoint 'theirs' must be 100 together, not {together} " in found


def test_an_endpoint_with_a_name_is_ours_unless_it_exists(tmp_path: Path) -> None:
    text = HEAD + "  a1b: {model: Phi-4, mode: managed, endpoint: {name: phi}}\n  c1d: {model: Phi-4}\n"
    assert [(each.endpoint_name, each.endpoint_exists) for each in spec_of(tmp_path, text).deployments] == [
        ("phi", False),
        ("c1d", False),
    ]


@pytest.mark.parametrize(
    ("deployments", "mistakes"),
    [
        (
            f"  chat: {{model: Phi-4, regions: [eastus2], traffic: 1, endpoint: {GIVEN}}}\n",
            ["only deployments with mode: managed can use an endpoint that exists already"],
        ),
        (
            f"  chat: {{model: Phi-4, mode: managed, endpoint: {GIVEN}, content_safety: true, quota: shared}}\n",
            [
                "the endpoint 'theirs' lies in one region: name it alone under regions",
                "'traffic' is missing: what it takes of an endpoint that others use must be stated, never assumed",
                "content safety needs an identity of its own at the endpoint, and this one is somebody else's",
                "shared quota is a property of the endpoint, and this one is somebody else's",
            ],
        ),
        (
            SHARED.format(name="one", traffic=60, endpoint=GIVEN)
            + SHARED.format(name="two", traffic=60, endpoint=GIVEN),
            ["the traffic of endpoint 'theirs' must be 100 together, not 120 (one 60 + two 60)"],
        ),
        (
            SHARED.format(name="one", traffic=60, endpoint=GIVEN)
            + SHARED.format(name="two", traffic=40, endpoint="theirs"),
            ["'two' and 'one' share endpoint 'theirs': it exists for both or for neither"],
        ),
    ],
)
def test_what_an_endpoint_that_exists_can_not_be(
    tmp_path: Path, deployments: str, mistakes: list[str]
) -> None:
    assert sorted(found.split(": ", 1)[1] for found in mistakes_of(tmp_path, deployments)) == sorted(mistakes)
