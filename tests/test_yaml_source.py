import re
from datetime import date
from pathlib import Path

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from modelstacks import yaml_nodes, yaml_source
from modelstacks.errors import SpecError
from modelstacks.yaml_nodes import Node, dump
from modelstacks.yaml_source import Source, parse_yaml, read_yaml


def source_of(tmp_path: Path, text: str, **environ: str) -> Source:
    path = tmp_path / "a.yaml"
    path.write_text(text)
    return read_yaml(path, environ)


@pytest.mark.parametrize(
    ("text", "mistake"),
    [
        ("", "1:1: the file is empty"),
        ("# only a comment\n", "1:1: the file is empty"),
        ("a:\n\t- b\n", "2:1: there is a tab where YAML expects spaces: indent with spaces"),
        ("- a\n", "1:1: a mapping (key: value) is expected, not a list"),
        ("word\n", "1:1: a mapping (key: value) is expected, not the text 'word'"),
        (
            "a: [1\n",
            "2:1: this is not YAML: while parsing a flow sequence, did not find expected ',' or ']'",
        ),
        (
            "a: [1\r",
            "2:1: this is not YAML: while parsing a flow sequence, did not find expected ',' or ']'",
        ),
        (
            "a: 1\n<<<<<<< ours\nb: 1\n=======\nb: 2\n>>>>>>> theirs\n",
            "2:1: a merge left both sides here (<<<<<<<): keep one of them, and delete the markers",
        ),
        ("\n\0\n", "2:1: the character U+0000 can't stand in YAML: delete it"),
        ("2026-01-02\n", "1:1: a mapping (key: value) is expected, not the date 2026-01-02"),
        ("a: 1\nb: *x\n", "2:4: this is not YAML: found undefined alias 'x'"),
        ("a: 1\n b: 2\n", "2:3: this is not YAML: mapping values are not allowed in this context"),
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


def test_what_is_no_file_is_said_to_be_none(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("a: 1\n")
    for path, message in (
        (tmp_path, "this is a folder: give the path of a file"),
        (tmp_path / "a.yaml" / "b.yaml", "the file can't be read: Not a directory"),
    ):
        with pytest.raises(SpecError) as caught:
            read_yaml(path)
        assert str(caught.value) == f"{path}:1:1: {message}"


def test_a_list_may_stand_for_what_is_under_one_key(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    for text, data in (("- b\n", {"models": ("b",)}), ("other: 1\n", {"other": 1})):
        path.write_text(text)
        assert read_yaml(path, list_under="models").data == data


def test_as_much_as_is_allowed_is_read_and_no_more(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.yaml"
    monkeypatch.setattr(yaml_source, "MOST_BYTES", 2**20)
    path.write_text("a: 1\n".ljust(2**20, "#"))
    assert read_yaml(path).data == {"a": 1}
    path.write_text("a: 1\n".ljust(2**20 + 1, "#"))
    with pytest.raises(SpecError, match=":1:1: the file is larger than 1 MB, more than is read"):
        read_yaml(path)


@pytest.mark.parametrize("text", ["a: [1, 2]\n", "a: &x 1\nb: *x\n"])
def test_as_many_values_as_are_allowed_are_read(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setattr(yaml_nodes, "MOST_VALUES", 5)
    assert parse_yaml(text, Path("a.yaml")).data
    monkeypatch.setattr(yaml_nodes, "MOST_VALUES", 4)
    with pytest.raises(SpecError, match="up to here the file stands for more than 4 values"):
        parse_yaml(text, Path("a.yaml"))


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(SpecError, match=rf"there is no folder {tmp_path}/none: give the path of yours$"):
        read_yaml(tmp_path / "none" / "platform.yaml")


def test_a_file_in_another_encoding_is_a_mistake(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_bytes(b"a: \xff\n")
    with pytest.raises(SpecError) as caught:
        read_yaml(tmp_path / "a.yaml")
    assert (
        str(caught.value) == f"{tmp_path}/a.yaml:1:4: the file is not text in UTF-8: save it in that encoding"
    )


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("a: x-${NAME}-y", "x-web-y"),
        ("a: ${COUNT}", 3),
        ("a: '${COUNT}'", "3"),
        ("a: $NAME", "$NAME"),
        ("a: {'x-${NAME}': 1}", {"x-web": 1}),
        ("a: [0x1F, 0o17, 1_000, -7, +7, 017]", (31, 15, 1000, -7, 7, 17)),
        ("a: [.inf, -.INF, 1_0.5e1]", (float("inf"), float("-inf"), 105.0)),
        ("a: ['', ~]", ("", None)),
        ("a: ''", ""),
        ("a:", None),
        ("a: !!str 3", "3"),
        (
            "a: [!!int '3', !!bool 'true', !!null x, !!timestamp 2026-01-02]",
            (3, True, None, date(2026, 1, 2)),
        ),
        ("a: ! 3", 3),
        ("a: {'<<': 3}", {"<<": 3}),
        ("a: [x, {b: 1.5}, null, true]", ("x", {"b": 1.5}, None, True)),
        ("b: &b {c: 1}\na: {<<: *b, d: 2}", {"c": 1, "d": 2}),
        ("b: &b {c: 1}\nd: &d {c: 2, e: 3}\na: {<<: [*b, *d], c: 4}", {"c": 4, "e": 3}),
    ],
)
@pytest.mark.parametrize("parser", dict.fromkeys([yaml_nodes.PARSER, yaml.SafeLoader]))
def test_values_are_read_with_variables_and_anchors(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, parser: type, text: str, value: object
) -> None:
    """With libyaml's parser and without."""
    monkeypatch.setattr(yaml_nodes, "PARSER", parser)
    source = source_of(tmp_path, text, NAME="web", COUNT="3")
    assert source.data["a"] == value
    assert source.mistakes == []


@pytest.mark.parametrize(
    ("text", "mistake"),
    [
        ("a: 1\nb:\n  c: ${NOPE}\n", "3:6: the environment variable NOPE is not set: export NOPE=…"),
        ("a: 1\na: 2\n", "2:1: 'a' is given here a second time"),
        ("? [a]\n: 1\n", "1:3: a key is a single word here"),
        ("a:\n  <<: 3\n", "2:7: << takes a mapping, not the number 3"),
        ("a: 1\n${NOPE}: 2\n", "2:1: the environment variable NOPE is not set: export NOPE=…"),
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


def test_a_value_that_is_not_written_has_its_keys_place_and_a_wrong_one_is_kept_as_text(
    tmp_path: Path,
) -> None:
    source = source_of(tmp_path, "x: 1\na:\nb: 2\n")
    assert (source.mistake(("a",), "x").line, source.mistake(("a",), "x").column) == (2, 1)
    assert (source.mistake(("b",), "x").line, source.mistake(("b",), "x").column) == (3, 4)
    assert source_of(tmp_path, "a: 2026-02-30\n? [b]\n: 1\n").data == {"a": "2026-02-30", "": 1}


def laughs(levels: int, each: int = 10, *, merged: bool = False) -> str:
    """Each level holds the one before *each* times; *merged*: as mappings, by merge keys."""
    lines = ["v0: &v0 {x: 1}" if merged else "v0: &v0 [lol, lol]"]
    for level in range(1, levels):
        before = ", ".join([f"*v{level - 1}"] * each)
        lines.append(f"v{level}: &v{level} " + (f"{{<<: [{before}]}}" if merged else f"[{before}]"))
    return "\n".join(lines) + "\n"


@pytest.mark.parametrize("merged", [False, True])
def test_a_text_that_stands_for_billions_of_values_is_refused_where_it_passes_the_limit(
    tmp_path: Path, merged: bool
) -> None:
    with pytest.raises(SpecError) as caught:
        source_of(tmp_path, laughs(60, merged=merged))
    message = str(caught.value)
    assert re.match(
        rf"{tmp_path}/a.yaml:\d:\d+: up to here the file stands for more than 1,000,000 values", message
    )
    assert re.search(
        r"; the alias \*v\d alone stands for [\d,]+: write out what is meant, or split the file$", message
    )


def test_nothing_is_made_of_what_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    begun: list[Node] = []
    begin = yaml_nodes._Composer._begin

    def counted(composer: yaml_nodes._Composer, event: object, node: Node) -> Node:
        begun.append(node)
        return begin(composer, event, node)

    monkeypatch.setattr(yaml_nodes._Composer, "_begin", counted)
    with pytest.raises(SpecError):
        source_of(tmp_path, laughs(60))
    assert len(begun) < 60


@pytest.mark.parametrize(
    ("text", "mistake"),
    [
        ("a: " + "[" * 10_000, "1:67: more than 64 lists and mappings are inside each other here"),
        ("a: " + "{b: " * 10_000, "1:256: more than 64 lists and mappings are inside each other here"),
        (laughs(1000, 1), "64:12: more than 64 lists and mappings are inside each other here"),
        (
            "a: &a\n  b: [*a]\n",
            "2:7: the alias *a stands inside what it names, which would never end: write out what is meant",
        ),
        ("a: 1\n---\nb: 2\n", "2:1: a second document begins here: one file holds one"),
        ("a: 1\nb: x\0y\n", "2:5: the character U+0000 can't stand in YAML: delete it"),
        ("a: 1\nb: \x1b[31m\n", "2:4: the character U+001B can't stand in YAML: delete it"),
        ("a: !!python/object:os.system x\n", "1:4: the tag tag:yaml.org,2002:python/object:os.system means"),
        ("a: 2026-02-30\n", "1:4: 2026-02-30 is not a day of the calendar"),
        ("a: !!int x\n", "1:4: 'x' is not a valid !!int"),
        ("a: b\n  \tc: d\n", "2:"),
    ],
)
def test_what_is_meant_to_break_a_reader_is_a_mistake_with_its_place(
    tmp_path: Path, text: str, mistake: str
) -> None:
    try:
        messages = [str(found) for found in source_of(tmp_path, text).mistakes]
    except SpecError as err:
        messages = [str(err)]
    assert len(messages) == 1
    assert messages[0].startswith(f"{tmp_path}/a.yaml:{mistake}")


def test_depth_that_is_allowed_can_be_read(tmp_path: Path) -> None:
    assert source_of(tmp_path, "a: " + "[" * 63 + "]" * 63).data["a"]


def test_a_file_of_another_system_is_read(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_bytes("\ufeffa: ü\r\nb: 2\r\n".encode())
    source = read_yaml(tmp_path / "a.yaml")
    assert source.data == {"a": "ü", "b": 2}
    assert (source.mistake(("a",), "x", at_key=True).column, source.mistake(("b",), "x").line) == (1, 2)


@pytest.mark.parametrize("endless", ["/dev/zero", "sparse.yaml"])
def test_a_file_larger_than_anybody_means_is_not_read_to_its_end(tmp_path: Path, endless: str) -> None:
    file = tmp_path / endless
    if not file.exists():
        with file.open("wb") as huge:
            huge.truncate(40 * 2**30)
    with pytest.raises(
        SpecError, match=r":1:1: the file is larger than 32 MB, more than is read: split it, or"
    ):
        read_yaml(file)


def test_what_is_written_keeps_its_order_and_its_letters_and_wraps_late() -> None:
    words = " ".join(["four"] * 22)
    assert dump({"b": "größer", "a": 1, "c": words}) == f"b: größer\na: 1\nc: {words}\n"
    assert dump({"c": f"{words} four"}) == f"c: {words}\n  four\n"


def test_anchors_serve_many_deployments(tmp_path: Path) -> None:
    entries = "".join(f"  d{number}: {{<<: *usual, name: n{number}}}\n" for number in range(2_000))
    text = (
        f"usual: &usual {{model: Phi-4, regions: [a, b], liveness: {{period_s: 5}}}}\ndeployments:\n{entries}"
    )
    source = source_of(tmp_path, text)
    assert source.mistakes == []
    assert source.data["deployments"]["d1999"] == source.data["usual"] | {"name": "n1999"}


scalars = st.none() | st.booleans() | st.integers() | st.text() | st.floats(allow_nan=False) | st.dates()


@given(st.dictionaries(st.text(), scalars | st.lists(scalars).map(tuple)))
@example({"<<<<<<<": None})
@example({"asked": "123e45678901", "octal": "0o17", "day": "2026-01-02", "plain": "<<", "no": "no"})
def test_what_is_written_is_read_the_same(content: dict[str, object]) -> None:
    assert parse_yaml(dump(content), Path("a.yaml")).data == content
