"""A file that is meant to break the reader is refused wherever YAML is read, by its place."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from localazure import scenarios
from modelstacks.catalog import load
from modelstacks.engine.stacks import choose_stack
from modelstacks.errors import SpecError
from modelstacks.lock_file import read_lock
from modelstacks.spec import load_deployments, load_platform
from yaml_bomb import bomb

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

READERS: dict[str, Callable[[Path], object]] = {
    "deployments.yaml": lambda path: load_deployments(path, {}),
    "platform.yaml": lambda path: load_platform(path, {}),
    "deployments.lock.yaml": read_lock,
    "rows.yaml": load,
    "scenario.yaml": lambda path: scenarios.parse(scenarios.text_of(str(path)), str(path)),
    "Pulumi.yaml": lambda path: choose_stack(path, None, {}),
}
BREAKING = {
    "bomb": (
        bomb().encode(),
        ":7:25: up to here the file stands for more than 1,000,000 values; the alias *v5",
    ),
    "deep": (b"a: " + b"[" * 10_000, ":1:67: more than 64 lists and mappings are inside each other here"),
    "binary": (b"a: 1\nb: \x00\n", ":2:4: the character U+0000 can't stand in YAML: delete it"),
    "utf-16": ("a: 1\n".encode("utf-16"), ":1:1: the file is not text in UTF-8: save it in that encoding"),
    "tab": (b"a:\n\tb: 1\n", ":2:1: there is a tab where YAML expects spaces: indent with spaces"),
}


@pytest.mark.parametrize("name", READERS)
@pytest.mark.parametrize("breaking", BREAKING)
def test_every_reader_of_yaml_refuses_it(tmp_path: Path, name: str, breaking: str) -> None:
    content, message = BREAKING[breaking]
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(SpecError) as caught:
        READERS[name](path)
    assert str(caught.value).startswith(f"{path}{message}")
