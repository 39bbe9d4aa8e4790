"""The fast way to read rows: one regular expression for rows as programs write them, nothing else accepted.

Bytes that do not match from one row to the next without a gap are handed back for `SheetParser`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from functools import cache

from xlcost.cells import RawCell
from xlcost.workbook.cell_grammar import USUAL_NUMBER, Cell
from xlcost.workbook.references import column_letters

WIDEST = 120
"""Tables that reach further to the right are read in the general way."""
_BESIDE = 40
"""Columns to the right of the table that may hold the user's own cells."""
_TEXT = rb"(?:[\t\n\x20-\x25\x27-\x3b=\x3f-\xff]++|&(?:amp|lt|gt|quot|apos);)*+"
_ATTRIBUTES = rb'(?: (?!xmlns|r=)[A-Za-z][A-Za-z0-9:]*+="[^"<>&\x00-\x1f]*+")*+'
_CONTENT = (
    rb'(?:<~f(?: [a-z0-9A-Z]++="[^"<>&\x00-\x1f]*+")*+(?:/>|>' + _TEXT + rb"</~f>)|)"
    rb"(?:<~v>" + _TEXT + rb"</~v>|<~v/>|<~is><~t(?: xml:space=\"preserve\"|)>" + _TEXT + rb"</~t></~is>|)"
)
_CELL = rb'<~c r="%b\1"(?: s="[0-9]++"|)%b(?: t="[a-zA-Z]++"|)(?:/>|>' + _CONTENT + rb"</~c>)%b"
_KEY = (
    rb'(?: t="([a-zA-Z]+)")?(?:/>|>(?:(<~f)(?:[^<>]*/>|[^<>]*>[^<]*</~f>))?'
    rb"(?:<~v>([^<]*)</~v>|(<~v/>)|<~is><~t(?: xml:space=\"preserve\")?>([^<]*)</~t></~is>)?</~c>)"
)

_NUMBER = USUAL_NUMBER.encode()
_USUAL = (("n", b""), ("s", b' t="s"'))
"""Types that most cells have, with their tag: taken apart without an expression."""

PlainRow = tuple[bytes, ...]
"""Row number, then one key a column: the bytes of the cell behind its address and style, blank if it is not there."""


class PlainRows:
    """Splits bytes of a worksheet into rows of the columns `left` to `right`. `prefix` is that of its elements."""

    def __init__(self, left: int, right: int, prefix: str = "") -> None:
        self._pattern = _row_pattern(left, right, prefix)

    def split(self, block: bytes) -> tuple[list[PlainRow], bytes]:
        """The rows from the start of `block`, and what is left from the first byte that is not plain."""
        if not (block.isascii() or _is_clean(block)):
            return [], block
        rows = self._pattern.findall(block)
        rest = rows.pop()[-1] if rows and rows[-1][-1] else b""
        return rows, rest


@cache
def _row_pattern(left: int, right: int, prefix: str) -> re.Pattern[bytes]:
    def cell(column: int) -> bytes:
        inside = left <= column <= right
        letters = column_letters(column).encode()
        return rb"(?:" + _CELL % (letters, b"(" if inside else b"", b")" if inside else b"") + rb"|)"

    beside = b"".join(cell(column) for column in range(right + 1, right + 1 + _BESIDE))
    cells = b"".join(cell(column) for column in range(1, right + 1))
    row = rb'<~row r="([0-9]++)"' + _ATTRIBUTES + rb"(?:/>|>" + cells + rb"(?:</~row>|" + beside + rb"</~row>))"
    return re.compile((row + rb"|(.+)").replace(b"~", prefix.encode()), re.DOTALL)


def _is_clean(block: bytes) -> bool:
    """Whether the bytes are UTF-8 without the two characters that XML forbids."""
    try:
        text = block.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return "\ufffe" not in text and "\uffff" not in text


class PlainCells:
    """Key of a plain cell -> what its XML says."""

    def __init__(self, prefix: str = "") -> None:
        self._key = re.compile(_KEY.replace(b"~", prefix.encode()))
        self._usual = [(cell_type, b"%b><%bv>" % (tag, prefix.encode())) for cell_type, tag in _USUAL]
        self._end = b"</%bv></%bc>" % (prefix.encode(), prefix.encode())
        start = self._usual[0][1]
        self._numbers = re.compile(b"(?:" + start + _NUMBER + self._end + b")++")
        self._between = (self._end + start).decode()

    def numbers(self, keys: Sequence[bytes]) -> list[RawCell] | None:
        """Values of cells that are all usual numbers, in one pass over their bytes; None if one is not."""
        joined = b"".join(keys)
        if not self._numbers.fullmatch(joined):
            return None
        texts = joined[len(self._usual[0][1]) : -len(self._end)].decode().split(self._between)
        return list(map(Decimal, texts)) if len(texts) == len(keys) else None

    def cell(self, key: bytes) -> Cell:
        """The cell; a key that is blank is a cell without content."""
        for usual_type, start in self._usual:
            if key.startswith(start):
                return Cell(usual_type, _unescaped(key[len(start) : -len(self._end)]), False)
        match = self._key.fullmatch(key)
        if match is None:
            return Cell("n", None, False)
        cell_type, formula, value, empty, inline = match.groups()
        raw = b"" if empty else inline if value is None else value
        text = None if raw is None else _unescaped(raw)
        return Cell(cell_type.decode() if cell_type else "n", text, formula is not None)


def _unescaped(raw: bytes) -> str:
    text = raw.decode("utf-8")
    if "&" in text:
        for entity, letter in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&apos;", "'"), ("&amp;", "&")):
            text = text.replace(entity, letter)
    return text
