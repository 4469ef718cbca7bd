"""The logs of a deployment's containers, and what keeps them from starting, without a server."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from estate import A100, PHI_VERSION
from localazure.arm.errors import ArmError
from localazure.arm.ids import ResourceId
from localazure.arm.resource import Resource
from localazure.providers.machinelearning import containers

if TYPE_CHECKING:
    from open_workspace import OpenWorkspace

CRASHED = [
    "INFO: Loading the model into GPU memory",
    "ERROR: torch.cuda.OutOfMemoryError: CUDA out of memory. Tried to allocate 1.96 GiB",
    "ERROR: Worker exited with code 1",
]


def place(chat: OpenWorkspace, **compute: Any) -> Resource:
    """Store a deployment where managed compute is as told."""
    parts = chat.azure.scenario.compute.model_copy(update=compute)
    chat.azure.scenario = chat.azure.scenario.model_copy(update={"compute": parts})
    for path, properties in (
        ("onlineEndpoints/shop", {"authMode": "Key", "traffic": {}}),
        (
            "onlineEndpoints/shop/deployments/blue",
            {"model": PHI_VERSION, "instanceType": A100, "provisioningState": "Succeeded"},
        ),
    ):
        made = Resource(
            ResourceId.parse(f"{chat.path}/{path}"), {"location": chat.region, "properties": properties}
        )
        chat.azure.store.put(made)
    return made


def logs(chat: OpenWorkspace, **asked: Any) -> list[str]:
    answer = chat.ask("POST", "onlineEndpoints/shop/deployments/blue/getLogs", asked)
    return str(answer.body["content"]).split("\n")


def head(container: str) -> list[str]:
    return [
        f"Instance status: SystemSetup: Succeeded, UserContainerImagePull: Succeeded, {container}: Succeeded",
        "This log is made up by the local Azure: no container runs.",
        f"Deployment blue of endpoint shop on {A100}",
    ]


def test_what_the_containers_say(chat: OpenWorkspace) -> None:
    place(chat)
    ready = [*head("InferenceServer"), f"Model {PHI_VERSION} is ready"]
    downloaded = [*head("StorageInitializer"), f"Model {PHI_VERSION} downloaded"]

    assert logs(chat) == logs(chat, containerType="InferenceServer", tail=9) == ready
    assert logs(chat, tail=2) == logs(chat, tail="2") == ready[-2:]
    assert logs(chat, containerType="StorageInitializer") == downloaded


@pytest.mark.parametrize("when", ["starting", "answering"])
def test_what_a_container_says_that_crashes(chat: OpenWorkspace, when: str) -> None:
    place(chat, crash=when, crashing=("b*",))
    crashed = [*head("InferenceServer"), f"Model {PHI_VERSION}", *CRASHED]

    assert logs(chat) == crashed
    assert logs(chat, containerType="StorageInitializer")[-1] == f"Model {PHI_VERSION} downloaded"
    place(chat, crashing=("green",))
    assert logs(chat)[-1] == f"Model {PHI_VERSION} is ready"


@pytest.mark.parametrize(
    ("compute", "code", "words", "crashes"),
    [
        ({}, None, "", False),
        ({"crash": "answering"}, None, "", True),
        ({"crash": "answering", "crashing": ("green",)}, None, "", False),
        ({"crash": "starting"}, "ResourceNotReady", "User container has crashed or terminated", False),
        ({"crash": "starting", "crashing": ("green",)}, None, "", False),
        (
            {"lacking": ("*NC24*",)},
            "OutOfCapacity",
            "due to a lack of Azure Machine Learning capacity",
            False,
        ),
        ({"lacking": ("*ND96*",)}, None, "", False),
    ],
)
def test_what_keeps_a_container_from_starting(
    chat: OpenWorkspace, compute: dict[str, Any], code: str | None, words: str, crashes: bool
) -> None:
    deployment = place(chat, **compute)

    assert containers.is_crashing(chat.azure, deployment) is crashes
    if code is None:
        containers.refuse_to_start(chat.azure, deployment)
        return
    with pytest.raises(ArmError) as refusal:
        containers.refuse_to_start(chat.azure, deployment)
    assert (refusal.value.status, refusal.value.code) == (400, code)
    assert words in refusal.value.message
