"""Post inventory cost to the G/L (spec 2, section 11)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Annotated, Any

from xlcost.books import Books
from xlcost.exchange import REPORTING_CURRENCY_READS
from xlcost.inventory.account_setup import Finding
from xlcost.inventory.assessment import Assessed, Assessor
from xlcost.inventory.gl_writer import GLWriter
from xlcost.inventory.import_checks import value_entry_warnings
from xlcost.inventory.journal_names import missing_names
from xlcost.inventory.posting_groups import Group, Groups, by_column
from xlcost.inventory.queue import Queue, bring_in_line, current_queue, in_filter
from xlcost.inventory.wip_write_off import READS_ORDERS
from xlcost.operations import ALL, Reads, Result, operation
from xlcost.parameters import CodeText, Day, FilterText, FlagDefaultYes, Parameters, Whole, one_of
from xlcost.problems import OperationError, Problem, Skipped, problem
from xlcost.rules.money import ZERO, plain
from xlcost.tables.general_ledger import GLAccount, GLEntry, GLRegister, GLSetup, UserSetup
from xlcost.tables.inventory import (
    GeneralPostingSetup,
    GLItemLedgerRelation,
    InventoryPostingSetup,
    InventorySetup,
    Item,
    ItemLedgerEntry,
    PostValueEntryToGL,
    ProductionOrder,
    ValueEntry,
)
from xlcost.tables.inventory_results import CostPostingLine

PER_ENTRY, PER_POSTING_GROUP = "per_entry", "per_posting_group"
READS: Reads = {
    ValueEntry: ALL,
    PostValueEntryToGL: ALL,
    InventoryPostingSetup: ALL,
    GeneralPostingSetup: ALL,
    UserSetup: ALL,
    InventorySetup: "expected_cost_posting_to_gl finish_order_without_output invt_cost_jnl_template_name"
    " invt_cost_jnl_batch_name",
    ProductionOrder: READS_ORDERS,
    GLSetup: "allow_posting_from allow_posting_to journal_templ_name_mandatory additional_reporting_currency lcy_code",
    **REPORTING_CURRENCY_READS,
    GLAccount: "no name account_type blocked",
    Item: "item_no description inventory_posting_group",
    ItemLedgerEntry: "entry_no entry_type quantity invoiced_quantity",
}


class CostPostingFilters(Parameters):
    """How to post, and which entries of the queue."""

    method: Annotated[str, one_of(PER_ENTRY, PER_POSTING_GROUP)] = PER_ENTRY
    """Per entry, or summed per posting group."""
    document_no: CodeText = ""
    """Document of the G/L entries; required per posting group, forbidden per entry."""
    item_no: FilterText = ""
    """Filter over items; blank = all."""
    posting_date_from: Day = None
    """First posting date; blank = open."""
    posting_date_to: Day = None
    """Last posting date; blank = open."""
    value_entry_nos: list[Whole] = []  # noqa: RUF012  pydantic copies it
    """Only these value entries."""

    @property
    def in_words(self) -> str:
        """Method, document number and filters, for messages."""
        given = self.model_dump(exclude_defaults=True, exclude={"method", "post"})
        return ", ".join((f"method {self.method}", *(f"{name} {value}" for name, value in given.items())))

    def entries(self, queue: Queue) -> list[ValueEntry]:
        """The entries of the queue that pass the filters, in the order of posting."""
        return in_filter(
            queue.entries, self.item_no, self.posting_date_from, self.posting_date_to, self.value_entry_nos
        )


class CostPostingParameters(CostPostingFilters):
    """The same, and whether to post or only to show."""

    post: FlagDefaultYes = True
    """no = only show in `cost_posting_lines` what would be posted."""


def document_no_problems(books: Books, parameters: CostPostingFilters) -> list[Problem]:
    """The rule on the document number: needed per posting group, forbidden per entry (spec 2, 11.1).

    Where the G/L setup makes journal templates mandatory it is needed for both. Half a journal key is refused, too.
    """
    mandatory = books.one(GLSetup).journal_templ_name_mandatory
    found = []
    if parameters.method == PER_POSTING_GROUP and not parameters.document_no:
        found.append(problem("DOCUMENT_NO_REQUIRED"))
    if mandatory and not parameters.document_no:
        table = books[GLSetup]
        at = table.where(table.rows[0], "journal_templ_name_mandatory")
        found.append(problem("JOURNAL_FIELD_MISSING", at, field="document_no"))
    found += missing_names(books)
    if parameters.method == PER_ENTRY and parameters.document_no and not mandatory:
        found.append(problem("DOCUMENT_NO_FORBIDDEN", document_no=parameters.document_no))
    return found


@dataclass(slots=True)
class _Run:
    """What a posting found: entries to post, and entries passed over with their reasons."""

    ready: list[Assessed] = field(default_factory=list)
    done: list[Assessed] = field(default_factory=list)
    """Nothing left to post; their queue rows go."""
    skipped: list[Skipped] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


@operation(
    "post_cost_to_gl",
    CostPostingParameters,
    reads={**READS, GLEntry: "entry_no gl_register_no", GLRegister: "no", GLItemLedgerRelation: ALL},
)
def post_cost_to_gl(books: Books, parameters: CostPostingParameters) -> Result:
    """Post the cost of value entries to the G/L, per entry or summed per posting group; skipped ones are listed."""
    refused = document_no_problems(books, parameters)
    if refused:
        raise OperationError(*refused)
    queue = current_queue(books)
    entries = parameters.entries(queue)
    run = _assess_all(books, entries)
    run.problems += value_entry_warnings(books, entries)
    _list_orphans(books, queue, run)
    groups = Groups()
    if parameters.method == PER_POSTING_GROUP:
        for each in run.ready:
            groups.add(each)
    if run.ready or not parameters.post:
        books[CostPostingLine].replace([*map(_entry_line, run.ready), *map(_group_line, groups.in_order())])
    if not parameters.post:
        bring_in_line(books, queue)
        return _previewed(run, parameters)
    bring_in_line(books, queue, {each.entry.entry_no for each in (*run.ready, *run.done)})
    return _post(books, parameters, run, groups)


def _assess_all(books: Books, entries: Iterable[ValueEntry]) -> _Run:
    assessor = Assessor(books)
    run = _Run()
    for entry in entries:
        assessed = assessor.assess(entry)
        if entry.expected_cost and entry.cost_amount_actual:
            run.problems.append(expected_with_actual(books, entry))
        if assessed.silent:
            continue
        reason = assessor.blocking(assessed)
        if reason is None:
            run.ready.append(assessed)
            continue
        run.skipped.append(_skipped(books, assessor, entry, reason))
        if reason.code == "NOTHING_TO_POST":
            run.done.append(assessed)
    return run


def expected_with_actual(books: Books, entry: ValueEntry) -> Problem:
    """An expected entry with an actual amount: both are processed, but it looks wrong (spec 2, 4.12)."""
    at = books[ValueEntry].where(entry, "cost_amount_actual")
    amount = entry.cost_amount_actual
    return problem("EXPECTED_WITH_ACTUAL", at, value_entry_no=entry.entry_no, cost_amount_actual=amount)


def _skipped(books: Books, assessor: Assessor, entry: ValueEntry, reason: Finding) -> Skipped:
    return Skipped(
        assessor.reason(reason, entry),
        "value_entries",
        entry.entry_no,
        entry.posting_date,
        entry.document_no,
        assessor.description(entry),
        entry.cost_amount_expected if entry.expected_cost else entry.cost_amount_actual,
        will_retry=reason.code != "NOTHING_TO_POST",
        row_at=books[ValueEntry].where(entry),
    )


def _list_orphans(books: Books, queue: Queue, run: _Run) -> None:
    for row in queue.orphans:
        at = books[PostValueEntryToGL].where(row, "value_entry_no")
        reason = problem("QUEUE_VE_MISSING", at, value_entry_no=row.value_entry_no, item_no=row.item_no)
        run.problems.append(reason)
        run.skipped.append(Skipped(reason, "post_value_entry_to_gl", row.value_entry_no, row.posting_date))


def _entry_line(assessed: Assessed) -> CostPostingLine:
    entry = assessed.entry
    amounts: dict[str, Any] = dict.fromkeys(_AMOUNT_COLUMNS, ZERO)
    amounts.update(by_column(assessed.lines))
    return CostPostingLine(
        value_entry_no=entry.entry_no,
        item_no=entry.item_no,
        item_ledger_entry_type=entry.item_ledger_entry_type,
        entry_type=entry.entry_type,
        document_no=entry.document_no,
        posting_date=entry.posting_date,
        source_no=entry.source_no,
        inventory_posting_group=entry.inventory_posting_group,
        **amounts,
    )


_AMOUNT_COLUMNS = (
    "inventory", "wip", "inventory_adjmt", "direct_cost_applied", "overhead_applied", "purchase_variance", "cogs",
    "mfg_direct_cost_variance", "mfg_overhead_variance",
)  # fmt: skip


def _group_line(group: Group) -> CostPostingLine:
    values: dict[str, Any] = {
        "posting_date": group.entry.posting_date,
        "inventory_posting_group": group.line.inventory_posting_group,
        "account_type": group.line.kind.name,
        "bal_account_type": group.line.balancing.name,
        "gl_account_no": group.line.account.no,
        "amount": group.amount,
        "location_code": group.entry.location_code,
        "gen_bus_posting_group": group.entry.gen_bus_posting_group,
        "gen_prod_posting_group": group.entry.gen_prod_posting_group,
        "dimensions": group.entry.dimensions,
    }
    return CostPostingLine(**values)


def _previewed(run: _Run, parameters: CostPostingParameters) -> Result:
    amount = sum((abs(each.actual) + abs(each.expected) + abs(each.write_off) for each in run.ready), ZERO)
    return Result(
        counts={"posted": 0, "to_post": len(run.ready), "skipped": len(run.skipped), "gl_entries": 0},
        problems=run.problems,
        skipped=run.skipped,
        message=f"TEST_REPORT_NOT_POSTED: preview only ({parameters.in_words}): {len(run.ready)} value entries"
        f" would be posted with {plain(amount)} on each side, {len(run.skipped)} skipped; nothing was posted",
    )


def _post(books: Books, parameters: CostPostingParameters, run: _Run, groups: Groups) -> Result:
    writer = GLWriter(books)
    if parameters.method == PER_ENTRY:
        for each in run.ready:
            writer.write_entry(each)
    for group in groups.in_order():
        writer.write_group(group, parameters.document_no)
    for each in run.ready:
        writer.mark_posted(each)
    writer.flush()
    posted, skipped = len(run.ready), len(run.skipped)
    return Result(
        counts={"posted": posted, "skipped": skipped, "gl_entries": writer.written, "created": writer.written},
        problems=run.problems,
        skipped=run.skipped,
        nothing_to_do=not posted,
        debit=writer.debit,
        credit=writer.credit,
        message=""
        if posted
        else f"NOTHING_TO_POST: no value entry was posted ({parameters.in_words}), {skipped} skipped",
    )
