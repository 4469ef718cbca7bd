"""Text on lines of a width: broken between words, never within what somebody copies."""

from __future__ import annotations

import re
import textwrap

COMMAND = re.compile(r"`[^`\n]+`")
UNBROKEN = "\N{NO-BREAK SPACE}"
"""What textwrap takes for a letter."""


def wrapped(text: str, width: int, hanging: str = "") -> list[str]:
    """Return *text* on lines of at most *width*, each paragraph as far indented as it was, and *hanging* from its second line.

    A word that is longer (a URI, a path) and a command in backticks stay whole, to be copied.
    """
    whole = COMMAND.sub(lambda found: found[0].replace(" ", UNBROKEN), text)
    return [
        line.replace(UNBROKEN, " ")
        for paragraph in whole.split("\n")
        for line in _lines(paragraph, max(width, 1), hanging) or [""]
    ]


def _lines(paragraph: str, width: int, hanging: str) -> list[str]:
    indent = paragraph[: len(paragraph) - len(paragraph.lstrip(" "))]
    return textwrap.wrap(
        paragraph, width, subsequent_indent=indent + hanging, break_long_words=False, break_on_hyphens=False
    )
