import pytest

from modelstacks.suggestions import MOST_LISTED, did_you_mean, listed, number_of

KNOWN = ("Phi-4", "Phi-4-mini", "phi-4-reasoning", "Phi-4-multimodal", "Llama-3")


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("PHI-4-M", "; did you mean 'Phi-4-mini' or 'Phi-4-multimodal'?"),
        ("phi", "; did you mean 'Phi-4', 'Phi-4-mini' or 'phi-4-reasoning'?"),
        ("Lama-3", "; did you mean 'Llama-3'?"),
        ("zzz", ""),
        ("", ""),
    ],
)
def test_near_names_are_suggested_longer_forms_first_and_three_at_most(name: str, said: str) -> None:
    assert did_you_mean(name, KNOWN) == said


def test_a_list_of_names_stays_readable() -> None:
    names = [f"n{number}" for number in range(1, 1_013)]
    assert listed(names) == "n1, n2, n3, n4, n5, n6, n7, n8, n9, n10, n11, n12 and 1,000 more"
    assert listed(names[:MOST_LISTED]).endswith("n11, n12")
    assert listed([]) == ""


@pytest.mark.parametrize(
    ("count", "said"), [(0, "0 stacks"), (1, "1 stack"), (2, "2 stacks"), (1200, "1,200 stacks")]
)
def test_one_thing_is_no_plural(count: int, said: str) -> None:
    assert number_of(count, "stack") == said
