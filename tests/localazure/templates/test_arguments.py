"""How many arguments each function takes, after Microsoft's page on it."""

from __future__ import annotations

import pytest

from localazure.arm.errors import ArmError
from localazure.templates import functions
from template_builders import evaluated

TAKES = {
    (0, 0): "deployment environment false newGuid null resourceGroup subscription tenant true",
    (0, 1): "utcNow",
    (0, 2): "copyIndex",
    (0, None): "createArray createObject",
    (
        1,
        1,
    ): "array base64 base64ToJson base64ToString bool dateTimeFromEpoch dateTimeToEpoch empty first flatten "
    "float int items json lambdaVariables last length not objectKeys parameters shallowMerge string toLower toUpper trim "
    "uriComponent uriComponentToString variables",
    (1, 3): "reference",
    (1, None): "coalesce concat format guid max min union uniqueString",
    (2, 2): "add contains div endsWith equals filter greater greaterOrEquals indexOf join lastIndexOf less "
    "lessOrEquals map mapValues mod mul range skip sort split startsWith sub take uri",
    (2, 3): "dateTimeAdd padLeft substring toObject",
    (2, None): "and intersection or resourceId subscriptionResourceId tenantResourceId tryGet",
    (3, 3): "reduce replace",
    (3, None): "extensionResourceId",
}


def is_counted_out(name: str, count: int) -> bool:
    """Say whether the function is refused for the number of its arguments: what they are is not looked at first."""
    try:
        evaluated(f"[{name}({', '.join(['7'] * count)})]")
    except ArmError as refusal:
        return f"'{name}': it was called with '{count}' arguments, which is not valid." in refusal.message
    return False


@pytest.mark.parametrize(("takes", "names"), TAKES.items())
def test_a_function_takes_as_many_arguments_as_its_page_says(
    takes: tuple[int, int | None], names: str
) -> None:
    least, most = takes

    for name in names.split():
        assert [count for count in range(6) if is_counted_out(name, count)] == [
            count for count in range(6) if count < least or (most is not None and count > most)
        ], name


def test_no_function_is_left_out() -> None:
    assert sorted(" ".join(TAKES.values()).lower().split()) == sorted(functions.FUNCTIONS)
