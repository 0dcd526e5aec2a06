"""Messages of bytes to the player: what is told as JSON, then numbers as they are in memory."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any


def framed(told: Mapping[str, Any], numbers: bytes) -> bytes:
    """The length of the JSON as uint32, little-endian; the JSON in UTF-8; the numbers. Read by
    assets/player/core/messages.js. Raises ValueError for what is told with a NaN or an infinity.

    >>> framed({"a": 1}, b"xyz")
    b'\\x07\\x00\\x00\\x00{"a":1}xyz'
    """
    text = json.dumps(told, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode()
    return len(text).to_bytes(4, "little") + text + numbers
