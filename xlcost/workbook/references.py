"""A1 references, alone and inside formulas: parsing, shifting, and mapping when rows of a table move."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

LAST_ROW = 1_048_576
LAST_COLUMN = 16_384


@cache
def column_letters(index: int) -> str:
    """`1` -> `A`, `28` -> `AB`."""
    letters = ""
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


@cache
def column_index(letters: str) -> int:
    """`A` -> 1, `AB` -> 28."""
    index = 0
    for letter in letters.upper():
        index = index * 26 + ord(letter) - 64
    return index


def cell_name(row: int, column: int) -> str:
    """`(5, 2)` -> `B5`."""
    return f"{column_letters(column)}{row}"


@dataclass(frozen=True, slots=True)
class Area:
    """A rectangle of cells, ends included."""

    top: int
    left: int
    bottom: int
    right: int

    def meets(self, other: Area) -> bool:
        """Whether the two share a cell."""
        return (
            self.top <= other.bottom
            and other.top <= self.bottom
            and self.left <= other.right
            and other.left <= self.right
        )

    def within(self, other: Area) -> bool:
        """Whether every cell of this one belongs to `other`."""
        return (
            other.top <= self.top
            and self.bottom <= other.bottom
            and other.left <= self.left
            and self.right <= other.right
        )

    def __str__(self) -> str:
        first = cell_name(self.top, self.left)
        if (self.top, self.left) == (self.bottom, self.right):
            return first
        return f"{first}:{cell_name(self.bottom, self.right)}"

    def absolute(self) -> str:
        """`$A$1:$B$2`."""
        first = f"${column_letters(self.left)}${self.top}"
        return f"{first}:${column_letters(self.right)}${self.bottom}"


_CELL = r"(\$?)([A-Za-z]{1,3})(\$?)([0-9]{1,7})"
_AREA = re.compile(f"{_CELL}(?::{_CELL})?\\Z")


def parse_area(text: str) -> Area | None:
    """`B2`, `$B$2:C9` as an area; None for whole rows or columns and anything else."""
    match = _AREA.match(text)
    if match is None:
        return None
    left, top = column_index(match[2]), int(match[4])
    right, bottom = (column_index(match[6]), int(match[8])) if match[6] else (left, top)
    if right > LAST_COLUMN or bottom > LAST_ROW:
        return None
    return Area(min(top, bottom), min(left, right), max(top, bottom), max(left, right))


def quoted_sheet(title: str) -> str:
    """The sheet's name as it stands in a formula, always in quotes."""
    return "'" + title.replace("'", "''") + "'"


_REF = r"\$?[A-Za-z]{1,3}\$?[0-9]{1,7}(?::\$?[A-Za-z]{1,3}\$?[0-9]{1,7})?"
_NAME = r"[^\W\d][\w.]*"
_TOKEN = re.compile(
    r'"(?:[^"]|"")*"'
    rf"|(?P<sheet>(?:(?:\[\d+\])?(?:'(?:[^']|'')+'|{_NAME}(?::{_NAME})?)?!)?)(?P<ref>{_REF})(?![\w(.\[!?])"
    r"|\[(?:[^\[\]']|'.|\[(?:[^\[\]']|'.)*\])*\]"
    r"|[\w.\\?$]+"
    r"|'(?:[^']|'')*'"
)

Rewrite = Callable[[str | None, str], str | None]
"""(sheet title or None, reference text) -> the new reference, None to make it `#REF!`."""


def rewrite_references(formula: str, rewrite: Rewrite) -> str:
    """The formula with each cell reference replaced; names, texts and structured references stay.

    References into other workbooks are passed with their title as it stands, `[1]Sheet`.
    """

    def one(match: re.Match[str]) -> str:
        reference = match["ref"]
        if reference is None:
            return match[0]
        prefix = match["sheet"] or ""
        new = rewrite(_title(prefix), reference)
        return "#REF!" if new is None else prefix + new

    return _TOKEN.sub(one, formula)


def _title(prefix: str) -> str | None:
    if not prefix:
        return None
    title = prefix[:-1]
    if title.startswith("'"):
        return title[1:-1].replace("''", "'")
    return title


def moved_formula(formula: str, rows: int, columns: int = 0) -> str:
    """The formula as it reads when copied `rows` down and `columns` to the right; `$` parts stay."""

    def shift(_sheet: str | None, reference: str) -> str | None:
        parts = [_shifted_cell(part, rows, columns) for part in reference.split(":")]
        return None if None in parts else ":".join(part for part in parts if part)

    return rewrite_references(formula, shift)


_PART = re.compile(_CELL)


def _shifted_cell(text: str, rows: int, columns: int) -> str | None:
    match = _PART.match(text)
    assert match is not None
    column, row = column_index(match[2]), int(match[4])
    column += 0 if match[1] else columns
    row += 0 if match[3] else rows
    if not (1 <= row <= LAST_ROW and 1 <= column <= LAST_COLUMN):
        return None
    return f"{match[1]}{column_letters(column)}{match[3]}{row}"


def with_area(reference: str, area: Area) -> str:
    """`reference` naming `area` instead, its `$` signs and its form (one cell or two) kept where possible."""
    parts = reference.split(":")
    if len(parts) == 1 and (area.top, area.left) != (area.bottom, area.right):
        parts = [parts[0], parts[0]]
    corners = ((area.top, area.left), (area.bottom, area.right))
    return ":".join(_named(part, *corner) for part, corner in zip(parts, corners, strict=False))


def _named(part: str, row: int, column: int) -> str:
    match = _PART.match(part)
    assert match is not None
    return f"{match[1]}{column_letters(column)}{match[3]}{row}"
