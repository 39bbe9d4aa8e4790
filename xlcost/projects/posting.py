"""`post_wip`: reverse what stands booked and book the new position in full (spec 3, B7)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from xlcost.books import Books
from xlcost.context import needed_work_date, posting_range
from xlcost.operations import Result, operation
from xlcost.parameters import CodeText, Day, Flag, Parameters, Text
from xlcost.problems import OperationError, Problem, fail, problem, warning
from xlcost.projects import cockpit, tracing
from xlcost.projects.calculation import READS, default_document
from xlcost.projects.entries import dimension_set
from xlcost.projects.gl_writer import GLWriter
from xlcost.projects.groups import fingerprint, groups_of, tasks_of
from xlcost.projects.methods import Methods
from xlcost.projects.posting_groups import PostingGroups
from xlcost.projects.state import (
    clear,
    completion_posted,
    made,
    project_named,
    reopen_edited,
    rows_of,
    standing,
    unposted_totals,
)  # fmt: skip
from xlcost.rules.money import ZERO
from xlcost.tables.general_ledger import GLAccount, GLEntry, GLSetup, UserSetup
from xlcost.tables.projects import Project, ProjectLedgerEntry, ProjectTask, WIPEntry, WIPGLEntry, WIPTotal


class PostParameters(Parameters):
    """Parameters of `post_wip`."""

    project: Text = ""
    """Blank = all that have WIP entries or bookings not reversed."""
    posting_date: Day = None
    """The reversal date; blank = work date."""
    document_no: CodeText = ""
    """Document of the reversal; blank = `WIP-` and the reversal date."""
    reverse_only: Flag = False
    """Take out what stands booked and book nothing."""
    use_reversal_date: Flag = False
    """Book on the reversal date instead of the date of the calculation."""
    with_method_only: Flag = False
    """Leave projects alone that have no WIP method any more, as the default plan does."""


@dataclass(frozen=True, slots=True)
class ProjectPosting:
    """What will be reversed and what will be booked for a project."""

    project: Project
    to_reverse: Sequence[WIPGLEntry]
    to_book: Sequence[WIPEntry]


@operation(
    "post_wip",
    PostParameters,
    reads={
        **READS,
        ProjectLedgerEntry: "entry_no project amt_to_post amt_posted",
        GLAccount: "no account_type blocked",
        GLEntry: "entry_no gl_register_no",
        GLSetup: "allow_posting_from allow_posting_to",
        UserSetup: "user_id allow_posting_from allow_posting_to",
    },
)
def post_wip(books: Books, parameters: PostParameters) -> Result:
    """Post WIP to the general ledger: reverse all that stands booked, then book the calculated entries."""
    day = parameters.posting_date or needed_work_date(books)
    chosen, problems = _chosen(books, parameters.project)
    chosen = [project for project in chosen if project.wip_method or not parameters.with_method_only]
    reopen_edited(books, chosen)
    open_ = [project for project in chosen if not completion_posted(books, project)]
    allowed, blocked = _not_blocked(books, open_, parameters.project)
    problems += blocked
    planned = [_planned(books, project, parameters) for project in allowed]
    settled = [each.project for each in planned if _stands_already(each, parameters, day)]
    done = {id(project) for project in settled}
    postings = [each for each in planned if _has_work(each) and id(each.project) not in done]
    faults = list(_faults(books, postings, parameters, day))
    if faults:
        raise OperationError(*faults)
    problems += _out_of_date(books, postings) if not parameters.reverse_only else []
    booked = _standing_for([each for each in planned if id(each.project) in done], parameters, day)
    writer = _book(books, postings, parameters, day, booked)
    tracing.lead_to_bookings(books, booked)
    clear(books, settled if parameters.reverse_only else [*settled, *(each.project for each in postings)])
    problems += cockpit.refresh(books)
    reversed_ = sum(len(each.to_reverse) for each in postings)
    counts = {"posted": sum(len(each.to_book) for each in postings), "reversed": reversed_, "created": writer.written}
    return Result(counts, problems, nothing_to_do=not postings, debit=writer.debit, credit=writer.credit)


# ---- which projects


def _chosen(books: Books, name: str) -> tuple[list[Project], list[Problem]]:
    """The project asked for, or all with something to book or to reverse."""
    if name:
        return [project_named(books, name)], []
    rows = books[Project].rows
    busy = [project for project in rows if rows_of(books[WIPEntry], project) or standing(books, project)]
    return busy, _without_project(books)


def _not_blocked(books: Books, projects: Sequence[Project], name: str) -> tuple[list[Project], list[Problem]]:
    """Projects that may be posted. A blocked one is left out with a warning, or an error when it was named."""
    table = books[Project]
    blocked = [
        warning("PROJECT_BLOCKED", table.where(project, "blocked"), project=project.project)
        for project in projects
        if project.blocked
    ]
    if blocked and name:
        raise fail("PROJECT_BLOCKED", blocked[0].where, project=name)
    return [project for project in projects if not project.blocked], blocked


def _without_project(books: Books) -> list[Problem]:
    """WIP that stands booked for projects that are gone: nothing reverses it."""
    table, known = books[WIPGLEntry], books[Project].by("project")
    gone = {row.project.casefold(): row for row in table.rows if row.project.casefold() not in known}
    return [
        warning("PROJECT_NOT_FOUND", table.where(row, "project"), project=row.project)
        for row in gone.values()
        if not row.reversed
    ]


# ---- what there is to do


def _planned(books: Books, project: Project, parameters: PostParameters) -> ProjectPosting:
    to_book = [] if parameters.reverse_only else rows_of(books[WIPEntry], project)
    return ProjectPosting(project, standing(books, project), to_book)


def _has_work(posting: ProjectPosting) -> bool:
    return bool(posting.to_reverse or posting.to_book)


def _stands_already(posting: ProjectPosting, parameters: PostParameters, day: date) -> bool:
    """Whether a new calculation equals what stands booked, so that posting it again would change nothing."""
    if parameters.reverse_only or not posting.to_book:
        return False
    new = Counter(_identity(row, _booking_date(row, parameters, day)) for row in posting.to_book)
    return new == Counter(_identity(row, row.posting_date) for row in posting.to_reverse)


def _standing_for(settled: Iterable[ProjectPosting], parameters: PostParameters, day: date) -> dict[int, int]:
    """Number of a WIP entry -> number of the equal booking that stands already."""
    found: dict[int, int] = {}
    for posting in settled:
        numbers: dict[Hashable, list[int]] = {}
        for row in reversed(posting.to_reverse):
            numbers.setdefault(_identity(row, row.posting_date), []).append(row.entry_no)
        for entry in posting.to_book:
            found[entry.entry_no] = numbers[_identity(entry, _booking_date(entry, parameters, day))].pop()
    return found


def _identity(row: WIPEntry | WIPGLEntry, day: date | None) -> Hashable:
    return (
        day, row.type, row.account, row.balancing_account, row.posting_group.casefold(),
        dimension_set(row.dimensions), row.amount, row.task.casefold(), row.project_complete,
    )  # fmt: skip


def _booking_date(entry: WIPEntry, parameters: PostParameters, day: date) -> date:
    return day if parameters.use_reversal_date else entry.posting_date or day


# ---- what stands against it


def _faults(
    books: Books, postings: Sequence[ProjectPosting], parameters: PostParameters, day: date
) -> Iterator[Problem]:
    table = books[WIPGLEntry]
    for posting in postings:
        later = next((row for row in posting.to_reverse if row.posting_date and row.posting_date > day), None)
        if later is not None:
            name, where = posting.project.project, table.where(later, "posting_date")
            facts = {"posting_date": day, "posted_on": later.posting_date}
            yield problem("REVERSAL_BEFORE_POSTING", where, project=name, **facts)
    days = {day} if any(posting.to_reverse for posting in postings) else set()
    days |= {_booking_date(row, parameters, day) for posting in postings for row in posting.to_book}
    permitted = posting_range(books)
    for refused in sorted(each for each in days if not permitted.permits(each)):
        where = books[GLSetup].where(next(iter(books[GLSetup].rows), None), "allow_posting_from")
        yield problem("POSTING_DATE_NOT_ALLOWED", where, posting_date=refused)
    used: dict[tuple[str, str], None] = {}
    for posting in postings:
        used |= _accounts_of(posting.to_reverse) | _accounts_of(posting.to_book)
    yield from _account_faults(books, used)


def _accounts_of(rows: Iterable[WIPEntry | WIPGLEntry]) -> dict[tuple[str, str], None]:
    """Accounts that are posted to, each with its posting group, in order and once."""
    return {(no, row.posting_group): None for row in rows for no in (row.account, row.balancing_account)}


def _account_faults(books: Books, used: Iterable[tuple[str, str]]) -> Iterator[Problem]:
    groups, accounts = PostingGroups(books), books[GLAccount]
    for no, name in used:
        column, where = groups.cell_of(name, no)
        facts = {"gl_account_no": no, "field": column, "setup_key": f"posting group {name}"}
        account = accounts.get(no)
        if account is None:
            yield problem("ACCOUNT_NOT_FOUND", where, **facts)
        elif account.blocked:
            yield problem("ACCOUNT_BLOCKED", accounts.where(account, "blocked"), **facts)
        elif account.account_type != "Posting":
            where = accounts.where(account, "account_type")
            yield problem("ACCOUNT_NOT_POSTING", where, account_type=account.account_type, **facts)


def _out_of_date(books: Books, postings: Sequence[ProjectPosting]) -> list[Problem]:
    """Projects whose setup has changed since the calculation that is about to be booked."""
    methods, found = Methods(books), []
    for posting in postings:
        totals = unposted_totals(books, posting.project)
        groups, _ = groups_of(posting.project, tasks_of(books, posting.project.project))
        now = {group.total.task.casefold(): fingerprint(posting.project, group, methods) for group in groups}
        then = {row.task.casefold(): row.task_setup for row in totals if row.task_setup}
        if then and now != then:
            where = books[Project].where(posting.project, "project")
            found.append(problem("WIP_OUT_OF_DATE", where, project=posting.project.project))
    return found


# ---- booking


def _book(
    books: Books, postings: Sequence[ProjectPosting], parameters: PostParameters, day: date, numbers: dict[int, int]
) -> GLWriter:
    """Book all postings as one transaction with one register; `numbers` gains the booking of each WIP entry."""
    writer = GLWriter(books)
    document_no = parameters.document_no or default_document(day)
    booked: list[WIPGLEntry] = []
    transaction_no = books[WIPGLEntry].next_number("transaction_no")
    first_no = books[WIPGLEntry].next_number()
    for posting in postings:
        for row in posting.to_reverse:
            _reverse(books, writer, row, day, document_no)
        _keep_recognised(books, posting.project)
        for entry in posting.to_book:
            when = _booking_date(entry, parameters, day)
            numbers[entry.entry_no] = first_no + len(booked)
            booked.append(_booking(writer, entry, when, numbers[entry.entry_no], transaction_no))
        if not parameters.reverse_only:
            for total in unposted_totals(books, posting.project):
                books[WIPTotal].update(total, posted_to_gl=True)
    books[WIPGLEntry].append(*booked)
    if not parameters.reverse_only:
        _mark_ledger(books, postings)
    writer.finish()
    return writer


def _reverse(books: Books, writer: GLWriter, row: WIPGLEntry, day: date, document_no: str) -> None:
    account_no, balancing_no = writer.book(row, day, document_no, -row.amount)
    books[WIPGLEntry].update(
        row,
        reversed=True,
        reverse_date=day,
        reversal_document_no=document_no,
        reversal_gl_entry_no=account_no,
        reversal_balancing_gl_entry_no=balancing_no,
    )


def _booking(writer: GLWriter, entry: WIPEntry, day: date, number: int, transaction_no: int) -> WIPGLEntry:
    account_no, balancing_no = writer.book(entry, day, entry.document_no, entry.amount)
    return made(
        WIPGLEntry,
        entry_no=number,
        project=entry.project,
        task=entry.task,
        posting_date=day,
        wip_posting_date=entry.posting_date,
        document_no=entry.document_no,
        type=entry.type,
        account=entry.account,
        balancing_account=entry.balancing_account,
        posting_group=entry.posting_group,
        amount=entry.amount,
        project_complete=entry.project_complete,
        reverse=entry.reverse,
        transaction_no=transaction_no,
        gl_entry_no=account_no,
        balancing_gl_entry_no=balancing_no,
        dimensions=entry.dimensions,
    )


def _keep_recognised(books: Books, project: Project) -> None:
    """Recognised amounts of the tasks become those of the G/L."""
    for task in rows_of(books[ProjectTask], project):
        books[ProjectTask].update(
            task,
            recognized_costs_gl=task.recognized_costs or ZERO,
            recognized_sales_gl=task.recognized_sales or ZERO,
        )


def _mark_ledger(books: Books, postings: Sequence[ProjectPosting]) -> None:
    """Ledger entries that were taken up: `amt_posted` grows by `amt_to_post`."""
    names = {posting.project.project.casefold() for posting in postings}
    table = books[ProjectLedgerEntry]
    for entry in table.rows:
        if entry.amt_to_post and entry.project.casefold() in names:
            table.update(entry, amt_posted=entry.amt_posted + entry.amt_to_post)
