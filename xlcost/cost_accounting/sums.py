"""Sums over a chart: every figure of a report from one pass over the entries (spec 1, 1.4, 1.5 and 9)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from xlcost.books import Books
from xlcost.cost_accounting.filters import Entry, EntryTest
from xlcost.cost_accounting.setup import check_charts
from xlcost.rules.filters import compiled
from xlcost.rules.money import ZERO, total
from xlcost.tables.cost_accounting import CostCenter, CostObject, CostType

Sums = Mapping[str, Decimal]
"""Code of a chart line -> sum of its own entries."""
_MOST_PIECES = 60


def sums(
    entries: Iterable[Entry],
    tests: Sequence[EntryTest],
    key: str = "cost_type_no",
    amount: str = "amount",
) -> Sequence[Sums]:
    """One mapping a test: code -> sum of the entries that pass, all in one pass."""
    found: list[dict[str, Decimal]] = [{} for _ in tests]
    pairs = list(zip(tests, found, strict=True))
    for entry in entries:
        for test, into in pairs:
            if test(entry):
                code = getattr(entry, key)
                into[code] = into.get(code, ZERO) + getattr(entry, amount)
    return found


@dataclass(frozen=True, slots=True)
class ChartLine:
    """A line of the chart of cost types, centers or objects."""

    no: str
    name: str
    type: str
    indentation: int
    totaling: str

    @property
    def is_total(self) -> bool:
        """Adds up other lines."""
        return self.type in {"Total", "End-Total"}

    @property
    def is_posting(self) -> bool:
        """Takes entries."""
        return self.type in {"Cost Type", "Cost Center", "Cost Object"}


@dataclass(frozen=True, slots=True)
class Chart:
    """The lines of a chart in printing order."""

    lines: list[ChartLine]
    covered: list[list[int]] = field(default_factory=list)
    """Per line, the posting lines that it adds up."""

    def figures(self, own: Sums) -> list[Decimal]:
        """Per line: its own sum, or the sums of everything in its totaling."""
        return [_figure(line, own) for line in self.lines]


def _figure(line: ChartLine, own: Sums) -> Decimal:
    if not line.is_total:
        return own.get(line.no, ZERO)
    if not line.totaling:
        return ZERO
    test = compiled(line.totaling)
    return total(amount for code, amount in own.items() if test(code))


def cost_type_chart(books: Books) -> Chart:
    """Cost types in number order."""
    check_charts(books, CostType)
    rows = sorted(books[CostType].rows, key=lambda row: row.no)
    return _chart([ChartLine(row.no, row.name, row.type, row.indentation, row.totaling) for row in rows])


def place_chart(books: Books, row_class: type[CostCenter] | type[CostObject]) -> Chart:
    """Centers or objects by sorting order and code."""
    check_charts(books, row_class)
    rows: list[Any] = sorted(books[row_class].rows, key=lambda row: (row.sorting_order, row.code))
    return _chart([ChartLine(row.code, row.name, row.line_type, row.indentation, row.totaling) for row in rows])


def _chart(lines: list[ChartLine]) -> Chart:
    posting = [(index, line.no) for index, line in enumerate(lines) if line.is_posting]
    covered: list[list[int]] = []
    for line in lines:
        test = compiled(line.totaling) if line.is_total and line.totaling else None
        covered.append([index for index, no in posting if test(no)] if test else [])
    return Chart(lines, covered)


Figures = Mapping[str, Sequence[Decimal]]
"""Column id -> figure per line of the chart."""
LineFigures = Mapping[str, Decimal]


@dataclass(frozen=True, slots=True)
class Derived:
    """A column computed from the figures of its row: in the run, and as a live formula where it shows something."""

    value: Callable[[LineFigures], Decimal | None]
    formula: str


def debit_of(column: str) -> Derived:
    """The figure when positive, else blank."""
    return Derived(lambda row: row[column] if row[column] > 0 else None, f"{{{column}}}")


def credit_of(column: str) -> Derived:
    """The figure when negative, shown positive, else blank."""
    return Derived(lambda row: -row[column] if row[column] < 0 else None, f"-{{{column}}}")


@dataclass(slots=True)
class ChartReport:
    """Rows of a report over a chart, with live formulas for totals and derived columns."""

    chart: Chart
    figures: Figures
    derived: Mapping[str, Derived] = field(default_factory=dict)
    shown: list[int] = field(default_factory=list)
    """Lines of the chart that the report shows, in order."""
    rows: list[dict[str, Any]] = field(default_factory=list)
    formulas: dict[tuple[int, str], str] = field(default_factory=dict)

    def show(self, keep: Callable[[ChartLine, LineFigures], bool]) -> None:
        """Build the rows of the lines to keep."""
        for index, line in enumerate(self.chart.lines):
            of_line = {column: figures[index] for column, figures in self.figures.items()}
            if keep(line, of_line):
                self.shown.append(index)
                self._add(line, of_line)
        self._add_total_formulas()

    def _add(self, line: ChartLine, of_line: LineFigures) -> None:
        values: dict[str, Any] = {
            "no": line.no, "name": line.name, "type": line.type, "indentation": line.indentation
        }  # fmt: skip
        blank = not line.is_posting and not line.is_total and not any(of_line.values())
        for column, figure in of_line.items():
            values[column] = None if blank else figure
        for column, rule in self.derived.items():
            values[column] = None if blank else rule.value(of_line)
            if values[column] is not None:
                self.formulas[len(self.rows), column] = rule.formula
        self.rows.append(values)

    def _add_total_formulas(self) -> None:
        position = {index: row for row, index in enumerate(self.shown)}
        filled = [0]
        for index in self.shown:
            line = self.chart.lines[index]
            filled.append(filled[-1] + (line.is_posting or line.is_total))
        for row, index in enumerate(self.shown):
            rows = [position[each] for each in self.chart.covered[index] if each in position]
            pieces = _pieces(rows, filled)
            if not 0 < len(pieces) <= _MOST_PIECES:
                continue
            for column, figures in self.figures.items():
                # lines that the report leaves out, or entries of missing types, cannot be added up by a formula
                if total(self.rows[each][column] for each in rows) == figures[index]:
                    parts = ",".join(f"{{{column}@{first}:{last}}}" for first, last in pieces)
                    self.formulas[row, column] = f"SUM({parts})"


def _pieces(rows: Sequence[int], filled: Sequence[int]) -> list[tuple[int, int]]:
    """Rows as stretches from first to last; lines without figures in between may be bridged."""
    pieces: list[tuple[int, int]] = []
    for row in sorted(rows):
        if pieces and filled[row] == filled[pieces[-1][1] + 1]:
            pieces[-1] = (pieces[-1][0], row)
        else:
            pieces.append((row, row))
    return pieces
