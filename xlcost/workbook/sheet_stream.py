"""Rows of a worksheet part as a stream: plain bytes by `PlainRows` where they are plain, all others by `SheetParser`.

Memory follows one piece of the part, never the whole.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import chain
from operator import lt
from typing import Protocol

from xlcost.workbook.limits import MAX_ROW
from xlcost.workbook.package import Package
from xlcost.workbook.plain_rows import PlainRow
from xlcost.workbook.sheet_xml import Row, SheetParser

PLAIN_FROM = 1 << 19
"""Unpacked bytes of a sheet from which on the expression for plain rows pays for its making."""
_LONGEST = 1 << 23
"""Bytes without the end of a row after which a part counts as not plain."""
_SHEET_DATA = re.compile(rb"<((?:[A-Za-z_][A-Za-z0-9_.\-]*:)?)sheetData>")
_ODD_MARKUP = (b"<!", b"<?")
"""Comments, CDATA and instructions: in them, what looks like the end of a row need not be one."""


class Splitter(Protocol):
    """Takes plain rows from the start of a block of bytes that ends with a row; gives back what is not plain."""

    def split(self, block: bytes) -> tuple[list[PlainRow], bytes]:
        """Plain rows, and the rest from the first byte that is not plain."""


Batch = tuple[list[PlainRow], list[Row]]
"""Plain rows, or rows read in the general way; either may be empty."""


def sheet_batches(
    package: Package, part: str, splitter: Callable[[str], Splitter | None], plain_from: int = PLAIN_FROM
) -> Iterator[Batch]:
    """All rows of the part in order. `splitter` makes the reader of plain rows for the elements' prefix."""
    chunks = package.chunks(part)
    parser = SheetParser(package.file, part)
    if package.raw_record(part).size < plain_from:
        yield from _general(parser, chunks)
        return
    head, rest, prefix = _head(chunks)
    rows = parser.feed(head)
    plain = splitter(prefix) if _is_plain_head(head, parser) else None
    if plain is None:
        yield [], rows + parser.feed(rest)
        yield from _general(parser, chunks)
        return
    sheet = _Sheet(package.file, part, head, f"</{prefix}row>".encode())
    yield from _mixed(sheet, chain([rest], chunks), plain)


def _general(parser: SheetParser, chunks: Iterator[bytes]) -> Iterator[Batch]:
    for chunk in chunks:
        yield [], parser.feed(chunk)
    yield [], parser.feed(b"", last=True)


def _head(chunks: Iterator[bytes]) -> tuple[bytes, bytes, str]:
    """Bytes up to the first row, the bytes read behind them, and the prefix of the elements."""
    head = b""
    for chunk in chunks:
        head += chunk
        match = _SHEET_DATA.search(head)
        if match:
            return head[: match.end()], head[match.end() :], match[1].decode()
        if len(head) > _LONGEST:
            break
    return head, b"", ""


def _is_plain_head(head: bytes, parser: SheetParser) -> bool:
    return parser.between_rows and parser.stream.encoding in {"", "utf-8"} and b"<!" not in head and b"\0" not in head


class _Sheet:
    """What it takes to start the general parser anywhere between two rows."""

    def __init__(self, file: str, part: str, head: bytes, row_end: bytes) -> None:
        self._file = file
        self._part = part
        self._head = head
        self.row_end = row_end
        self.last_row = 0

    def parser(self) -> SheetParser:
        parser = SheetParser(self._file, self._part, self.last_row)
        parser.feed(self._head)
        return parser

    def ascends(self, plain: list[PlainRow]) -> bool:
        """Whether the row numbers go up, from the last row read to the last that a sheet can have."""
        numbers = [self.last_row, *(int(row[0]) for row in plain)]
        return numbers[-1] <= MAX_ROW and all(map(lt, numbers, numbers[1:]))

    def batch(self, plain: list[PlainRow], rows: list[Row]) -> Batch:
        if plain:
            self.last_row = int(plain[-1][0])
        if rows:
            self.last_row = rows[-1][0]
        return plain, rows


def _mixed(sheet: _Sheet, chunks: Iterator[bytes], splitter: Splitter) -> Iterator[Batch]:
    waiting = b""
    for chunk in chunks:
        waiting += chunk
        cut = waiting.rfind(sheet.row_end) + len(sheet.row_end)
        if cut < len(sheet.row_end):
            if len(waiting) > _LONGEST:
                break
            continue
        block, waiting = waiting[:cut], waiting[cut:]
        plain, rest = splitter.split(block)
        if not sheet.ascends(plain):
            plain, rest = [], block
        yield sheet.batch(plain, [])
        if rest:
            parser = sheet.parser()
            yield sheet.batch([], parser.feed(rest))
            if not parser.between_rows or any(markup in rest for markup in _ODD_MARKUP):
                yield from _general(parser, chain([waiting], chunks))
                return
    yield from _general(sheet.parser(), chain([waiting], chunks))
