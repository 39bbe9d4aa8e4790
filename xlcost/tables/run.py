"""Tables of the run area (spec 0 sections 4-6)."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from xlcost.tables import columns as c
from xlcost.tables.columns import Row, table

SEVERITIES = ("error", "warning")
OUTCOMES = ("ok", "nothing_to_do", "error")


@table("run_options", area="run", group="setup", single_row=True)
class RunOptions(Row):
    """One row that says whose books these are and which period ends."""

    company: str = c.text("Name of the company, for headings")
    period_start: dt.date | None = c.day("First day of the period")
    period_end: dt.date | None = c.day("Last day of the period; date of allocations and WIP in the default plan")
    work_date: dt.date | None = c.day("Date of stamps and of date codes; blank = period end")
    user_id: str = c.code("User whose permitted posting dates apply; written into stamps")
    stop_on_error: bool = c.flag("Whether a failing operation ends the plan", default=True)


@table("run_plan", area="run", group="setup")
class RunPlanStep(Row):
    """The operations of a run, one a row; without this table the default period end is run."""

    step: int = c.number("Order; ties in row order")
    operation: str = c.text("Name of the operation", width=22)
    parameters: str = c.text("`name=value; name=value`, or a JSON object", wrap=True, width=34)
    enabled: bool = c.flag("Blank = yes", default=True)
    outcome: str = c.text("Filled in by the run", width=14)
    message: str = c.text("Filled in by the run", wrap=True, width=80)


@table("run_log", area="run", group="ledger")
class RunLogEntry(Row):
    """One row an operation that was run."""

    run_no: int = c.number("Number of the run")
    started_at: str = c.text("When the run began", width=20)
    duration_s: Decimal | None = c.rate("Seconds that the operation took", default=None, places=3)
    version: str = c.text("Version of xlcost", width=9)
    operation: str = c.text("Name of the operation", width=22)
    parameters: str = c.text("Parameters as given", wrap=True, width=56)
    outcome: str = c.option("How it ended", words=OUTCOMES, width=14)
    created: int = c.number("Entries written")
    skipped: int = c.number("Rows that somebody must act on")
    problems: int = c.number("Errors and warnings")
    debit: Decimal = c.amount("Sum of the debits written", dash_for_zero=True)
    credit: Decimal = c.amount("Sum of the credits written", dash_for_zero=True)
    input_hash: str = c.text("SHA-256 of the workbook as read", width=20)
    message: str = c.text("What happened, in a sentence", wrap=True, width=80)


@table("problems", area="run", group="result")
class ProblemRow(Row):
    """Errors and warnings of the last run."""

    run_no: int = c.number("Number of the run")
    operation: str = c.text("Operation that found it", width=22)
    severity: str = c.option("error or warning", words=SEVERITIES)
    code: str = c.text("Code, explained in the documentation", width=28)
    message: str = c.text("What is wrong and where", wrap=True, width=80)
    remedy: str = c.text("What to do", wrap=True, width=60)
    sheet: str = c.text("Sheet of the cell", width=20)
    row: int = c.number("Sheet row")
    column: str = c.text("Column of the cell", width=9)
    value: str = c.text("What stands in the cell", width=20)
    details: str = c.text("Key facts as name=value", width=60)


@table("skipped_entries", area="run", group="result")
class SkippedEntryRow(Row):
    """Rows that the last run passed over and somebody must act on."""

    run_no: int = c.number("Number of the run")
    operation: str = c.text("Operation that passed the row over", width=22)
    table: str = c.text("Table of the row", width=18)
    entry_no: int | str = c.text("Key of the row", width=12)
    posting_date: dt.date | None = c.day("Posting date")
    document_no: str = c.text("Document")
    description: str = c.text("Description")
    amount: Decimal = c.amount("Amount", total="sum")
    reason_code: str = c.text("Reason as a code", width=36)
    reason: str = c.text("Reason in words", wrap=True, width=70)
    remedy: str = c.text("What to do", wrap=True, width=60)
    will_retry: bool = c.flag("Whether the next run takes the row up again")
    sheet: str = c.text("Sheet of the row", width=20)
    row: int = c.number("Sheet row", link_sheet="sheet")
    details: str = c.text("Key facts as name=value", width=60)
