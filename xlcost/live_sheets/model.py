"""What a live sheet is made of: cells to fill in, and questions to worksheet functions.

A question gives both the formula of a cell and the value that is saved with it, so that the two cannot differ.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

Given = str | float | None
"""What stands in a cell to fill in; dates as serial numbers."""
Places = Mapping[str, str]
"""Name in a declaration -> address: `day` -> `$B$5`, `A` -> the cell of column A in this row."""


@dataclass(frozen=True, slots=True)
class TableOf:
    """A table of the workbook with its headings and without a totals row, in a form that Calc and Excel both read."""

    table: str


@dataclass(frozen=True, slots=True)
class At:
    """A cell, by the name of a field or the letter of a column of this row."""

    place: str
    may_be_blank: bool = False
    """A blank cell goes as an empty text: Calc passes an empty cell as 0, which is no code."""


@dataclass(frozen=True, slots=True)
class Area:
    """Cells of this section from one column to another: of one row (`row`), of its `headings`, or of all its `rows`.

    `numbers`: of one column the rows from the first on that hold numbers, so that a rest does not go to a blank row.
    """

    first: str
    last: str
    part: str = "rows"


Argument = TableOf | At | Area | str | bool


@dataclass(frozen=True, slots=True)
class Ask:
    """A call of a worksheet function; blank while a cell that it `needs` is blank."""

    function: str
    arguments: Sequence[Argument]
    needs: Sequence[str] = ()
    item: int | None = None
    """Of an answer of several cells the one with this number (from 1); 0 = the number of the row in the section."""


@dataclass(frozen=True, slots=True)
class Field:
    """A cell of its own at the top: its caption in column A, the cell in column B, a hint in column C."""

    name: str
    caption: str
    look: str
    hint: str = ""
    given: Given = None
    example: Given = None
    choices: tuple[str, ...] = ()
    ask: Ask | None = None


@dataclass(frozen=True, slots=True)
class Head:
    """A column of a section: cells to fill in, or, with `ask`, answers."""

    caption: str
    look: str
    ask: Ask | None = None
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """A heading, a row of headings, and so many rows below."""

    title: str
    heads: Sequence[Head]
    rows: int
    given: Sequence[Sequence[Given]] = ()
    """Rows filled in from the start."""
    example: Sequence[Sequence[Given]] = ()
    """Rows filled in instead in the example workbook."""


@dataclass(frozen=True, slots=True)
class LiveSheet:
    """One sheet, for one area."""

    area: str
    title: str
    heading: str
    purpose: str
    widths: Sequence[float]
    fields: Sequence[Field] = ()
    sections: Sequence[Section] = field(default_factory=tuple)
