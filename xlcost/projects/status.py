"""`set_project_status`: completing and re-opening projects (spec 3, B8)."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator

from xlcost.books import Books
from xlcost.context import needed_work_date
from xlcost.operations import Result, operation
from xlcost.parameters import Day, Parameters, Text, one_of
from xlcost.problems import fail
from xlcost.projects import cockpit
from xlcost.projects.calculation import READS
from xlcost.projects.state import last_posting_dates, latest, project_named, reopen
from xlcost.tables.projects import STATUSES, Project, ProjectLedgerEntry


def _given(word: str) -> str:
    if not word:
        raise ValueError("is missing")
    return word


class StatusParameters(Parameters):
    """Parameters of `set_project_status`."""

    project: Text
    """Project."""
    status: Annotated[str, one_of("", *STATUSES), AfterValidator(_given)]
    """New status."""
    work_date: Day = None
    """Earliest ending date of a completed project that has none; blank = work date of the run."""


@operation(
    "set_project_status",
    StatusParameters,
    reads={**READS, ProjectLedgerEntry: "entry_no project posting_date amt_to_post"},
)
def set_project_status(books: Books, parameters: StatusParameters) -> Result:
    """Set the status of a project: completing it sets its ending date, re-opening it takes back the completion."""
    if not parameters.project:
        raise fail("PROJECT_NOT_FOUND", books[Project].where(), project="")
    project = project_named(books, parameters.project)
    if project.status == parameters.status:
        return Result({"updated": 0}, nothing_to_do=True)
    was_completed = project.status == "completed"
    books[Project].update(project, status=parameters.status)
    if parameters.status == "completed":
        last = last_posting_dates(books, [project]).get(project.project.casefold())
        ends = project.ending_date or parameters.work_date or needed_work_date(books)
        books[Project].update(project, ending_date=latest(ends, last))
    if was_completed:
        reopen(books, [project])
    return Result({"updated": 1}, cockpit.refresh(books))
