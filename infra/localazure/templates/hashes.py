"""The two hashes of the template language: `guid()` and `uniqueString()`."""

from __future__ import annotations

import json
import uuid
from typing import Any

GUID_NAMESPACE = uuid.UUID("11fb06fb-712d-4ddd-98c7-e71bbd588830")
"""ARM's namespace for version 5 UUIDs."""
ALPHABET = "abcdefghijklmnopqrstuvwxyz234567"
MASK_32, MASK_64 = 0xFFFFFFFF, 0xFFFFFFFFFFFFFFFF
FIRST, SECOND = 597399067, 2869860233
"""The factors of a 64-bit MurmurHash made of two 32-bit halves."""


def guid(text: str) -> str:
    """Return the UUID that ARM derives from *text*."""
    return str(uuid.uuid5(GUID_NAMESPACE, text))


def unique_string(text: str) -> str:
    """Return the 13 characters that ARM derives from *text*: a MurmurHash of 64 bits in base 32."""
    rest = murmur_64(text.encode())
    letters = []
    for _ in range(13):
        letters.append(ALPHABET[rest >> 59])
        rest = rest << 5 & MASK_64
    return "".join(letters)


def minified(template: dict[str, Any]) -> str:
    """Return the template's text as ARM hashes it: without metadata and spaces, in capitals."""
    hashed = {name: value for name, value in template.items() if name != "metadata"}
    return json.dumps(hashed, separators=(",", ":"), ensure_ascii=False).upper()


def template_hash(template: dict[str, Any]) -> str:
    """Return digits that stand for the template; the order of fields in ARM's own hash is not published (assumed)."""
    return str(murmur_64(minified(template).encode()))


def murmur_64(data: bytes) -> int:
    """Return the hash of *data*; the two halves of each block of 8 bytes go through the two halves of the state."""
    low = high = 0
    whole = len(data) // 8 * 8
    for start in range(0, whole, 8):
        block = data[start : start + 8]
        low = _rotated(low ^ _mixed_low(block[:4]), 19)
        low = (low + high) * 5 + 1444728091 & MASK_32
        high = _rotated(high ^ _mixed_high(block[4:]), 13)
        high = (high + low) * 5 + 197830471 & MASK_32
    tail = data[whole:]
    low ^= _mixed_low(tail[:4]) ^ len(data)
    high ^= _mixed_high(tail[4:]) ^ len(data)
    low, high = _summed(low, high)
    low, high = _summed(_avalanche(low), _avalanche(high))
    return high << 32 | low


def _mixed_low(part: bytes) -> int:
    return _mixed(part, FIRST, SECOND, 15)


def _mixed_high(part: bytes) -> int:
    return _mixed(part, SECOND, FIRST, 17)


def _mixed(part: bytes, before: int, after: int, turn: int) -> int:
    return _rotated(int.from_bytes(part, "little") * before & MASK_32, turn) * after & MASK_32


def _rotated(value: int, by: int) -> int:
    return (value << by | value >> 32 - by) & MASK_32


def _summed(low: int, high: int) -> tuple[int, int]:
    low = low + high & MASK_32
    return low, high + low & MASK_32


def _avalanche(value: int) -> int:
    value = (value ^ value >> 16) * 2246822507 & MASK_32
    value = (value ^ value >> 13) * 3266489909 & MASK_32
    return value ^ value >> 16
