from pathlib import Path

import pytest

from modelstacks.errors import SpecError
from modelstacks.yaml_source import Source, read_yaml


def source_of(tmp_path: Path, text: str, **environ: str) -> Source:
    path = tmp_path / "a.yaml"
    path.write_text(text)
    return read_yaml(path, environ)


@pytest.mark.parametrize(
    ("text", "mistake"),
    [
        ("", "1:1: the file is empty"),
        ("# only a comment\n", "1:1: the file is empty"),
        ("a:\n\t- b\n", "2:1: a tab stands where YAML wants blanks: indent with blanks"),
        ("- a\n", "1:1: a mapping (key: value) is expected, not a list"),
        ("word\n", "1:1: a mapping (key: value) is expected, not the text 'word'"),
        (
            "a: [1\n",
            "2:1: this is not YAML: while parsing a flow sequence, expected ',' or ']', but got '<stream end>'",
        ),
        ("a: 1\nb: *x\n", "2:4: this is not YAML: found undefined alias 'x'"),
        ("a: 1\n b: 2\n", "2:3: this is not YAML: mapping values are not allowed here"),
    ],
)
def test_what_is_no_yaml_mapping_is_refused_with_its_place(tmp_path: Path, text: str, mistake: str) -> None:
    with pytest.raises(SpecError) as caught:
        source_of(tmp_path, text)
    assert str(caught.value) == f"{tmp_path}/a.yaml:{mistake}"


def test_a_missing_file_is_a_mistake(tmp_path: Path) -> None:
    with pytest.raises(SpecError) as caught:
        read_yaml(tmp_path / "none.yaml")
    assert str(caught.value) == (
        f"{tmp_path}/none.yaml:1:1: there is no such file in {tmp_path}: give the path of yours"
    )


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(SpecError, match=rf"there is no folder {tmp_path}/none: give the path of yours; `mod"):
        read_yaml(tmp_path / "none" / "platform.yaml")


def test_a_file_in_another_encoding_is_a_mistake(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_bytes(b"a: \xff\n")
    with pytest.raises(SpecError) as caught:
        read_yaml(tmp_path / "a.yaml")
    assert str(caught.value) == f"{tmp_path}/a.yaml:1:1: the file is not text in UTF-8: save it as that"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("a: x-${NAME}-y", "x-web-y"),
        ("a: ${COUNT}", 3),
        ("a: '${COUNT}'", "3"),
        ("a: $NAME", "$NAME"),
        ("a: [x, {b: 1.5}, null, true]", ("x", {"b": 1.5}, None, True)),
        ("b: &b {c: 1}\na: {<<: *b, d: 2}", {"c": 1, "d": 2}),
        ("b: &b {c: 1}\nd: &d {c: 2, e: 3}\na: {<<: [*b, *d], c: 4}", {"c": 4, "e": 3}),
    ],
)
def test_values_are_read_with_variables_and_anchors(tmp_path: Path, text: str, value: object) -> None:
    source = source_of(tmp_path, text, NAME="web", COUNT="3")
    assert source.data["a"] == value
    assert source.mistakes == []


@pytest.mark.parametrize(
    ("text", "mistake"),
    [
        ("a: 1\nb:\n  c: ${NOPE}\n", "3:6: the environment variable NOPE is not set: export NOPE=…"),
        ("a: 1\na: 2\n", "2:1: 'a' stands here a second time"),
        ("? [a]\n: 1\n", "1:3: a key is a single word here"),
        ("a:\n  <<: 3\n", "2:7: << takes a mapping, not the number 3"),
    ],
)
def test_what_does_not_stop_the_reading_is_kept_as_a_mistake(tmp_path: Path, text: str, mistake: str) -> None:
    assert [str(found) for found in source_of(tmp_path, text).mistakes] == [f"{tmp_path}/a.yaml:{mistake}"]


def test_variables_stay_where_no_environment_is_given(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("a: ${NAME}\n")
    assert read_yaml(tmp_path / "a.yaml").data == {"a": "${NAME}"}


def test_a_mistake_about_something_missing_stands_at_what_is_around_it(tmp_path: Path) -> None:
    source = source_of(tmp_path, "a:\n  - b: 1\n")
    assert source.mistake(("a", 0, "c"), "x").line == 2
    assert source.mistake(("a", 0, "b"), "x", at_key=True).column == 5
    assert source.mistake(("z",), "x").line == 1
