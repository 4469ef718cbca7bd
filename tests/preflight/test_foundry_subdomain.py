from typing import Any

from foundry_answers import REGION, account, foundry, in_accounts
from modelstacks.modes.foundry.asks.accounts import AccountState, AskAccount
from modelstacks.modes.foundry.asks.names import AskKeptAccounts, AskSubdomain, KeptAccount, Subdomain
from modelstacks.modes.foundry.spec import AccountRef
from modelstacks.preflight.facts import Absent, Unverified
from modelstacks.preflight.report import Reported
from preflight_builders import found_by

UNPAIRED = {"foundry-account-restored": "what is restored is refused nothing (tests/e2e)"}

NAME = f"ai-{REGION}"
MADE = account(create=True)
USED = Subdomain(available=False, reason="Please pick a different name.")
OWN = KeptAccount(NAME, "RG-models", REGION, NAME)


def found(check: str, *kept: KeptAccount, ref: AccountRef = MADE, **answers: Any) -> list[Reported]:
    asked = {
        AskAccount(NAME): answers.get("there", Absent()),
        AskSubdomain(ref.subdomain): answers.get("subdomain", Subdomain(available=True)),
        AskKeptAccounts(): kept,
    }
    return found_by(check, foundry(), answers=asked, **in_accounts(ref))


def test_a_free_subdomain_passes() -> None:
    assert found("foundry-subdomain") == []


def test_somebody_has_it_in_azures_words() -> None:
    [finding] = found("foundry-subdomain", subdomain=USED)
    assert finding.message == (
        f"The account {NAME} can't have the subdomain {NAME}: Please pick a different name."
    )
    assert finding.fix == "Set another `subdomain`; it is unique over all customers of Azure."


def test_our_own_account_has_it_and_that_is_fine() -> None:
    state = AccountState(REGION, "AIServices", NAME, ours=True)
    assert found("foundry-subdomain", there=state, subdomain=USED) == []


def test_what_is_no_label_of_dns_is_said_so() -> None:
    ref = account(create=True, subdomain="ai_foundry")
    [finding] = found("foundry-subdomain", ref=ref, subdomain=USED)
    assert (
        finding.message == f"The account {NAME} can't have the subdomain ai_foundry: it is no label of DNS."
    )


def test_what_is_kept_and_could_not_be_read_hinders_nothing() -> None:
    unread = {AskAccount(NAME): Absent(), AskKeptAccounts(): Unverified("403")}
    for check in ("foundry-account-kept", "foundry-account-restored", "foundry-subdomain"):
        [finding] = found_by(check, foundry(), answers=unread, **in_accounts(MADE))
        assert finding.message.endswith(" could not be read: 403")
    taken = unread | {AskSubdomain(NAME): USED}
    [other, _] = found_by("foundry-subdomain", foundry(), answers=taken, **in_accounts(MADE))
    assert other.message.endswith(f"the subdomain {NAME}: Please pick a different name.")
    unknown = {AskAccount(NAME): Absent(), AskSubdomain(NAME): Unverified("403")}
    [finding] = found_by("foundry-subdomain", foundry(), answers=unknown, **in_accounts(MADE))
    assert finding.severity == "unverified"


def test_a_deleted_account_with_another_subdomain_keeps_that_one_alone() -> None:
    elsewhere = KeptAccount("old", "rg-old", "eastus2", "another")
    [finding] = found("foundry-subdomain", elsewhere, subdomain=Subdomain(available=False))
    assert finding.message == f"The account {NAME} can't have the subdomain {NAME}: somebody has it."


def test_another_deleted_account_that_keeps_it_is_named_with_how_to_purge_it() -> None:
    [finding] = found("foundry-subdomain", KeptAccount("old", "rg-old", "eastus2", NAME), subdomain=USED)
    assert finding.message == (
        f"The subdomain {NAME} of the account {NAME} is kept by the deleted account old in rg-old (eastus2)."
    )
    assert finding.fix.endswith(
        "az cognitiveservices account purge --name old --resource-group rg-old --location eastus2"
    )


def test_our_own_deleted_account_is_restored_and_that_is_said() -> None:
    assert found("foundry-subdomain", OWN, subdomain=USED) == []
    assert found("foundry-account-kept", OWN) == []
    [finding] = found("foundry-account-restored", OWN)
    assert finding.severity == "note"
    assert finding.message == (
        f"Azure still keeps the deleted account {NAME}: it is restored, with its subdomain {NAME} and its keys."
    )


def test_where_the_account_is_there_again_nothing_of_it_is_restored_or_in_the_way() -> None:
    state = AccountState(REGION, "AIServices", NAME, ours=True)
    assert found("foundry-account-restored", OWN, there=state) == []
    elsewhere = KeptAccount(NAME, "rg-models", "eastus2", NAME)
    assert found("foundry-account-kept", elsewhere, there=state) == []
    assert found("foundry-account-restored", elsewhere) == []


def test_one_of_another_group_is_not_restored() -> None:
    other = KeptAccount(NAME, "rg-other", REGION, "else")
    assert found("foundry-account-restored", other) == []


def test_one_that_waits_in_another_region_is_in_the_way() -> None:
    [finding] = found("foundry-account-kept", KeptAccount(NAME, "rg-models", "eastus2", NAME))
    assert finding.message == (
        f"Azure still keeps the deleted account {NAME} in eastus2; it is in the way of the one in swedencentral."
    )
    assert finding.fix.startswith(f"Run: az cognitiveservices account purge --name {NAME} ")
