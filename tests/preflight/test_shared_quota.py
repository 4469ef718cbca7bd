from typing import Any

import pytest

from modelstacks.preflight.asks.registry import AskRegistryModel, RegistryModel
from preflight_builders import found_by, report_on
from spec_builders import CATALOG, deployment

GUARD, MINI = "Prompt-Guard-86M", "Phi-4-mini-instruct"


def shared(model: str, **fields: Any) -> Any:
    return deployment(
        "own", model, mode="managed", instance_type="Standard_DS4_v2", **({"quota": "shared"} | fields)
    )


def registry_answer(model: str, allowed: bool) -> dict[Any, Any]:
    registry = CATALOG.model(model).registry
    return {AskRegistryModel(registry, model): RegistryModel("1", None, shared_quota_allowed=allowed)}


def test_a_model_of_a_documented_family_whose_flag_nobody_has_is_unverified() -> None:
    [finding] = found_by("shared-quota-model", shared(GUARD))
    assert finding.severity == "unverified"
    assert finding.message == (
        "Nobody says whether Prompt-Guard-86M may run on shared quota: neither its registry nor the catalogue has the "
        "flag. Microsoft's pages offer it to the family llama-guard, without naming the model."
    )
    assert finding.fix == (
        "Be ready for a refusal once the endpoint is there, or ask for cores of your own and set quota: dedicated."
    )
    assert finding.about == ("own",)


def test_of_another_family_the_known_ones_are_named() -> None:
    [finding] = found_by("shared-quota-model", shared(MINI))
    assert finding.message.endswith(
        "Known to be allowed are models of the families llama-2, mistral-open, mixtral, phi-3, phi-3.5, phi-4."
    )


def test_it_stops_no_strict_program() -> None:
    report = report_on([shared(GUARD)])
    assert (report.exit_code, report.stops_strict) == (0, False)


@pytest.mark.parametrize("allowed", [True, False])
def test_what_the_registry_says_is_known(allowed: bool) -> None:
    assert found_by("shared-quota-model", shared(GUARD), answers=registry_answer(GUARD, allowed)) == []


@pytest.mark.parametrize("requested", [shared("Phi-4"), shared(GUARD, quota="dedicated")])
def test_what_the_catalogue_knows_or_nobody_asked_for_is_fine(requested: Any) -> None:
    assert found_by("shared-quota-model", requested) == []
