from datetime import date

import pytest

from modelstacks.catalog import ModelFilter, Region, load
from modelstacks.errors import UsageError

CATALOG = load()


@pytest.mark.parametrize("name", ["Phi-4", "phi-4", "PHI-4"])
def test_a_model_is_found_in_any_case(name: str) -> None:
    assert CATALOG.model(name).name == "Phi-4"


def test_a_model_is_found_by_its_alias() -> None:
    assert CATALOG.model("Llama-3.1-8B-Instruct").name == "Meta-Llama-3.1-8B-Instruct"


def test_an_unknown_model_is_answered_with_near_ones() -> None:
    with pytest.raises(UsageError) as caught:
        CATALOG.model("Llama-3.3-70B")
    assert (
        str(caught.value)
        == "no model 'Llama-3.3-70B' in the catalogue; did you mean 'Llama-3.3-70B-Instruct'?"
    )


def test_a_model_like_no_other_is_answered_with_the_command_that_lists_them() -> None:
    assert CATALOG.unknown_model("zzz") == "no model 'zzz' in the catalogue; `modelstacks models` lists them"


@pytest.mark.parametrize(
    ("model_id", "name"),
    [
        ("azureml://registries/azureml/models/Phi-4", "Phi-4"),
        ("azureml://registries/azureml/models/Phi-4/versions/7", "Phi-4"),
        ("azureml://registries/azureml/models/Phi-4/labels/latest", "Phi-4"),
        ("AzureML://Registries/AzureML/Models/phi-4", "Phi-4"),
        ("azureml://registries/azureml-meta/models/Phi-4", None),
        ("azureml://registries/azureml/models/Nobody", None),
        ("Phi-4", None),
    ],
)
def test_a_model_is_found_by_its_id(model_id: str, name: str | None) -> None:
    model = CATALOG.model_by_id(model_id)
    assert (model.name if model else None) == name


def test_a_vm_size_is_found_in_any_case_and_an_unknown_one_named_with_near_ones() -> None:
    assert CATALOG.sku("standard_nc24ads_a100_v4").vcpus == 24
    with pytest.raises(UsageError) as caught:
        CATALOG.sku("Standard_NC24ads_A100")
    assert str(caught.value) == (
        "no VM size 'Standard_NC24ads_A100' in the catalogue; did you mean 'Standard_NC24ads_A100_v4'?"
    )


@pytest.mark.parametrize(
    ("name", "instances", "cores"),
    [
        ("Standard_NC24ads_A100_v4", 1, 24),
        ("Standard_NC24ads_A100_v4", 5, 120),
        ("Standard_NC6s_v3", 1, 12),
        ("Standard_NC6s_v3", 5, 36),
        ("Standard_NC6s_v3", 6, 48),
        ("Standard_NC6s_v3", 100, 720),
    ],
)
def test_cores_hold_the_upgrade_reserve_unless_the_size_is_exempt(
    name: str, instances: int, cores: int
) -> None:
    assert CATALOG.sku(name).cores_needed(instances, reserve_percent=20) == cores


def test_regions_are_ordered_by_distance_and_unknown_ones_come_last() -> None:
    regions = ["westus", "atlantis", "swedencentral", "eastus2"]
    assert CATALOG.nearest_first(regions, "uksouth") == ("swedencentral", "eastus2", "westus", "atlantis")
    assert CATALOG.nearest_first(regions, "nowhere") == ("atlantis", "eastus2", "swedencentral", "westus")


@pytest.mark.parametrize(
    ("criteria", "some", "none"),
    [
        (ModelFilter(mode="serverless"), "Phi-4", "Llama-3.2-3B-Instruct"),
        (ModelFilter(capability="embeddings"), "Cohere-embed-v3-multilingual", "Phi-4"),
        (ModelFilter(publisher="meta"), "Llama-3.3-70B-Instruct", "Phi-4"),
        (ModelFilter(region="swedencentral", mode="serverless"), "Phi-4", "Llama-2-7b"),
        (ModelFilter(region="uksouth"), "Phi-4", "tsuzumi-7b"),
        (ModelFilter(region="uksouth", mode="serverless"), "Llama-4-Scout-17B-16E-Instruct", "Phi-4"),
        (ModelFilter(not_retired_on=date(2026, 11, 20)), "Phi-4", "Llama-2-7b"),
    ],
)
def test_models_are_filtered(criteria: ModelFilter, some: str, none: str) -> None:
    names = {model.name for model in CATALOG.models_offering(criteria)}
    assert some in names
    assert none not in names


@pytest.mark.parametrize(
    ("here", "there", "km"),
    [
        ((0, 0), (0, 90), 10_008),
        ((0, 0), (90, 0), 10_008),
        ((0, -90), (0, 90), 20_015),
        ((60, 0), (60, 90), 4_605),
        ((10, 10), (10, 10), 0),
    ],
)
def test_distances_are_those_on_a_globe(here: tuple[int, int], there: tuple[int, int], km: int) -> None:
    one, other = (
        Region(name="r", display_name="R", latitude=latitude, longitude=longitude)
        for latitude, longitude in (here, there)
    )
    assert round(one.distance_km(other)) == km


def test_a_built_in_role_is_known_by_its_name() -> None:
    assert CATALOG.role_id("Reader") == "acdd72a7-3385-48ef-bd42-f606fba81ae7"
    with pytest.raises(KeyError):
        CATALOG.role_id("King")


@pytest.mark.parametrize("quota_id", ["FreeTrial_2014-09-01", "FREETRIAL_x", "freetrial"])
def test_an_offer_is_known_by_what_its_quota_id_begins_with(quota_id: str) -> None:
    found = CATALOG.find_offer(quota_id)
    assert found
    assert found.quota_id_prefix == "FreeTrial"
    assert CATALOG.find_offer(f"My{quota_id}") is None
