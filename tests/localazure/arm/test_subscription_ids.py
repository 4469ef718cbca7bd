"""Which paths name a subscription that none can be."""

from __future__ import annotations

import pytest

from localazure.arm.checks import subscription_well_formed
from localazure.arm.errors import ArmError
from open_azure import SUBSCRIPTION


@pytest.mark.parametrize(
    "path",
    [
        "/subscriptions",
        "",
        "/providers/Microsoft.Resources/operations",
        SUBSCRIPTION,
        SUBSCRIPTION.upper(),
        f"{SUBSCRIPTION}/resourceGroups/x",
    ],
)
def test_what_may_be_a_subscription(path: str) -> None:
    subscription_well_formed(path)


@pytest.mark.parametrize(
    "name", ["mine", "", "5ab5c41b-0000-4000-8000-00000000000g", f"{SUBSCRIPTION[15:]}0"]
)
def test_what_is_no_subscription(name: str) -> None:
    for path in (f"/subscriptions/{name}", f"/SUBSCRIPTIONS/{name}/resourceGroups/x"):
        with pytest.raises(ArmError) as refusal:
            subscription_well_formed(path)
        assert (refusal.value.status, refusal.value.code) == (400, "InvalidSubscriptionId")
