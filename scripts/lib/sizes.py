"""Fail where a file of infra/ or tests/ is too long, or where a function of infra/ is, or has no docstring."""

from __future__ import annotations

import ast
import sys
from pathlib import Path

FILE_LINES, FUNCTION_LINES = 300, 50


def complaints(path: Path) -> list[str]:
    """Return what is wrong with one file."""
    text = path.read_text(encoding="utf-8")
    lines = text.count("\n")
    said = [f"{path}: {lines} lines, at most {FILE_LINES}"] if lines > FILE_LINES else []
    if path.parts[0] == "tests":
        return said
    return said + [f"{path}:{words}" for words in inside(ast.parse(text), public=True)]


def inside(scope: ast.AST, public: bool) -> list[str]:
    """Return what is wrong with the functions below *scope*; only those that others can call need a docstring."""
    said = []
    for node in ast.iter_child_nodes(scope):
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            said += inside(
                node, public and not (isinstance(node, ast.ClassDef) and node.name.startswith("_"))
            )
            continue
        size = (node.end_lineno or node.lineno) - node.lineno + 1
        if size > FUNCTION_LINES:
            said.append(f"{node.lineno}: {node.name} has {size} lines, at most {FUNCTION_LINES}")
        if public and not node.name.startswith("_") and not ast.get_docstring(node):
            said.append(f"{node.lineno}: {node.name} has no docstring")
        said += inside(node, public=False)
    return said


if __name__ == "__main__":
    files = sorted(path for folder in ("infra", "tests") for path in Path(folder).rglob("*.py"))
    found = [said for path in files for said in complaints(path)]
    sys.exit("\n".join(found) or None)
