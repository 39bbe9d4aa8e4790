"""The rows of a sheet part as offsets into its bytes; single rows are taken apart and put together again."""

from __future__ import annotations

import re
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache

from xlcost.workbook.references import column_index, column_letters
from xlcost.workbook.xml_text import attribute, tag_pattern, with_attribute

_ADDRESS = re.compile(r"([A-Z]{1,3})([0-9]{1,7})\Z")
_TAG_ENDS = b" \t\r\n/>"


class Rows:
    """Row numbers and offsets of the rows in `data`, which stand from `first` to `end` (the content of `sheetData`)."""

    def __init__(self, data: bytes, prefix: str, first: int = 0, end: int | None = None) -> None:
        self.data = data
        self.first = first
        self.end = len(data) if end is None else end
        self.prefix = prefix
        self.numbers = array("l")
        self.starts = array("q")
        self._scan()

    def _scan(self) -> None:
        tag, data, number = b"<" + self.prefix.encode() + b"row", self.data, 0
        usual, size = tag + b' r="', len(tag)
        at = data.find(tag, self.first, self.end)
        while at >= 0:
            if data.startswith(usual, at):
                end = data.find(b'"', at + size + 4)
                number = int(data[at + size + 4 : end])
            elif data[at + size : at + size + 1] in _TAG_ENDS:
                number = self._number(at, number)
            else:
                at = data.find(tag, at + size, self.end)
                continue
            self.numbers.append(number)
            self.starts.append(at)
            at = data.find(tag, at + size, self.end)

    def _number(self, at: int, before: int) -> int:
        match = tag_pattern("row", self.prefix).match(self.data, at)
        stated = attribute(match[0], "r") if match else None
        return int(stated) if stated else before + 1

    def __len__(self) -> int:
        return len(self.numbers)

    def start(self, index: int) -> int:
        """Offset of a row; of the end of the data for the row after the last."""
        return self.starts[index] if index < len(self.starts) else self.end

    def find(self, number: int) -> int:
        """Index of the first row with at least this number."""
        return bisect_left(self.numbers, number)

    def get(self, number: int) -> bytes:
        """Bytes of a row, empty when it is not there."""
        index = self.find(number)
        if index == len(self) or self.numbers[index] != number:
            return b""
        return self.data[self.start(index) : self.start(index + 1)]

    def between(self, first: int, last: int) -> range:
        """Indexes of the rows numbered `first` to `last`."""
        return range(self.find(first), bisect_right(self.numbers, last))


@dataclass(slots=True)
class Row:
    """One row taken apart. `cells`: column number -> the whole `c` element."""

    attributes: bytes = b""
    """Attributes of the row element but `r` and `spans`, each with a blank before it."""
    cells: dict[int, bytes] = field(default_factory=dict)
    after: bytes = b""

    def xml(self, number: int, prefix: str) -> bytes:
        """The row element; empty when nothing is in it."""
        if not self.cells and not self.attributes and not self.after:
            return b""
        name = prefix.encode() + b"row"
        cells = b"".join(self.cells[column] for column in sorted(self.cells))
        return b'<%s r="%d"%s>%s%s</%s>' % (name, number, self.attributes, cells, self.after, name)

    def within(self, left: int, right: int) -> dict[int, bytes]:
        """The cells of some columns."""
        return {column: cell for column, cell in self.cells.items() if left <= column <= right}

    def outside(self, left: int, right: int) -> dict[int, bytes]:
        """The cells of all other columns."""
        return {column: cell for column, cell in self.cells.items() if not left <= column <= right}


@cache
def cell_pattern(prefix: str) -> re.Pattern[bytes]:
    """One cell: its start tag, the rest of it."""
    c = prefix.encode() + b"c"
    start = tag_pattern("c", prefix).pattern.removesuffix(rb"/?>")
    return re.compile(rb"(" + start + rb")(?:/>|>.*?</" + c + rb">)", re.DOTALL)


@cache
def _plain_pattern(prefix: str) -> re.Pattern[bytes]:
    """A cell as nearly every program writes it: its reference first."""
    c = prefix.encode() + b"c"
    return re.compile(rb"(<" + c + rb' r="([A-Z]{1,3})[0-9]+"[^>]*?(?:/>|>.*?</' + c + rb">))", re.DOTALL)


@cache
def _index_of(letters: bytes) -> int:
    return column_index(letters.decode())


def _plain_cells(xml: bytes, prefix: str, row: Row) -> bool:
    """The short way for rows of such cells and nothing else."""
    found = _plain_pattern(prefix).findall(xml)
    p = prefix.encode()
    if not found or len(found) != xml.count(b"<" + p + b"c"):
        return False
    if not xml.rstrip().endswith(found[-1][0] + b"</" + p + b"row>"):
        return False
    row.cells = {_index_of(letters): cell for cell, letters in found}
    return True


def split_row(xml: bytes, prefix: str) -> Row:
    """Take a row apart; cells without a reference are numbered by their place."""
    tag = tag_pattern("row", prefix).match(xml)
    if tag is None:
        return Row()
    start = with_attribute(with_attribute(tag[0], "r", None), "spans", None)
    attributes = start[len(prefix) + 4 :].removesuffix(b">").removesuffix(b"/").rstrip()
    row, column, end = Row(attributes), 0, tag.end()
    if _plain_cells(xml, prefix, row):
        return row
    for match in cell_pattern(prefix).finditer(xml, tag.end()):
        stated = attribute(match[1] + b">", "r")
        address = _ADDRESS.match(stated) if stated else None
        column = column_index(address[1]) if address else column + 1
        row.cells[column] = match[0]
        end = match.end()
    close = xml.rfind(b"</" + prefix.encode() + b"row")
    row.after = xml[end:close].strip() if close > end else b""
    return row


def start_tag(cell: bytes) -> bytes:
    """The cell's start tag."""
    match = re.match(rb"""<(?:[^>"']|"[^"]*"|'[^']*')*>""", cell)
    assert match is not None
    return match[0]


def cell_style(cell: bytes) -> int | None:
    """The cell's format number; None when there is no cell."""
    return int(attribute(start_tag(cell), "s") or 0) if cell else None


def addressed(cell: bytes, row: int, column: int) -> bytes:
    """The cell with this reference."""
    tag = start_tag(cell)
    return with_attribute(tag, "r", f"{column_letters(column)}{row}") + cell[len(tag) :]


def is_filled(cell: bytes, prefix: str) -> bool:
    """Whether the cell holds anything but a format."""
    p = prefix.encode()
    return any(b"<" + p + name in cell for name in (b"v>", b"is>", b"f>", b"f ", b"v ", b"is ", b"f/"))


def has_constant(cells: Mapping[int, bytes], prefix: str) -> bool:
    """Whether a cell holds a value that is no formula."""
    formula = b"<" + prefix.encode() + b"f"
    return any(is_filled(cell, prefix) and formula not in cell for cell in cells.values())
