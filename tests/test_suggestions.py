from modelstacks.suggestions import MOST_LISTED, listed


def test_a_list_of_names_stays_readable() -> None:
    names = [f"n{number}" for number in range(1, 1_013)]
    assert listed(names) == "n1, n2, n3, n4, n5, n6, n7, n8, n9, n10, n11, n12 and 1,000 more"
    assert listed(names[:MOST_LISTED]).endswith("n11, n12")
    assert listed([]) == ""
