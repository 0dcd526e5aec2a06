"""The text of a file: how long it may be, and which letters its bytes are.

A byte order mark says what they are. Without one they are UTF-8; bytes that are no UTF-8 are
Windows-1252, which has all printable characters of Latin-1; and text with a zero in every second
byte is UTF-16.
"""

from __future__ import annotations

import codecs
import re

from momentum_core.losses.data.observations import DataError
from momentum_core.words.sentences import say

LONGEST = 1_000_000
"""Characters, or bytes of a file."""

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_SIGNATURES = ((b"\xd0\xcf\x11\xe0", "old spreadsheet"), (b"%PDF", "pdf"))
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1b\x7f]")
_INVISIBLE = dict.fromkeys(map(ord, "\ufeff\u200b\u200e\u200f\u2060\u202a\u202c\u00ad"))
_NOTHING = re.compile(r"[\s,;|]*")


def text_of(source: bytes | str) -> tuple[str, list[str]]:
    """The text of a file or of what was pasted, without invisible characters, and what is to be
    said of its letters. Raises DataError."""
    if len(source) > LONGEST:
        raise DataError(say("data.long", count=len(source), most=LONGEST))
    text, told = _decoded(source) if isinstance(source, bytes) else (source, [])
    text = text.rstrip("\x00\x1a").translate(_INVISIBLE)
    if _CONTROL.search(text):
        raise DataError(say("data.no text"))
    if _NOTHING.fullmatch(text):
        raise DataError(say("data.empty"))
    return text, told


def _decoded(source: bytes) -> tuple[str, list[str]]:
    for start, what in _SIGNATURES:
        if source.startswith(start):
            raise DataError(say(f"data.{what}"))
    encoding = next((name for mark, name in _MARKS if source.startswith(mark)), _unmarked(source))
    try:
        return source.decode(encoding or "utf-8"), []
    except UnicodeDecodeError:
        if encoding or b"\x00" in source:
            raise DataError(say("data.no text")) from None
    try:
        return source.decode("cp1252"), [say("table.letters")]
    except UnicodeDecodeError:
        return source.decode("latin-1"), [say("table.letters")]


def _unmarked(source: bytes) -> str:
    """UTF-16 without a mark, by its zeros: in every second byte, and hardly elsewhere."""
    half = len(source) // 2
    even, odd = source[::2].count(0), source[1::2].count(0)
    if half and len(source) % 2 == 0 and 10 * max(even, odd) > 8 * half > 0 == min(even, odd):
        return "utf-16-le" if odd > even else "utf-16-be"
    return ""
