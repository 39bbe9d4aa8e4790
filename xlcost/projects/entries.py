"""From recognised amounts to WIP entries: lines, accounts, compression (spec 3, B5)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from xlcost.projects.amounts import Amounts, TaskRows
from xlcost.projects.methods import ACCRUED_SALES, SHARED_COSTS, Method
from xlcost.projects.recognition import NOUGHT
from xlcost.rules.money import ZERO, rounded
from xlcost.tables.projects import WIP_TYPES, ProjectLedgerEntry, ProjectTask

DimensionSet = tuple[tuple[str, str], ...]
"""Dimension codes and values in order of the codes."""

COSTS_APPLIED = "project_costs_applied_account"
SALES_APPLIED = "project_sales_applied_account"
WIP_COSTS = "wip_costs_account"
WIP_INVOICED_SALES = "wip_invoiced_sales_account"
WIP_ACCRUED_SALES = "wip_accrued_sales_account"
APPLIED_BY_TYPE = {
    "item": "item_costs_applied_account",
    "resource": "resource_costs_applied_account",
    "gl_account": "gl_costs_applied_account",
}
"""Type of a ledger entry -> column of the account that its cost is applied to."""
ACCOUNT_ORDER = (
    COSTS_APPLIED, WIP_COSTS, *APPLIED_BY_TYPE.values(), SALES_APPLIED, WIP_INVOICED_SALES,
    "recognized_costs_account", "recognized_sales_account", WIP_ACCRUED_SALES,
    "project_costs_adjustment_account", "wip_accrued_costs_account", "project_sales_adjustment_account",
)  # fmt: skip
"""Columns of the posting group in the order of the table in B5.1, in which missing accounts are reported."""


@dataclass(frozen=True, slots=True)
class Line:
    """One amount to book: debit of `account`, credit of `balancing` (columns of the posting group)."""

    type: str
    account: str
    balancing: str
    amount: Fraction
    posting_group: str
    dimensions: DimensionSet


@dataclass(frozen=True, slots=True)
class TaskWork:
    """A posting task with what was found and recognised for it."""

    task: ProjectTask
    rows: TaskRows
    amounts: Amounts
    costs: Fraction
    sales: Fraction
    posting_group: str

    def line(self, type_: str, account: str, balancing: str, amount: Fraction | Decimal) -> Line:
        """A line with the task's posting group and dimensions."""
        dimensions = dimension_set(self.task.dimensions)
        return Line(type_, account, balancing, Fraction(amount), self.posting_group, dimensions)


@dataclass(frozen=True, slots=True)
class Posting:
    """What decides how the lines of a group are made."""

    method: Method
    per_ledger_entry: bool
    complete: bool


def dimension_set(dimensions: Mapping[str, str]) -> DimensionSet:
    """The values of all dimensions together, as something that can be compared."""
    return tuple(sorted(dimensions.items())) if dimensions else ()


def lines_of_task(posting: Posting, work: TaskWork) -> Iterator[Line]:
    """All lines of one posting task, before compression."""
    for make in _COMPLETE if posting.complete else _OPEN:
        yield from make(posting, work)


# ---- recognised amounts


def _recognized_costs(posting: Posting, work: TaskWork) -> Iterator[Line]:
    if work.costs:
        direct = posting.complete and not posting.per_ledger_entry
        balancing = COSTS_APPLIED if direct else WIP_COSTS
        yield work.line("recognized_costs", "recognized_costs_account", balancing, work.costs)


def _recognized_sales(posting: Posting, work: TaskWork) -> Iterator[Line]:
    if work.sales:
        yield work.line("recognized_sales", "recognized_sales_account", _against_sales(posting), -work.sales)


def _against_sales(posting: Posting) -> str:
    if posting.complete:
        return WIP_INVOICED_SALES if posting.per_ledger_entry else SALES_APPLIED
    return WIP_ACCRUED_SALES if posting.method.sales == "percentage_of_completion" else WIP_INVOICED_SALES


# ---- applied amounts


def _applied_costs(posting: Posting, work: TaskWork) -> Iterator[Line]:
    if not (work.costs or work.amounts.usage_cost):
        return
    if posting.per_ledger_entry:
        yield from _each_usage_cost(posting, work)
    else:
        yield work.line("applied_costs", COSTS_APPLIED, WIP_COSTS, _costs_to_apply(posting.method, work))


def _costs_to_apply(method: Method, work: TaskWork) -> Fraction:
    usage = Fraction(work.amounts.usage_cost)
    if method.cost not in SHARED_COSTS or not work.costs:
        return -usage
    larger = max(abs(work.costs), abs(usage))
    return -larger if work.costs > 0 else larger


def _each_usage_cost(_posting: Posting, work: TaskWork) -> Iterator[Line]:
    return _per_entry(
        work, "applied_costs", work.rows.usage, lambda entry: APPLIED_BY_TYPE.get(entry.type, COSTS_APPLIED), WIP_COSTS,
        lambda entry: -entry.total_cost,
    )  # fmt: skip


def _applied_sales(posting: Posting, work: TaskWork) -> Iterator[Line]:
    invoiced = Fraction(work.amounts.invoiced_price)
    if not (work.sales or invoiced):
        return
    if applies_each_sale(posting, work):
        yield from _each_sale(posting, work)
    elif posting.per_ledger_entry and posting.method.sales == "usage_price":
        yield from _each_usage_price(posting, work)
    else:
        amount = max(work.sales, invoiced) if posting.method.sales in ACCRUED_SALES else invoiced
        yield work.line("applied_sales", SALES_APPLIED, WIP_INVOICED_SALES, amount)


def applies_each_sale(posting: Posting, work: TaskWork) -> bool:
    """Whether the sale entries of a task are applied one by one.

    Posting per ledger entry, unless usage prices run ahead of the invoices (then each usage entry is applied) or
    percentage of completion recognises sales (then the invoices are applied as one amount).
    """
    invoiced = Fraction(work.amounts.invoiced_price)
    if not posting.per_ledger_entry or not (posting.complete or work.sales or invoiced):
        return False
    if posting.complete:
        return True
    ahead = posting.method.sales == "usage_price" and invoiced < work.sales
    return not ahead and not (posting.method.sales == "percentage_of_completion" and work.sales)


def _each_sale(_posting: Posting, work: TaskWork) -> Iterator[Line]:
    return _per_entry(
        work, "applied_sales", work.rows.sales, lambda _entry: SALES_APPLIED, WIP_INVOICED_SALES,
        lambda entry: -entry.line_amount,
    )  # fmt: skip


def _each_usage_price(_posting: Posting, work: TaskWork) -> Iterator[Line]:
    return _per_entry(
        work, "applied_sales", work.rows.usage, lambda _entry: SALES_APPLIED, WIP_INVOICED_SALES,
        lambda entry: entry.line_amount,
    )  # fmt: skip


def _per_entry(
    work: TaskWork,
    type_: str,
    entries: Iterable[ProjectLedgerEntry],
    account_of: Callable[[ProjectLedgerEntry], str],
    balancing: str,
    amount_of: Callable[[ProjectLedgerEntry], Decimal],
) -> Iterator[Line]:
    """One line a ledger entry with the entry's dimensions, entries of one account and dimension set added up."""
    sums: dict[tuple[str, DimensionSet], Decimal] = {}
    for entry in entries:
        key = (account_of(entry), dimension_set(entry.dimensions))
        sums[key] = sums.get(key, ZERO) + amount_of(entry)
    for (account, dimensions), amount in sums.items():
        yield Line(type_, account, balancing, Fraction(amount), work.posting_group, dimensions)


# ---- accrued amounts


def _accrued_sales(posting: Posting, work: TaskWork) -> Iterator[Line]:
    invoiced = Fraction(work.amounts.invoiced_price)
    if posting.method.sales in ACCRUED_SALES and work.sales > invoiced:
        amount = invoiced - work.sales
        yield work.line("accrued_sales", "project_sales_adjustment_account", WIP_ACCRUED_SALES, amount)


def accrued_costs(posting: Posting, works: Iterable[TaskWork]) -> Iterator[Line]:
    """Costs of the group that are recognised beyond its usage, on its first task that recognises any (B5.4)."""
    each = list(works)
    ahead = sum((work.costs - Fraction(work.amounts.usage_cost) for work in each), NOUGHT)
    first = next((work for work in each if work.costs), None)
    if posting.complete or posting.method.cost not in SHARED_COSTS or ahead <= 0 or first is None:
        return
    yield first.line("accrued_costs", "project_costs_adjustment_account", "wip_accrued_costs_account", ahead)
    if posting.per_ledger_entry:
        yield first.line("applied_costs", COSTS_APPLIED, WIP_COSTS, -ahead)


def _if_per_ledger_entry(
    make: Callable[[Posting, TaskWork], Iterator[Line]],
) -> Callable[[Posting, TaskWork], Iterator[Line]]:
    return lambda posting, work: make(posting, work) if posting.per_ledger_entry else iter(())


_OPEN = (_recognized_costs, _applied_costs, _recognized_sales, _applied_sales, _accrued_sales)
_COMPLETE = (
    _recognized_costs, _recognized_sales, _if_per_ledger_entry(_each_usage_cost), _if_per_ledger_entry(_each_sale),
)  # fmt: skip


# ---- compression


@dataclass(frozen=True, slots=True)
class Entry:
    """One WIP entry to be written; the accounts are blank where the posting group has none."""

    type: str
    account: str
    balancing_account: str
    amount: Decimal
    posting_group: str
    dimensions: DimensionSet
    columns: tuple[str, str]
    """Columns of the posting group that the accounts come from."""


SWITCHED_OFF = {
    "applied_costs": "wip_cost", "recognized_costs": "wip_cost",
    "applied_sales": "wip_sales", "recognized_sales": "wip_sales",
}  # fmt: skip
"""Type of entry -> flag of the method that drops it."""

AccountOf = Callable[[str, str], str]
"""Posting group and column -> account."""


def compressed(lines: Iterable[Line], method: Method, account_of: AccountOf, precision: Decimal) -> list[Entry]:
    """Lines of one WIP total with equal type, posting group, dimensions and account added up.

    Sums of 0 and types that the method switches off are not written. In order of type, posting group, dimensions,
    account.
    """
    sums: dict[tuple[str, str, DimensionSet, str], tuple[Line, Fraction]] = {}
    for line in lines:
        # where the account is missing its column keeps the lines apart, so that each is reported
        account = account_of(line.posting_group, line.account) or line.account
        key = (line.type, line.posting_group.casefold(), line.dimensions, account)
        first, amount = sums.get(key, (line, NOUGHT))
        sums[key] = first, amount + line.amount
    entries = [_entry(line, amount, account_of, precision) for line, amount in sums.values()]
    kept = [entry for entry in entries if entry.amount and _wanted(entry.type, method)]
    return sorted(kept, key=_order)


def _wanted(type_: str, method: Method) -> bool:
    flag = SWITCHED_OFF.get(type_)
    return flag is None or bool(getattr(method, flag))


def _entry(line: Line, amount: Fraction, account_of: AccountOf, precision: Decimal) -> Entry:
    account, balancing = (account_of(line.posting_group, column) for column in (line.account, line.balancing))
    return Entry(
        line.type, account, balancing, rounded(amount, precision), line.posting_group, line.dimensions,
        (line.account, line.balancing),
    )  # fmt: skip


def _order(entry: Entry) -> tuple[int, str, DimensionSet, str]:
    return WIP_TYPES.index(entry.type), entry.posting_group, entry.dimensions, entry.account
