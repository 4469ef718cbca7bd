from pathlib import Path

import pytest

from modelstacks.errors import MOST_SHOWN, AzureError, Mistake, SpecError


def mistakes(count: int) -> list[Mistake]:
    return [Mistake(Path("a.yaml"), line, 1, "wrong") for line in range(1, count + 1)]


def test_a_thousand_mistakes_make_a_message_that_can_be_read() -> None:
    err = SpecError(mistakes(1_020))
    *shown, last = str(err).splitlines()
    assert shown == [f"a.yaml:{line}:1: wrong" for line in range(1, MOST_SHOWN + 1)]
    assert last == "… and 1,000 more like these or others: mend these first."
    assert len(err.mistakes) == 1_020


@pytest.mark.parametrize(
    ("request_id", "end"), [("r-1", "(request id r-1)"), (None, "You may not."), ("", "You may not.")]
)
def test_azures_refusal_names_its_code_and_what_support_asks_for(request_id: str | None, end: str) -> None:
    err = AzureError("You may not.", code="AuthorizationFailed", request_id=request_id)
    assert str(err) == f"AuthorizationFailed: You may not.{f' {end}' if request_id else ''}"


def test_what_fits_is_shown_without_more() -> None:
    assert str(SpecError(mistakes(MOST_SHOWN))).splitlines()[-1] == f"a.yaml:{MOST_SHOWN}:1: wrong"
