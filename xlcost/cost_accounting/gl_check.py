"""Check of G/L lines before they reach cost accounting (spec 1, 3.2)."""

from __future__ import annotations

from typing import ClassVar

from xlcost.books import Books, Table
from xlcost.cost_accounting.setup import check_charts, checked_setup
from xlcost.cost_accounting.transfer_status import transfer_status
from xlcost.operations import ALL, Result, operation
from xlcost.parameters import Parameters
from xlcost.problems import OperationError, Problem, problem
from xlcost.tables.cost_accounting import (
    CostAccountingSetup,
    CostCenter,
    CostEntrySource,
    CostObject,
    CostRegister,
)
from xlcost.tables.general_ledger import GLAccount, GLEntry


class CheckParameters(Parameters):
    """The check as an operation: all entries of income statement accounts that are not transferred."""

    posted_by_this_run_only: ClassVar[bool] = False


class PlannedCheck(CheckParameters):
    """The check in the default plan: only the G/L lines that this run posts."""

    posted_by_this_run_only: ClassVar[bool] = True


@operation(
    "check_gl_postings",
    CheckParameters,
    reads={
        CostAccountingSetup: ALL,
        CostCenter: "code line_type blocked totaling",
        CostObject: "code line_type blocked totaling",
        GLAccount: "no income_balance",
        GLEntry: "entry_no gl_account_no posting_date amount dimensions",
        CostEntrySource: ALL,
        CostRegister: ALL,
    },
)
def check_gl_postings(books: Books, parameters: CheckParameters) -> Result:
    """Refuse G/L lines whose cost center or cost object does not exist, is blocked or takes no postings."""
    setup = checked_setup(books, dimensions=True)
    planned = parameters.posted_by_this_run_only
    if not setup.check_gl_postings:
        return Result(nothing_to_do=planned, message="the check of G/L postings is switched off")
    check_charts(books, CostCenter, CostObject)
    balance_sheet = {row.no for row in books[GLAccount].rows if row.income_balance == "Balance Sheet"}
    status = transfer_status(books)
    entries = [
        entry
        for entry in books[GLEntry].rows
        if entry.gl_account_no not in balance_sheet
        and not status.is_done(entry.entry_no)
        and not (planned and entry.sheet_row)
    ]
    found = _findings(books, setup, sorted(entries, key=lambda entry: entry.entry_no))
    if found:
        raise OperationError(*found)
    return Result(counts={"checked": len(entries)}, nothing_to_do=planned and not entries)


def _findings(books: Books, setup: CostAccountingSetup, entries: list[GLEntry]) -> list[Problem]:
    """All findings, by entry, the center before the object."""
    sides = (
        (setup.cost_center_dimension, "Cost center", "cost_center_code", books[CostCenter]),
        (setup.cost_object_dimension, "Cost object", "cost_object_code", books[CostObject]),
    )
    found: list[Problem] = []
    for entry in entries:
        for dimension, kind, fact, table in sides:
            code = entry.dimensions.get(dimension, "")
            faulty = _fault(table, code) if code else None
            if faulty:
                texts = {"code": code, fact: code, "line_type": faulty[1], "kind": kind}
                where = books[GLEntry].where(entry, dimension)
                found.append(problem(faulty[0], where, gl_entry_no=entry.entry_no, **texts))
    return found


def _fault(table: Table[CostCenter] | Table[CostObject], code: str) -> tuple[str, str] | None:
    """CHECK_NOT_DEFINED, CHECK_BLOCKED, CHECK_LINE_TYPE, tested in that order, with the line type."""
    row = table.get(code)
    if row is None:
        return "CHECK_NOT_DEFINED", ""
    if row.blocked:
        return "CHECK_BLOCKED", row.line_type
    if row.line_type not in {"Cost Center", "Cost Object", "Begin-Total"}:
        return "CHECK_LINE_TYPE", row.line_type
    return None
