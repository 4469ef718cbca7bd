"""Pictures sent as data URIs: read just far enough to say what came."""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import dataclass

_DATA_URI = re.compile(r"data:(image/[\w.+-]+);base64,(.+)", re.DOTALL)


@dataclass(frozen=True)
class Image:
    """What a data URI holds; *size* in bytes."""

    media_type: str
    size: int


def read(uri: str) -> Image | None:
    """Return the picture of a data URI, or None if it holds none."""
    found = _DATA_URI.fullmatch(uri)
    if found is None:
        return None
    try:
        return Image(found[1], len(base64.b64decode(found[2], validate=True)))
    except binascii.Error:
        return None


def is_address(url: str) -> bool:
    """Whether the picture lies elsewhere; the local Azure does not fetch it."""
    return url.startswith(("https://", "http://"))


def described(url: str) -> str:
    """Return in words what came, so that it counts as tokens and can be answered."""
    image = read(url)
    return f"[{image.media_type}, {image.size} bytes]" if image else "[image not fetched]"
