from __future__ import annotations

import pytest

from localazure.arm.provider_registry import ProviderRegistry
from localazure.arm.resource_type import Provider, ResourceType
from localazure.providers import all_providers

THING = ResourceType("A.B/things", ("2025-01-01",))


def test_types_are_found_in_any_casing() -> None:
    providers = ProviderRegistry([Provider("A.B", types=(THING,))])

    assert providers.type("a.b/THINGS") is THING
    assert providers.find("a.B") is providers.all[0]
    assert providers.find_type("A.B/others") is None


@pytest.mark.parametrize("second", [Provider("a.b"), Provider("C.D", types=(THING,))])
def test_a_namespace_or_type_is_declared_once(second: Provider) -> None:
    with pytest.raises(ValueError, match="declare the same"):
        ProviderRegistry([Provider("A.B", types=(THING,)), second])


def test_every_folder_is_a_provider_whose_types_are_its_own() -> None:
    for provider in all_providers().all:
        assert all(each.name.startswith(f"{provider.namespace}/") for each in provider.types)


def test_api_versions_are_lower_case_or_they_would_never_match() -> None:
    providers = all_providers().all
    declared = [each.api_versions for provider in providers for each in provider.types]
    declared += [each.api_versions for provider in providers for each in provider.reads]

    assert all(version == version.lower() for versions in declared for version in versions)
