"""What must hold over all packaged rows, whatever the facts say."""

import json
from pathlib import Path

import pytest

from modelstacks.catalog import Model, load
from modelstacks.catalog.loader import ROWS

CATALOG = load()
MODELS = CATALOG.models


def test_a_file_holds_the_models_of_one_publisher_and_is_named_after_it() -> None:
    for path in (ROWS / "models").glob("*.json"):
        publishers = {row["publisher"] for row in json.loads(path.read_text())}
        assert {publisher.lower().replace(" ", "-") for publisher in publishers} == {path.stem}


@pytest.mark.parametrize("path", sorted(ROWS.rglob("*.json")), ids=lambda path: path.stem)
def test_every_row_says_its_source_and_when_that_was_read(path: Path) -> None:
    for row in json.loads(path.read_text(), object_pairs_hook=without_twins):
        assert row.get("source") or row.get("sources"), row
        assert row["read"], row


def without_twins(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """A field that is written twice counts once, unseen: the last one."""
    assert len(pairs) == len(dict(pairs)), pairs
    return dict(pairs)


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.name)
def test_what_a_model_row_says_of_version_offer_quota_and_lifecycle_has_a_source(model: Model) -> None:
    market, ends, quota = model.marketplace, model.lifecycle, model.shared_quota
    dates = (ends.legacy_date, ends.deprecation_date, ends.retirement_date)
    assert model.version is None or model.version_source
    assert not any((market.publisher_id, market.offer_id, market.plan_id)) or market.source
    assert quota.allowed is None or quota.source
    assert not any((ends.state, *dates, ends.replacements)) or (ends.source and ends.read and ends.basis)


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.name)
def test_a_model_row_refers_only_to_rows_that_exist(model: Model) -> None:
    regions = model.serverless_offer.regions if model.serverless_offer else ()
    skus = model.managed_compute.recommended_skus if model.managed_compute else ()
    assert model.registry in {registry.name for registry in CATALOG.registries}
    assert all(CATALOG.find_model(name) for name in model.lifecycle.replacements)
    assert all(CATALOG.find_region(name) for name in regions)
    assert all(CATALOG.find_sku(name) for name in skus or ())


@pytest.mark.parametrize("model", [each for each in MODELS if each.foundry], ids=lambda model: model.name)
def test_a_foundry_offer_names_its_source_regions_that_exist_and_one_default(model: Model) -> None:
    offer = model.foundry
    assert offer
    regions = [sku.regions for sku in offer.skus.values() if sku.regions and sku.regions != "all"]
    versions = [each.version for each in offer.versions]
    assert offer.source
    assert (offer.sold_by == "azure") is (model.sold_directly_by_azure is True)
    assert all(CATALOG.find_region(name) for names in regions for name in names)
    assert len(versions) == len(set(versions))
    assert sum(1 for each in offer.versions if each.default) <= 1


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.name)
def test_info_is_documented_for_modes_that_the_model_has(model: Model) -> None:
    assert set(model.info.modes if model.info else ()) <= set(model.modes)


@pytest.mark.parametrize("family", ["llama-3", "llama-3.1", "phi-3", "phi-3.5", "phi-4", "mixtral"])
def test_info_on_managed_compute_is_documented_for_the_families_that_microsoft_lists(family: str) -> None:
    instruct = [
        model
        for model in MODELS
        if model.family == family and "managed" in model.modes and model.task == "chat-completion"
    ]
    assert instruct
    assert all(model.info and "managed" in model.info.modes for model in instruct)


def test_a_first_party_model_never_needs_a_subscription() -> None:
    first_party = [model for model in MODELS if model.first_party]
    assert first_party
    assert not any(
        model.needs_marketplace_subscription(mode) for model in first_party for mode in model.modes
    )


def test_quota_families_keep_their_blanks() -> None:
    assert CATALOG.sku("Standard_ND96asr_v4").family == "standard NDASv4_A100 Family"


def test_both_figures_of_the_token_limit_are_kept_newer_first() -> None:
    values = [limit.value for limit in CATALOG.limits if limit.name == "tokens_per_minute_per_deployment"]
    assert values == [200_000, 400_000]
    assert CATALOG.limit("serverless", "tokens_per_minute_per_deployment") == 200_000
    assert CATALOG.limit_count("managed_online", "endpoints_per_subscription") == 100


def test_a_limit_that_is_no_whole_number_is_not_taken_for_one() -> None:
    with pytest.raises(TypeError, match=r"the limit shared_quota\.purpose is 'temporary"):
        CATALOG.limit_count("shared_quota", "purpose")


def test_the_actions_of_a_marketplace_subscription_are_known() -> None:
    actions = CATALOG.operation("subscribe to Marketplace offer").actions
    assert "Microsoft.SaaS/register/action" in actions
    assert len(actions) == 5
