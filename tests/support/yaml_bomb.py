"""A YAML file of a few lines that stands for more values than any memory holds."""

from __future__ import annotations


def bomb() -> str:
    """Return twenty lines that stand for 10^20 values."""
    levels = (f"v{level}: &v{level} [{', '.join([f'*v{level - 1}'] * 10)}]" for level in range(1, 20))
    return "\n".join(["v0: &v0 [lol]", *levels, ""])
