"""Lines that can be priced, and those that cannot even be read (spec 3, A10)."""

from __future__ import annotations

from collections.abc import Sequence

from xlcost.books import Books
from xlcost.prices.price import Line
from xlcost.prices.setup import Setup
from xlcost.problems import Problem, Skipped, problem
from xlcost.tables.prices import ActualLine, EstimateLine

LineTable = type[EstimateLine] | type[ActualLine]
LINES: tuple[LineTable, ...] = (EstimateLine, ActualLine)


def readable_lines(
    books: Books, setup: Setup, tables: Sequence[LineTable], only: str = ""
) -> tuple[list[Line], list[Skipped]]:
    """The lines with a project and a date, and those without as skipped (`PROJECT_NOT_FOUND`, `DATE_MISSING`)."""
    lines: list[Line] = []
    skipped: list[Skipped] = []
    for row_class in tables:
        for row in books[row_class].rows:
            if only and row.line.casefold() != only.casefold():
                continue
            reason = unreadable(books, setup, row)
            if reason is None:
                lines.append(row)
            else:
                skipped.append(
                    Skipped(reason, row.info.id, row.line, row.date, row_at=books.named(row.info.id).where(row))
                )
    return lines, skipped


def unreadable(books: Books, setup: Setup, row: Line) -> Problem | None:
    """Why a line cannot be priced at all, None when it can."""
    if not row.class_:
        where = books.named(row.info.id).where(row, "class_")
        return problem("CELL_INVALID", where, field="Class", why="is blank or no class", shown="")
    if row.project.casefold() not in setup.projects:
        where = books.named(row.info.id).where(row, "project")
        return problem("PROJECT_NOT_FOUND", where, project=row.project or "(blank)", line=row.line)
    if row.date is None:
        return problem("DATE_MISSING", books.named(row.info.id).where(row, "date"), line=row.line)
    return None
