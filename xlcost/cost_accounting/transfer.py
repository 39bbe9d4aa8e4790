"""Transfer of G/L entries to cost accounting (spec 1, 3)."""

from __future__ import annotations

from dataclasses import replace

from xlcost.books import Books
from xlcost.cost_accounting.line_check import LineCheck
from xlcost.cost_accounting.linking import LINK_READS, Links, found_links, stored_links
from xlcost.cost_accounting.posting import Posted, Posting
from xlcost.cost_accounting.reconciliation import write_reconciliation
from xlcost.cost_accounting.setup import check_charts, checked_setup, cost_type_warnings
from xlcost.cost_accounting.transfer_scan import Scan, Scanner
from xlcost.cost_accounting.transfer_skips import skip_problem, skipped_row
from xlcost.cost_accounting.transfer_status import (
    changed_entries,
    starting_date_warning,
    transfer_status,
)
from xlcost.exchange import REPORTING_CURRENCY_READS
from xlcost.operations import ALL, Reads, Result, operation, report
from xlcost.parameters import Flag, NoParameters, Parameters
from xlcost.problems import OperationError, Problem, Skipped, problem
from xlcost.tables.cost_accounting import (
    CostAccountingSetup,
    CostCenter,
    CostEntry,
    CostEntrySource,
    CostObject,
    CostRegister,
    CostType,
)
from xlcost.tables.general_ledger import (
    AccountingPeriod,
    GLEntry,
    GLSetup,
    UserSetup,
)


class AutoTransferParameters(Parameters):
    """Parameters of the automatic transfer."""

    list_all: Flag = False
    """List entries that are out of scope by design, too."""


class TransferParameters(AutoTransferParameters):
    """Parameters of the transfer."""

    strict: Flag = False
    """Fail, as the reference does, on the first line that cannot be posted or when there is nothing to do."""


GL_COLUMNS = (
    "entry_no gl_account_no posting_date document_no description amount additional_currency_amount"
    " add_currency_debit_amount add_currency_credit_amount dimensions"
)
TRANSFER_READS: Reads = {
    **LINK_READS,
    CostAccountingSetup: ALL,
    CostType: ALL,
    CostCenter: ALL,
    CostObject: ALL,
    GLEntry: GL_COLUMNS,
    GLSetup: ALL,
    UserSetup: ALL,
    **REPORTING_CURRENCY_READS,
    AccountingPeriod: "starting_date closed",
    CostEntry: ALL,
    CostEntrySource: ALL,
    CostRegister: ALL,
}


@operation("transfer_gl", TransferParameters, reads=TRANSFER_READS)
def transfer_gl(books: Books, parameters: TransferParameters) -> Result:
    """Take all G/L entries that are not transferred yet into the cost ledger, after linking accounts to cost types."""
    setup = _checked(books)
    return _transfer(books, setup, found_links(books), parameters.strict, parameters.list_all)


@operation("auto_transfer_gl", AutoTransferParameters, reads=TRANSFER_READS)
def auto_transfer_gl(books: Books, parameters: AutoTransferParameters) -> Result:
    """Transfer everything outstanding when the setup switches it on, with the account links as they stand."""
    setup = _checked(books)
    if not setup.auto_transfer_from_gl:
        return Result(nothing_to_do=True, message="the automatic transfer is switched off")
    return _transfer(books, setup, None, False, parameters.list_all)


@report("cost_reconciliation", NoParameters, reads=TRANSFER_READS)
def cost_reconciliation(books: Books, parameters: NoParameters) -> Result:
    """G/L amounts by account and cost type: transferred, skipped by reason, outstanding; and the control equation."""
    del parameters
    setup = _checked(books)
    links = found_links(books)
    status = transfer_status(books)
    scan = Scanner(books, setup, links).scan(status)
    differs = write_reconciliation(books, status, scan, links, posted=False)
    return Result(problems=cost_type_warnings(books), needs_attention=differs)


def _checked(books: Books) -> CostAccountingSetup:
    setup = checked_setup(books, source_code="source_code_gl_to_ca", dimensions=True)
    check_charts(books)
    return setup


def _transfer(
    books: Books, setup: CostAccountingSetup, new_links: Links | None, strict: bool, list_all: bool
) -> Result:
    links = new_links or stored_links(books)
    status = transfer_status(books)
    scan = Scanner(books, setup, links).scan(status)
    problems = [
        *links.warnings,
        *starting_date_warning(books, status, setup),
        *changed_entries(books, status, setup),
        *place_warnings(books, scan),
    ]
    if strict and (scan.failed_lines or not scan.lines):
        nothing = problem("TRANSFER_NOTHING", books[GLEntry].where())
        raise OperationError(*scan.failed_lines[:1] or [nothing], skipped=_listed(books, setup, scan, list_all))
    posted = Posted()
    if scan.lines:
        if new_links:
            new_links.apply(books)
        posted = post_scan(books, scan)
    differs = write_reconciliation(books, status, scan, links, posted=bool(scan.lines))
    problems += cost_type_warnings(books)
    return _result(books, setup, scan, posted, problems, list_all, differs)


def post_scan(books: Books, scan: Scan) -> Posted:
    """Post the lines of a scan: entries, one register, and a source row for every G/L entry (step 12)."""
    posting = Posting(books, system_created=True)
    first_no = posting.next_entry_no
    sources: list[CostEntrySource] = []
    for cost_entry_no, (line, entries) in enumerate(zip(scan.lines, scan.sources, strict=True), first_no):
        posting.post(line, checked=True)
        sources += [
            CostEntrySource(cost_entry_no=cost_entry_no, gl_entry_no=entry.entry_no, amount=entry.amount)
            for entry in entries
        ]
    books[CostEntrySource].append(*sources)
    numbers = [source.gl_entry_no for source in sources]
    return posting.finish(from_gl_entry_no=min(numbers), to_gl_entry_no=max(numbers))


def place_warnings(books: Books, scan: Scan) -> list[Problem]:
    """Blocked or non-posting centers and objects that are taken all the same, since their costs are real (step 7)."""
    check = LineCheck(books)
    centers = {line.cost_center_code: line.gl_entry_no for line in reversed(scan.lines)}
    objects = {line.cost_object_code: line.gl_entry_no for line in reversed(scan.lines)}
    found = [(check.center(code), no) for code, no in sorted(centers.items()) if code]
    found += [(check.object(code), no) for code, no in sorted(objects.items()) if code]
    return [replace(each, severity="warning", facts={"gl_entry_no": no, **each.facts}) for each, no in found if each]


def _listed(books: Books, setup: CostAccountingSetup, scan: Scan, list_all: bool) -> list[Skipped]:
    """The rows of `skipped_entries`, in entry order; what is out of scope by design only on request."""
    reasons = list(scan.skipped)
    if list_all:
        reasons += [(entry, skip_problem(books, setup, entry, reason)) for entry, reason in scan.out_of_scope]
        reasons.sort(key=lambda each: each[0].entry_no)
    return [skipped_row(books, entry, reason) for entry, reason in reasons]


def _result(
    books: Books,
    setup: CostAccountingSetup,
    scan: Scan,
    posted: Posted,
    problems: list[Problem],
    list_all: bool,
    differs: bool,
) -> Result:
    return Result(
        counts={
            "created": posted.created,
            "transferred": sum(len(entries) for entries in scan.sources),
            "skipped": len(scan.skipped),
            "out_of_scope": len(scan.out_of_scope),
            "first_gl_entry_no": scan.first_gl_entry_no,
        },
        problems=problems,
        skipped=_listed(books, setup, scan, list_all),
        nothing_to_do=not scan.lines,
        needs_attention=differs,
        debit=posted.debit,
        credit=posted.credit,
    )
