"""The notebooks, cell by cell in a Python of its own. There is no kernel: Jupyter would be fifty packages more.

What that leaves out: magics, shell lines and top-level await, which the notebooks therefore do not use.
"""

from __future__ import annotations

import json
import os
import subprocess
from typing import TYPE_CHECKING, Any

import pytest

from localazure import process
from localazure.state_dir import StateDir
from wheel import REPO, bare_environment

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from wheel import Installed

pytestmark = [pytest.mark.e2e, pytest.mark.ci]
NOTEBOOKS = sorted((REPO / "examples").glob("*.ipynb"))
RUNNER = """
import ast, json, sys
names = {"__name__": "__main__"}
shown = []
for source in json.load(sys.stdin):
    tree = ast.parse(source)
    last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
    exec(compile(tree, "cell", "exec"), names)
    shown.append(repr(eval(compile(ast.Expression(last.value), "cell", "eval"), names)) if last else "")
print("\\n" + json.dumps(shown))
"""


def cells(notebook: Path) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    return found


@pytest.fixture
def state(tmp_path: Path) -> Iterator[Path]:
    """The state folder of the local Azure that the notebook starts."""
    yield tmp_path / "state"
    process.stop(StateDir(tmp_path / "state"))


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: path.stem)
def test_it_is_stored_without_outputs_in_ten_cells(notebook: Path) -> None:
    code = [cell for cell in cells(notebook) if cell["cell_type"] == "code"]

    assert len(cells(notebook)) == 10
    assert all(cell["outputs"] == [] and cell["execution_count"] is None for cell in code)


def test_the_first_chat_goes_from_nothing_to_an_answer(state: Path, wheel: Installed) -> None:
    sources = ["".join(cell["source"]) for cell in cells(REPO / "examples" / "first-chat.ipynb")[1:]]
    path = f"{wheel.bin}{os.pathsep}{bare_environment()['PATH']}"
    environment = {**bare_environment(), "PATH": path, "MODELSTACKS_LOCAL_STATE": str(state)}
    sources[0] = sources[0].replace('"start"]', '"start", "--port", "0"]')

    ran = subprocess.run(
        [str(wheel.bin / "python"), "-W", "ignore", "-c", RUNNER],
        input=json.dumps(sources),
        env=environment,
        capture_output=True,
        text=True,
        timeout=200,
        check=False,
    )

    assert ran.returncode == 0, ran.stderr
    shown = dict(
        zip(
            [cell["id"] for cell in cells(NOTEBOOKS[0])[1:]],
            json.loads(ran.stdout.splitlines()[-1]),
            strict=True,
        )
    )
    assert "'model_name': 'Llama-3.3-70B-Instruct'" in shown["info"]
    assert "outcome='created'" in shown["workspaces"]
    assert "local Azure" in shown["chat"]
