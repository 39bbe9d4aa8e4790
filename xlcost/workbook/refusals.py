"""What keeps the writer from writing: found before anything is written, every obstacle at once."""

from __future__ import annotations

from collections.abc import Sequence

from xlcost.problems import Problem, Where, problem
from xlcost.workbook.references import column_letters


class CannotWrite(Exception):  # noqa: N818 - a verdict on the workbook, not a fault of the program
    """The changes do not fit the workbook; nothing was written. `problems`: NO_ROOM, TOO_MANY_ROWS, CANNOT_WRITE."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(problems[0].sentence)
        self.problems = tuple(problems)


def no_room(table: str, sheet: str, row: int, column: int, what: str) -> Problem:
    """Something of the user's stands where the table has to go."""
    return problem("NO_ROOM", Where(table, sheet, row, column_letters(column)), what=what, table=table)
