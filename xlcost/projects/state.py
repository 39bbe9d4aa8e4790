"""The state that goes from run to run: unposted totals and entries, bookings, completion (spec 3, B3.4 and B8)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Protocol, TypeVar

from xlcost.books import Books, Table
from xlcost.problems import fail
from xlcost.rules.money import ZERO
from xlcost.tables.columns import Row
from xlcost.tables.projects import (
    Project,
    ProjectLedgerEntry,
    ProjectTask,
    WIPEntry,
    WIPGLEntry,
    WIPTotal,
    WIPWarning,
)  # fmt: skip

R = TypeVar("R", bound=Row)
Values = Mapping[str, Any]


def project_named(books: Books, name: str) -> Project:
    """The project of that name; `PROJECT_NOT_FOUND` without one."""
    found = books[Project].get(name)
    if found is None:
        raise fail("PROJECT_NOT_FOUND", books[Project].where(), project=name)
    return found


def rows_of(table: Table[R], project: Project) -> list[R]:
    """The rows of a project, in table order."""
    return list(table.by("project").get(project.project.casefold(), ()))


def unposted_totals(books: Books, project: Project) -> list[WIPTotal]:
    """WIP totals of the calculation that has not been posted yet."""
    return [row for row in rows_of(books[WIPTotal], project) if not row.posted_to_gl]


def standing(books: Books, project: Project) -> list[WIPGLEntry]:
    """Bookings that the next posting reverses."""
    return [row for row in rows_of(books[WIPGLEntry], project) if row.reverse and not row.reversed]


def completion_posted(books: Books, project: Project) -> bool:
    """Whether the completion of the project is in the G/L, so that it is left alone."""
    return any(row.project_complete for row in rows_of(books[WIPGLEntry], project))


def rewrite(table: Table[R], pairs: Iterable[tuple[Sequence[R], Sequence[Values]]], number: str = "") -> list[list[R]]:
    """Replace rows by new ones project by project; returns the new ones.

    Rows that stand are reused in order, so that an equal result changes no cell. `number` = column that is numbered.
    """
    written: list[list[R]] = []
    surplus: list[R] = []
    added: list[R] = []
    next_number = table.next_number(number) if number else 0
    for old, new in pairs:
        rows: list[R] = []
        for row, values in zip(old, new, strict=False):
            table.update(row, **{key: value for key, value in values.items() if getattr(row, key) != value})
            rows.append(row)
        for values in new[len(old) :]:
            numbered = {number: next_number + len(added)} if number else {}
            added.append(made(table.row_class, **values, **numbered))
            rows.append(added[-1])
        surplus += old[len(new) :]
        written.append(rows)
    table.remove(surplus)
    if added:
        table.append(*added)
    return written


def made(row_class: type[R], **values: Any) -> R:
    """A new row; columns that are not named are blank."""
    make: Callable[..., R] = row_class
    return make(**values)


def set_amounts_to_post(books: Books, projects: set[str], amounts: Mapping[int, Decimal]) -> None:
    """`amt_to_post` of the ledger entries of projects (case-folded names), by `id` of the row; 0 for the others."""
    table = books[ProjectLedgerEntry]
    changed = [
        (entry, amounts.get(id(entry), ZERO))
        for entry in table.rows
        if (entry.amt_to_post or id(entry) in amounts) and entry.project.casefold() in projects
    ]
    for entry, amount in changed:
        if entry.amt_to_post != amount:
            table.update(entry, amt_to_post=amount)


def clear(books: Books, projects: Sequence[Project]) -> None:
    """Take out all that is calculated and not posted: amounts of tasks, totals with their warnings, entries."""
    if not projects:
        return
    for project in projects:
        for task in rows_of(books[ProjectTask], project):
            books[ProjectTask].update(task, recognized_costs=ZERO, recognized_sales=ZERO)
    books[WIPTotal].remove([row for project in projects for row in unposted_totals(books, project)])
    books[WIPEntry].remove([row for project in projects for row in rows_of(books[WIPEntry], project)])
    _remove_orphaned_warnings(books, projects)
    set_amounts_to_post(books, {project.project.casefold() for project in projects}, {})


def _remove_orphaned_warnings(books: Books, projects: Sequence[Project]) -> None:
    """A warning goes with its WIP total; it stays while a posted total of the same task stands."""
    table = books[WIPWarning]
    names = {project.project.casefold() for project in projects}
    totals = books[WIPTotal].by("project", "task")
    kept = [
        row
        for row in table.rows
        if row.project.casefold() not in names or (row.project.casefold(), row.task.casefold()) in totals
    ]
    if len(kept) != len(table.rows):
        table.replace(kept)


def last_posting_dates(books: Books, projects: Iterable[Project]) -> dict[str, date]:
    """Posting date of the last ledger entry by case-folded project name, in one pass; nothing for no entries."""
    wanted = {project.project.casefold() for project in projects}
    found: dict[str, date] = {}
    for entry in books[ProjectLedgerEntry].rows if wanted else ():
        name = entry.project.casefold()
        if name in wanted and (name not in found or entry.posting_date > found[name]):
            found[name] = entry.posting_date
    return found


class OfProject(Protocol):
    """A row that belongs to a project."""

    @property
    def project(self) -> str:
        """Name of the project."""


P = TypeVar("P", bound=OfProject)


def in_project_order(books: Books, rows: Iterable[P]) -> list[P]:
    """Rows in the order in which the projects stand, rows of other projects behind, otherwise as they come."""
    order = {name: rank for rank, name in enumerate(books[Project].by("project"))}
    return sorted(rows, key=lambda row: order.get(row.project.casefold(), len(order)))


def latest(*days: date | None) -> date | None:
    """The latest of the days that are given."""
    return max((day for day in days if day is not None), default=None)


def reopen(books: Books, projects: Sequence[Project]) -> None:
    """Undo the completion of projects (B8).

    Unposted WIP is deleted, the mark of completion taken off the bookings, and the WIP posting date cleared. The
    bookings themselves are taken out by the next posting.
    """
    for project in projects:
        for row in rows_of(books[WIPGLEntry], project):
            books[WIPGLEntry].update(row, project_complete=False)
        books[Project].update(project, wip_posting_date=None)
    clear(books, projects)


def reopen_edited(books: Books, projects: Iterable[Project]) -> None:
    """Re-open the projects whose status was edited so that it no longer says completed; blocked ones stay."""
    reopen(
        books,
        [
            project
            for project in projects
            if project.status != "completed" and not project.blocked and _completed(books, project)
        ],
    )


def _completed(books: Books, project: Project) -> bool:
    waiting = rows_of(books[WIPEntry], project)
    return completion_posted(books, project) or any(row.project_complete for row in waiting)
