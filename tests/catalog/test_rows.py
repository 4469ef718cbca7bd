"""What must hold over all packaged rows, whatever the facts say."""

import pytest

from modelstacks.catalog import Model, load

CATALOG = load()
MODELS = CATALOG.models


def test_all_models_of_the_facts_are_there() -> None:
    assert len(MODELS) == 80
    assert {model.publisher for model in MODELS} == {
        "AI21 Labs",
        "Cohere",
        "Core42",
        "DeepSeek",
        "Meta",
        "Microsoft",
        "Mistral AI",
    }


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.name)
def test_a_model_row_refers_only_to_rows_that_exist(model: Model) -> None:
    regions = model.serverless_offer.regions if model.serverless_offer else ()
    skus = model.managed_compute.recommended_skus if model.managed_compute else ()
    assert model.registry in {registry.name for registry in CATALOG.registries}
    assert all(CATALOG.find_model(name) for name in model.lifecycle.replacements)
    assert all(CATALOG.find_region(name) for name in regions)
    assert all(CATALOG.find_sku(name) for name in skus or ())


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
