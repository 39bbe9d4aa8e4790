"""Where the cells of a live sheet stand, their formulas, and the values saved with them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from xlcost.cells import Formula, Value
from xlcost.functions.coercion import ErrorValue, Scalar, for_host
from xlcost.functions.registry import call
from xlcost.hosts.formulas import SPELLINGS
from xlcost.live_sheets.model import Area, Argument, Ask, At, Given, Head, LiveSheet, Places, Section, TableOf
from xlcost.workbook.form_sheet import FormCell, FormSheet
from xlcost.workbook.references import column_index, column_letters

Rows = Sequence[Sequence[object]]
NOTES = (
    "Fill in the yellow cells; the others are formulas over the tables of this workbook. Runs leave this sheet alone: "
    "in Calc press Ctrl+Shift+F9 after one.",
    "#NAME? says that the functions are not installed (xlcost addin install), or spelled for another host "
    "(xlcost new-workbook --functions).",
)
_FIRST_FIELD = 5


def laid_out(
    sheet: LiveSheet, tables: Mapping[str, Rows], *, example: bool = False, spelling: str = "canonical"
) -> FormSheet:
    """The sheet over tables with those rows (headings first); tables that are not named are empty.

    `spelling` is one of `xlcost.hosts.formulas.SPELLINGS`.
    """
    return _Layout(sheet, tables, example, SPELLINGS[spelling]).form()


@dataclass(slots=True)
class _Layout:
    sheet: LiveSheet
    tables: Mapping[str, Rows]
    example: bool
    begins: str
    """How a call begins, with `{}` for the function."""
    cells: dict[tuple[int, int], FormCell] = field(default_factory=dict)
    places: dict[str, str] = field(default_factory=dict)

    def form(self) -> FormSheet:
        self._text(1, 1, self.sheet.heading, "title")
        for row, note in enumerate(NOTES, 2):
            self._text(row, 1, note)
        row = self._fields()
        for section in self.sheet.sections:
            row = self._section(section, row)
        return FormSheet(self.sheet.title, self.sheet.widths, self.cells)

    def _text(self, row: int, column: int, text: str, look: str = "text") -> None:
        if text:
            self.cells[row, column] = FormCell(text, look)

    def _fields(self) -> int:
        row = _FIRST_FIELD
        for each in self.sheet.fields:
            self.places[each.name] = f"$B${row}"
            self._text(row, 1, each.caption)
            self._text(row, 3, each.hint)
            if each.ask:
                self.cells[row, 2] = FormCell(self._formula(each.ask, self.places), each.look)
            else:
                given = each.example if self.example and each.example is not None else each.given
                self.cells[row, 2] = FormCell(_value(given), f"{each.look} input", each.choices)
            row += 1
        return row + 1 if self.sheet.fields else row

    def _section(self, section: Section, top: int) -> int:
        """The section from row `top` on; returns the row after it, one left free."""
        self._text(top, 1, section.title, "bold")
        for column, head in enumerate(section.heads, 1):
            figure = head.look in ("amount", "percent", "rate", "date")
            self.cells[top + 1, column] = FormCell(head.caption, "figure heading" if figure else "heading")
        first, last = top + 2, top + 1 + section.rows
        given = section.example if self.example and section.example else section.given
        for column, head in enumerate(section.heads, 1):
            for row in range(first, last + 1):
                places = self._places(section, row, first, last)
                self.cells[row, column] = self._cell(head, column, given[row - first : row - first + 1], places)
        return last + 2

    def _places(self, section: Section, row: int, first: int, last: int) -> Places:
        letters = [column_letters(column) for column in range(1, len(section.heads) + 1)]
        here = {letter: f"${letter}{row}" for letter in letters}
        spans = {"headings": (first - 1, first - 1), "row": (row, row), "rows": (first, last), "numbers": (first, last)}
        bounds = {f"{part} {end}": str(at) for part, span in spans.items() for end, at in zip("<>", span, strict=True)}
        return {**self.places, **here, **bounds, "number": str(row - first + 1)}

    def _cell(self, head: Head, column: int, given: Sequence[Sequence[Given]], places: Places) -> FormCell:
        if head.ask:
            return FormCell(self._formula(head.ask, places), head.look)
        value = given[0][column - 1] if given and column <= len(given[0]) else None
        return FormCell(_value(value), f"{head.look} input", head.choices)

    # ---- formulas and their values

    def _formula(self, ask: Ask, places: Places) -> Formula:
        item = int(places["number"]) if ask.item == 0 else ask.item
        text = f"{self.begins.format(ask.function)}{','.join(_written(each, places) for each in ask.arguments)})"
        if item is not None:
            text = f"INDEX({text},{item})"
        needed = [places[name] for name in ask.needs]
        if needed:
            tests = [f'{place}=""' for place in needed]
            test = tests[0] if len(tests) == 1 else f"OR({','.join(tests)})"
            text = f'IF({test},"",{text})'
            if any(self._at(place) in (None, "") for place in needed):
                return Formula(text, "")
        return _saved(text, self._answer(ask, places, item))

    def _answer(self, ask: Ask, places: Places, item: int | None) -> Scalar:
        answer = call(ask.function, [self._argument(each, places) for each in ask.arguments])
        if isinstance(answer, list):
            return answer[(item or 1) - 1][0]
        return answer

    def _argument(self, argument: Argument, places: Places) -> object:
        if isinstance(argument, TableOf):
            return self.tables.get(argument.table)
        if isinstance(argument, At):
            return self._at(places[argument.place])
        if isinstance(argument, Area):
            top, bottom, left, right = _bounds(argument, places)
            columns = range(column_index(left), column_index(right) + 1)
            rows = [[self._at(f"{column_letters(each)}{row}") for each in columns] for row in range(top, bottom + 1)]
            return rows[: sum(isinstance(row[0], Decimal) for row in rows)] if argument.part == "numbers" else rows
        return argument

    def _at(self, address: str) -> Any:
        plain = address.replace("$", "")
        letters = plain.rstrip("0123456789")
        cell = self.cells.get((int(plain[len(letters) :]), column_index(letters)))
        value = cell.value if cell else None
        if isinstance(value, Formula):
            return {"error": value.error} if value.error else value.value
        return value


def _bounds(area: Area, places: Places) -> tuple[int, int, str, str]:
    return int(places[f"{area.part} <"]), int(places[f"{area.part} >"]), area.first, area.last


def _written(argument: Argument, places: Places) -> str:
    """An argument as it stands in a formula."""
    if isinstance(argument, TableOf):
        return f"{argument.table}[[#Headers],[#Data]]"
    if isinstance(argument, At):
        return places[argument.place] + ('&""' if argument.may_be_blank else "")
    if isinstance(argument, Area):
        top, bottom, left, right = _bounds(argument, places)
        if argument.part == "row":
            return f"${left}{top}:${right}{bottom}"
        cells = f"${left}${top}:${right}${bottom}"
        return f"${left}${top}:INDEX({cells},COUNT({cells}))" if argument.part == "numbers" else cells
    if isinstance(argument, bool):
        return str(argument).upper()
    return f'"{argument}"'


def _saved(text: str, answer: Scalar) -> Formula:
    if isinstance(answer, ErrorValue):
        return Formula(text, None, error=answer.text)
    shown = for_host(answer)
    return Formula(text, Decimal(repr(shown)) if isinstance(shown, float) else str(shown))


def _value(given: Given) -> Value:
    return Decimal(repr(given)) if isinstance(given, float) else given


def tables_asked(sheets: Sequence[LiveSheet]) -> list[str]:
    """The ids of all tables that the formulas of the sheets name."""
    asks = [each.ask for sheet in sheets for each in sheet.fields if each.ask]
    asks += [head.ask for sheet in sheets for section in sheet.sections for head in section.heads if head.ask]
    return list(dict.fromkeys(each.table for ask in asks for each in ask.arguments if isinstance(each, TableOf)))
