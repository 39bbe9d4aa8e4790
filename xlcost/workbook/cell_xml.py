"""Values as cells of a sheet part: rendered a column at a time, joined to rows (spec 4, section 3)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from xlcost.cells import ClosingDate, Formula, Value
from xlcost.workbook.references import column_letters
from xlcost.workbook.xml_text import cell_text, formula_text

ROWS_AT_A_TIME = 8_192
LINE_HEIGHT, MAX_HEIGHT = 15, 405
"""Points."""
_EPOCH_1900 = date(1899, 12, 30).toordinal()
_EPOCH_1904 = date(1904, 1, 1).toordinal()
_MARCH_1900 = 61
_PLACEHOLDER = re.compile(r"\{([^{}@;,\"]+)(?:@(\d+)(?::(\d+))?)?\}")


def number_text(value: Decimal | int) -> str:
    """A number as plain digits: no exponent, no negative zero. Raises ValueError for one that is not finite."""
    text = str(value)
    if "E" in text:
        text = f"{value:f}"
    if not value:
        return "0"
    if "n" in text or "N" in text:
        raise ValueError(f"{value} is no number that a cell can hold")
    return text


def serial(day: date, date1904: bool) -> int:
    """A day as Excel counts it; the 1900 system has a 29 February 1900 that never was."""
    if date1904:
        return day.toordinal() - _EPOCH_1904
    number = day.toordinal() - _EPOCH_1900
    return number if number >= _MARCH_1900 else number - 1


@dataclass(frozen=True, slots=True)
class Rendering:
    """How the cells of one sheet are written."""

    prefix: str = ""
    date1904: bool = False
    letters: Mapping[str, str] = field(default_factory=dict)
    """Column key -> letters, for the placeholders of formulas."""
    first_row: int = 2
    """Sheet row of the table's first data row."""

    def body(self, value: Value, style: int, row: int = 0) -> str | None:
        """Everything of the cell after its reference; None for a blank cell."""
        if value is None:
            return None
        kind = next(kind for kind in type(value).__mro__ if kind in _BODIES)
        return _BODIES[kind](self, value, f' s="{style}"' if style else "", row)

    def formula(self, text: str, row: int) -> str:
        """The formula with its placeholders as A1 references."""

        def reference(match: re.Match[str]) -> str:
            letters = self.letters.get(match[1])
            if letters is None:
                # no column of the table: an array constant such as {1}
                return match[0]
            if match[2] is None:
                return f"{letters}{row}"
            first = f"{letters}{self.first_row + int(match[2])}"
            return f"{first}:{letters}{self.first_row + int(match[3])}" if match[3] else first

        return _PLACEHOLDER.sub(reference, text)

    def _number(self, value: Decimal | int, style: str, _row: int) -> str:
        p = self.prefix
        return f"{style}><{p}v>{number_text(value)}</{p}v></{p}c>"

    def _text(self, value: str, style: str, _row: int) -> str:
        p = self.prefix
        return f'{style} t="inlineStr"><{p}is><{p}t xml:space="preserve">{cell_text(value)}</{p}t></{p}is></{p}c>'

    def _flag(self, value: bool, style: str, _row: int) -> str:
        p = self.prefix
        return f'{style} t="b"><{p}v>{int(value)}</{p}v></{p}c>'

    def _day(self, value: date, style: str, row: int) -> str:
        number = serial(value, self.date1904)
        return self._number(number, style, row) if number > 0 else self._text(value.isoformat(), style, row)

    def _closing_date(self, value: ClosingDate, style: str, row: int) -> str:
        return self._text(value.isoformat(), style, row)

    def _formula(self, value: Formula, style: str, row: int) -> str:
        p = self.prefix
        text = f"<{p}f>{formula_text(self.formula(value.text, row))}</{p}f>"
        saved = value.value
        if value.error:
            return f'{style} t="e">{text}<{p}v>{cell_text(value.error)}</{p}v></{p}c>'
        if saved is None:
            return f"{style}>{text}</{p}c>"
        if isinstance(saved, bool):
            return f'{style} t="b">{text}<{p}v>{int(saved)}</{p}v></{p}c>'
        if isinstance(saved, str):
            return f'{style} t="str">{text}<{p}v>{cell_text(saved)}</{p}v></{p}c>'
        return f"{style}>{text}<{p}v>{number_text(saved)}</{p}v></{p}c>"


_BODIES: Mapping[type, Callable[..., str]] = {
    str: Rendering._text,
    int: Rendering._number,
    Decimal: Rendering._number,
    bool: Rendering._flag,
    date: Rendering._day,
    ClosingDate: Rendering._closing_date,
    Formula: Rendering._formula,
}

_ODD = re.compile(r">-0|[EN]|Inf")
"""Negative zeros, exponents, and what is no number."""
_CACHED = {str, bool, date, ClosingDate}


@dataclass(slots=True)
class NewColumn:
    """The new cells of one column."""

    index: int
    values: Sequence[Value]
    style: int = 0
    styles: Mapping[int, int] = field(default_factory=dict)
    """Styles of single rows (numbered from 0) that differ from `style`."""
    wrap_width: float = 0.0
    """Width in characters of a column whose text is wrapped; 0 = it is not."""
    formula: Callable[[int], bytes] | None = None
    """A calculated column of the user: sheet row -> `f` element. `values` is empty then."""


def column_cells(column: NewColumn, at: int, rows: range, rendering: Rendering) -> list[str]:
    """The cells of `rows`, whose first value is number `at`; a blank cell is the empty string unless it has a style."""
    start = f'<{rendering.prefix}c r="{column_letters(column.index)}'
    if column.formula is not None:
        style = f' s="{column.style}"' if column.style else ""
        close = f"</{rendering.prefix}c>"
        return [f'{start}{row}"{style}>{column.formula(row).decode()}{close}' for row in rows]
    bodies = _bodies(column, column.values[at : at + len(rows)], rows, rendering)
    _restyle(column, bodies, at, rows, rendering)
    blank = f'" s="{column.style}"/>' if column.style else ""
    if not blank:
        return ["" if body is None else f'{start}{row}"{body}' for row, body in zip(rows, bodies, strict=True)]
    return [
        f"{start}{row}{blank}" if body is None else f'{start}{row}"{body}'
        for row, body in zip(rows, bodies, strict=True)
    ]


def _bodies(column: NewColumn, values: Sequence[Value], rows: range, rendering: Rendering) -> list[str | None]:
    kinds = set(map(type, values)) - {type(None)}
    body, style = rendering.body, column.style
    if len(kinds) == 1 and kinds <= _CACHED:
        known = {value: body(value, style) for value in set(values)}
        return [known[value] for value in values]
    if kinds <= {Decimal, int}:
        return _numbers(values, f' s="{style}"' if style else "", rendering.prefix)
    return [body(value, style, row) for value, row in zip(values, rows, strict=True)]


def _numbers(values: Sequence[Value], style: str, prefix: str) -> list[str | None]:
    """Numbers are most of a ledger, so they take the shortest way; those with an odd text are done again."""
    before, after = f"{style}><{prefix}v>", f"</{prefix}v></{prefix}c>"
    bodies: list[str | None] = [None if value is None else f"{before}{value!s}{after}" for value in values]
    if _ODD.search("".join(filter(None, bodies))):
        return [
            f"{before}{number_text(value)}{after}" if isinstance(value, Decimal | int) else None for value in values
        ]
    return bodies


def _restyle(column: NewColumn, bodies: list[str | None], at: int, rows: range, rendering: Rendering) -> None:
    if not column.styles:
        return
    for offset, row in enumerate(rows):
        style = column.styles.get(at + offset)
        if style is not None:
            body = rendering.body(column.values[at + offset], style, row)
            bodies[offset] = f' s="{style}"/>' if body is None and style else body


def new_rows(
    columns: Sequence[NewColumn], first: int, count: int, rendering: Rendering
) -> Iterator[tuple[range, list[str]]]:
    """Chunks of rows: (sheet rows, their cells joined, without the row tags)."""
    for at in range(0, count, ROWS_AT_A_TIME):
        rows = range(first + at, first + min(at + ROWS_AT_A_TIME, count))
        cells = [column_cells(column, at, rows, rendering) for column in columns]
        yield rows, list(map("".join, zip(*cells, strict=True)))


def rows_xml(rows: range, cells: Sequence[str], prefix: str, heights: Sequence[str] = ()) -> bytes:
    """Whole `row` elements; `heights` as `row_heights` gives them."""
    start, close = f'<{prefix}row r="', f"</{prefix}row>"
    if heights:
        filled = zip(rows, heights, cells, strict=True)
        return "".join([f'{start}{row}"{height}>{text}{close}' for row, height, text in filled]).encode()
    return "".join([f'{start}{row}">{text}{close}' for row, text in zip(rows, cells, strict=True)]).encode()


def row_heights(columns: Sequence[NewColumn], at: int, count: int) -> list[str]:
    """An `ht` attribute for each row whose wrapped text takes more than one line; empty when nothing is wrapped."""
    wrapped = [column for column in columns if column.wrap_width]
    if not wrapped:
        return []
    lines = [1] * count
    for column in wrapped:
        for index, value in enumerate(column.values[at : at + count]):
            if isinstance(value, str) and len(value) > column.wrap_width:
                lines[index] = max(lines[index], _lines(value, column.wrap_width))
    return ["" if number == 1 else f' ht="{min(number * LINE_HEIGHT, MAX_HEIGHT)}"' for number in lines]


def _lines(text: str, width: float) -> int:
    return sum(1 + int(len(line) / width) for line in text.split("\n"))
