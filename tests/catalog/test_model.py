import json
from datetime import date

import pytest
from pydantic import ValidationError

from modelstacks.catalog import FoundryOffer, Model, load
from modelstacks.catalog.model import Stage
from modelstacks.errors import UsageError

CATALOG = load()


def model_with(**fields: object) -> Model:
    """A serverless and managed model nobody is known to charge for, with *fields* instead."""
    base = CATALOG.model("Llama-3.3-70B-Instruct")
    market = base.marketplace.model_copy(update={"serverless": None, "managed": None})
    unknown = {"marketplace": market, "first_party": False, "sold_directly_by_azure": None}
    return base.model_copy(update=unknown | fields)


def lifecycle(retirement: date | None, state: str | None = None) -> Model:
    base = CATALOG.model("Llama-3.3-70B-Instruct")
    dates = {"retirement_date": retirement, "state": state}
    return base.model_copy(update={"lifecycle": base.lifecycle.model_copy(update=dates)})


@pytest.mark.parametrize(
    ("fields", "mode", "needed", "assumed"),
    [
        ({}, "serverless", True, True),
        ({}, "managed", False, True),
        ({"sold_directly_by_azure": True}, "serverless", False, True),
        ({"sold_directly_by_azure": False}, "serverless", True, True),
        ({"first_party": True}, "serverless", False, False),
    ],
)
def test_an_unknown_marketplace_need_is_assumed_and_says_so(
    fields: dict[str, object], mode: str, needed: bool, assumed: bool
) -> None:
    model = model_with(**fields)
    assert model.needs_marketplace_subscription(mode) is needed
    assert model.subscription_need_is_assumed(mode) is assumed


@pytest.mark.parametrize(
    ("name", "mode", "needed"),
    [
        ("Llama-3.3-70B-Instruct", "serverless", True),
        ("Llama-3.3-70B-Instruct", "managed", False),
        ("DeepSeek-R1", "serverless", False),  # not in registry azureml, and yet no Marketplace
        ("Cohere-command-a", "managed", True),
    ],
)
def test_a_known_marketplace_need_is_the_models_own(name: str, mode: str, needed: bool) -> None:
    assert CATALOG.model(name).needs_marketplace_subscription(mode) is needed


@pytest.mark.parametrize(
    ("retirement", "state", "stage"),
    [
        (date(2026, 11, 20), None, "retired"),
        (date(2026, 11, 21), None, "retiring"),
        (date(2027, 1, 19), None, "retiring"),
        (date(2027, 1, 20), None, "active"),
        (None, "retired", "retired"),
        (None, None, "unknown"),
    ],
)
def test_the_stage_follows_from_the_retirement_date(
    retirement: date | None, state: str | None, stage: Stage
) -> None:
    assert lifecycle(retirement, state).lifecycle.stage(date(2026, 11, 20)) == stage


def test_an_asset_id_holds_the_version_given_or_the_newest_read() -> None:
    model = CATALOG.model("Phi-4")
    assert model.id == "azureml://registries/azureml/models/Phi-4"
    assert model.asset_id() == f"{model.id}/versions/8"
    assert model.asset_id("3") == f"{model.id}/versions/3"


def test_an_unknown_version_is_never_guessed() -> None:
    with pytest.raises(UsageError) as caught:
        CATALOG.model("Llama-3.2-3B-Instruct").asset_id()
    assert str(caught.value) == (
        "No version of Llama-3.2-3B-Instruct is known: the catalogue row has none. Set `version:` on the "
        "deployment, or list the versions: az ml model list --registry-name azureml-meta --name Llama-3.2-3B-Instruct"
    )


@pytest.mark.parametrize(
    ("name", "mode", "region", "offered"),
    [
        ("Phi-4", "serverless", "swedencentral", True),
        ("Phi-4", "serverless", "uksouth", False),
        ("Phi-4", "managed", "uksouth", None),
        ("Llama-3.2-3B-Instruct", "serverless", "eastus2", False),
        ("Llama-4-Scout-17B-16E-Instruct", "serverless", "eastus2", None),
    ],
)
def test_an_offer_is_known_absent_or_unknown(name: str, mode: str, region: str, offered: bool | None) -> None:
    assert CATALOG.model(name).is_offered(mode, region) is offered


def foundry_offer(name: str) -> FoundryOffer:
    offer = CATALOG.model(name).foundry
    assert offer
    return offer


def test_a_foundry_offer_says_where_a_sku_is_offered_and_what_it_takes_quota_from() -> None:
    scout, everywhere, shared = (
        foundry_offer(name).skus["GlobalStandard"]
        for name in ("Llama-4-Scout-17B-16E-Instruct", "Llama-3.3-70B-Instruct", "Phi-4-reasoning")
    )

    assert (scout.is_offered("swedencentral"), scout.is_offered("southeastasia")) == (True, False)
    assert everywhere.is_offered("southeastasia")
    assert shared.is_offered("eastus") is None
    assert shared.usage_name == "AIServices.GlobalStandard.MaaS"


def test_the_default_version_is_the_one_that_a_row_marks() -> None:
    assert foundry_offer("Phi-4").default_version == "7"
    assert foundry_offer("Llama-3.3-70B-Instruct").default_version is None


def test_a_model_with_mode_foundry_says_how_it_is_offered_there() -> None:
    row = CATALOG.model("gpt-oss-120b").model_dump(mode="json")

    with pytest.raises(ValidationError, match="a model with mode foundry needs a foundry part"):
        Model.model_validate_json(json.dumps(row | {"foundry": None}))
