from pathlib import Path

from modelstacks.errors import MOST_SHOWN, Mistake, SpecError


def mistakes(count: int) -> list[Mistake]:
    return [Mistake(Path("a.yaml"), line, 1, "wrong") for line in range(1, count + 1)]


def test_a_thousand_mistakes_make_a_message_that_can_be_read() -> None:
    err = SpecError(mistakes(1_020))
    *shown, last = str(err).splitlines()
    assert shown == [f"a.yaml:{line}:1: wrong" for line in range(1, MOST_SHOWN + 1)]
    assert last == "… and 1,000 more like these or others: mend these first."
    assert len(err.mistakes) == 1_020


def test_what_fits_is_shown_without_more() -> None:
    assert str(SpecError(mistakes(MOST_SHOWN))).splitlines()[-1] == f"a.yaml:{MOST_SHOWN}:1: wrong"
