from typing import Any

import pytest

from modelstacks.preflight.asks.quota import AskUsages
from modelstacks.preflight.asks.registry import AskModelVersion, AskRegistryModel, RegistryModel
from modelstacks.preflight.facts import Absent, Unverified
from preflight_builders import found_by, report_on, usages
from spec_builders import deployment
from told_arm import asked

PINNED = AskModelVersion("azureml", "Phi-4", "99")
PHI = AskRegistryModel("azureml", "Phi-4")


def own(name: str = "own", **fields: Any) -> Any:
    return deployment(name, mode="managed", **({"version": "99", "quota": "dedicated"} | fields))


def test_a_version_that_is_not_there_names_the_newest() -> None:
    [finding] = found_by("model-version", own("one"), own("two"), answers={PINNED: False})
    assert finding.severity == "error"
    assert finding.message == "The registry azureml has no version 99 of Phi-4; the newest is 8."
    assert finding.fix == 'Set version: "8", or leave it out to get the newest.'
    assert finding.about == ("one", "two")


def test_without_the_newest_it_says_how_to_list_them() -> None:
    [finding] = found_by("model-version", own(), answers={PINNED: False, PHI: Absent()})
    assert finding.message == "The registry azureml has no version 99 of Phi-4."
    assert finding.fix == "See what it has: az ml model list --registry-name azureml --name Phi-4"


@pytest.mark.parametrize("requested", [own(), own(version=None), deployment(version="99", mode="serverless")])
def test_what_is_there_or_not_asked_for_is_fine(requested: Any) -> None:
    assert found_by("model-version", requested) == []


def test_what_goes_serverless_takes_no_version_and_what_has_no_place_is_told_all_the_same() -> None:
    assert found_by("model-version", deployment(version="99"), answers={PINNED: False}) == []
    [finding] = found_by(
        "model-version", own(), answers={PINNED: False, AskUsages("swedencentral"): usages(0)}
    )
    assert finding.about == ("own",)


def test_a_registry_out_of_reach_stops_nothing() -> None:
    report = report_on([own()], {PINNED: Unverified("no answer within 20 s", "", "unreachable")})
    [finding] = [finding for finding in report.findings if finding.severity == "unverified"]
    assert finding.message == (
        "Whether the registry azureml has version 99 of Phi-4 could not be read: no answer within 20 s"
    )
    assert (report.exit_code, report.stops_strict) == (0, True)


DISCOVERED = {
    "primaryRegionResourceProviderUri": "https://cert-eastus.experiments.azureml.net/",
    "subscriptionId": "s",
    "resourceGroup": "g",
}
PHI_PATH = "/registries/azureml/models/Phi-4"


@pytest.mark.parametrize(
    ("properties", "read"),
    [
        ({}, RegistryModel("8", None, None)),
        (
            {"inference-recommended-sku": " A , ,B", "SharedComputeCapacityEnabled": "True"},
            RegistryModel("8", ("A", "B"), shared_quota_allowed=True),
        ),
        ({"SharedComputeCapacityEnabled": "false"}, RegistryModel("8", None, shared_quota_allowed=False)),
    ],
)
def test_a_registrys_newest_version_says_sizes_and_shared_quota(
    properties: dict[str, str], read: RegistryModel
) -> None:
    answers = {
        "/discovery": DISCOVERED,
        PHI_PATH: {"properties": {"latestVersion": "8"}},
        f"{PHI_PATH}/versions/8": {"properties": {"properties": properties}},
    }
    found, sent = asked(AskRegistryModel("azureml", "Phi-4"), answers)
    assert found == read
    front = "https://cert-eastus.experiments.azureml.net/mferp/managementfrontend/subscriptions/s/resourceGroups/g"
    assert sent[1].startswith(f"GET {front}/providers/Microsoft.MachineLearningServices{PHI_PATH}?")


@pytest.mark.parametrize(
    "answers",
    [{}, {"/discovery": DISCOVERED}, {"/discovery": DISCOVERED, PHI_PATH: {"properties": {}}}],
    ids=["no registry", "no model", "no version"],
)
def test_what_a_registry_does_not_have_is_absent(answers: dict[str, Any]) -> None:
    assert asked(AskRegistryModel("azureml", "Phi-4"), answers)[0] == Absent()
    found, sent = asked(AskModelVersion("azureml", "Phi-4", "8"), answers)
    assert (found, len(sent)) == (False, 2 if answers else 1)


def test_a_version_is_looked_for_by_itself() -> None:
    answers = {"/discovery": DISCOVERED, f"{PHI_PATH}/versions/8": {"properties": {}}}
    assert asked(AskModelVersion("azureml", "Phi-4", "8"), answers)[0] is True
    assert asked(AskModelVersion("azureml", "Phi-4", "9"), answers)[0] is False
