"""Under which id Azure keeps what was deleted, and whose it was."""

from __future__ import annotations

import pytest

from modelstacks.azure.soft_deletion import ACCOUNTS, VAULTS, SoftDeletion

GROUP = "/subscriptions/s/resourceGroups/rg"
VAULT = f"{GROUP}/providers/Microsoft.KeyVault/vaults/kv"
ACCOUNT = f"{GROUP}/providers/Microsoft.CognitiveServices/accounts/ai"


def test_a_vault_is_kept_in_its_region_by_name_and_may_be_anothers() -> None:
    kept = VAULTS.of(VAULT, "Sweden Central")
    assert kept.id == (
        "/subscriptions/s/providers/Microsoft.KeyVault/locations/swedencentral/deletedVaults/kv"
    )
    assert kept.is_of({"properties": {"vaultId": VAULT.upper()}})
    assert not kept.is_of({"properties": {"vaultId": VAULT.replace("rg", "other")}})


def test_an_account_is_kept_below_its_group() -> None:
    kept = ACCOUNTS.of(ACCOUNT, "eastus2")
    assert kept.id == (
        "/subscriptions/s/providers/Microsoft.CognitiveServices/locations/eastus2/resourceGroups/rg"
        "/deletedAccounts/ai"
    )
    assert kept.is_of({})
    assert kept.former_id({}) == ACCOUNT


@pytest.mark.parametrize(("how", "purged", "restored"), [(VAULTS, "POST", False), (ACCOUNTS, "DELETE", True)])
def test_only_an_account_comes_back_with_the_resource(how: SoftDeletion, purged: str, restored: bool) -> None:
    assert (how.purge, how.restored) == (purged, restored)
