"""Reports that list entries: cost type details and registers (spec 1, 9.6 and 9.9)."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from operator import attrgetter

from xlcost.books import Books
from xlcost.cells import ClosingDate
from xlcost.cost_accounting.filters import CurrencyFilters
from xlcost.cost_accounting.setup import cost_type_warnings
from xlcost.operations import Reads, Result, report
from xlcost.parameters import Flag, Parameters, Whole
from xlcost.problems import fail
from xlcost.rules.dates import date_filter, date_test
from xlcost.rules.filters import compiled
from xlcost.rules.money import ZERO, credit, debit, total
from xlcost.tables.cost_accounting import CostEntry, CostRegister, CostType
from xlcost.tables.cost_accounting_results import CostRegisterListLine, CostTypeDetailLine
from xlcost.tables.general_ledger import AccountingPeriod

_ENTRY_COLUMNS = (
    "entry_no cost_type_no posting_date document_no description amount debit_amount credit_amount"
    " cost_center_code cost_object_code allocated"
)
_READS: Reads = {
    CostEntry: f"{_ENTRY_COLUMNS} additional_currency_amount",
    CostType: "no name type",
    AccountingPeriod: "starting_date closed",
}
Formulas = dict[tuple[int, str], str]


class DetailParameters(CurrencyFilters):
    """Filters of the details."""

    with_balance: Flag = False
    """Show types without entries too if their opening balance is not 0."""
    closing_entries: Flag = False
    """Show the amounts of entries on closing dates; they move the balance either way."""


@report("cost_type_details", DetailParameters, reads=_READS)
def cost_type_details(books: Books, parameters: DetailParameters) -> Result:
    """Opening balance, entries with running balance and total of each posting cost type. Spec 1, 9.6."""
    of_type, in_place = compiled(parameters.no_filter), parameters.place_test()
    by_type: dict[str, list[CostEntry]] = {}
    for entry in books[CostEntry].rows:
        if in_place(entry.cost_center_code, entry.cost_object_code):
            by_type.setdefault(entry.cost_type_no, []).append(entry)
    rows: list[CostTypeDetailLine] = []
    formulas: Formulas = {}
    for cost_type in sorted(books[CostType].rows, key=lambda row: row.no):
        if cost_type.type == "Cost Type" and of_type(cost_type.no):
            _add_type(cost_type, by_type.get(cost_type.no, []), parameters, rows, formulas)
    books[CostTypeDetailLine].replace(rows, formulas)
    return Result({"rows": len(rows)}, cost_type_warnings(books))


def _add_type(
    cost_type: CostType,
    entries: Sequence[CostEntry],
    parameters: DetailParameters,
    rows: list[CostTypeDetailLine],
    formulas: Formulas,
) -> None:
    start = _start(parameters.date_filter)
    in_dates = date_test(parameters.date_filter)
    before = [entry for entry in entries if start is not None and entry.posting_date < start]
    inside = sorted(
        (entry for entry in entries if in_dates(entry.posting_date)),
        key=lambda entry: (entry.posting_date, entry.entry_no),
    )
    amount_of: Callable[[CostEntry], Decimal] = attrgetter(parameters.amount_column)
    balance = total(amount_of(entry) for entry in before)
    if not inside and not (parameters.with_balance and balance):
        return
    rows.append(_line(cost_type, "Opening", balance))
    first = len(rows)
    debits = credits = ZERO
    for entry in inside:
        amount = amount_of(entry)
        balance += amount
        row = _line(cost_type, "Entry", balance, entry)
        if parameters.closing_entries or not isinstance(entry.posting_date, ClosingDate):
            formulas[len(rows), "balance"] = f"{{balance@{len(rows) - 1}}}+{{debit}}-{{credit}}"
            row = _line(cost_type, "Entry", balance, entry, debit(amount), credit(amount))
        debits += row.debit or ZERO
        credits += row.credit or ZERO
        rows.append(row)
    last = len(rows) - 1
    if inside:
        for column in ("debit", "credit"):
            formulas[len(rows), column] = f"SUM({{{column}@{first}:{last}}})"
    formulas[len(rows), "balance"] = f"{{balance@{last}}}"
    rows.append(_line(cost_type, "Total", balance, None, debits, credits))


def _line(
    cost_type: CostType,
    line_type: str,
    balance: Decimal,
    entry: CostEntry | None = None,
    debit_amount: Decimal = ZERO,
    credit_amount: Decimal = ZERO,
) -> CostTypeDetailLine:
    return CostTypeDetailLine(
        no=cost_type.no,
        name=cost_type.name,
        line_type=line_type,
        entry_no=entry.entry_no if entry else 0,
        posting_date=entry.posting_date if entry else None,
        document_no=entry.document_no if entry else "",
        description=entry.description if entry else "",
        cost_center_code=entry.cost_center_code if entry else "",
        cost_object_code=entry.cost_object_code if entry else "",
        debit=None if line_type == "Opening" else debit_amount,
        credit=None if line_type == "Opening" else credit_amount,
        balance=balance,
    )


def _start(text: str) -> date | None:
    starts = [date_filter(part)[0] for part in text.split("|")]
    known = [start for start in starts if start is not None]
    return min(known) if len(known) == len(starts) else None


class RegisterListParameters(Parameters):
    """Which registers to list."""

    from_register: Whole = 0
    """First register; 0 = from the first."""
    to_register: Whole = 0
    """0 = up to the last one."""


@report(
    "cost_register_list",
    RegisterListParameters,
    reads={CostEntry: _ENTRY_COLUMNS, CostRegister: "no source level from_cost_entry_no to_cost_entry_no"},
)
def cost_register_list(books: Books, parameters: RegisterListParameters) -> Result:
    """Entries of each cost register with their total. Spec 1, 9.9."""
    last = parameters.to_register or max((row.no for row in books[CostRegister].rows), default=0)
    if parameters.from_register > last:
        raise fail("REGISTER_RANGE", from_register=parameters.from_register, to_register=last)
    entries = sorted(books[CostEntry].rows, key=lambda row: row.entry_no)
    numbers = [entry.entry_no for entry in entries]
    rows: list[CostRegisterListLine] = []
    formulas: Formulas = {}
    for register in sorted(books[CostRegister].rows, key=lambda row: row.no):
        if parameters.from_register <= register.no <= last:
            held = entries[
                bisect_left(numbers, register.from_cost_entry_no) : bisect_right(numbers, register.to_cost_entry_no)
            ]
            _add_register(register, held, rows, formulas)
    books[CostRegisterListLine].replace(rows, formulas)
    return Result({"rows": len(rows)})


def _add_register(
    register: CostRegister, entries: Sequence[CostEntry], rows: list[CostRegisterListLine], formulas: Formulas
) -> None:
    first = len(rows)
    rows.extend(_register_line(register, entry) for entry in entries)
    if entries:
        for column in ("amount", "debit", "credit"):
            formulas[len(rows), column] = f"SUM({{{column}@{first}:{len(rows) - 1}}})"
    rows.append(
        _register_line(
            register,
            None,
            total(entry.amount for entry in entries),
            total(entry.debit_amount for entry in entries),
            total(entry.credit_amount for entry in entries),
        )
    )


def _register_line(
    register: CostRegister,
    entry: CostEntry | None,
    amount: Decimal = ZERO,
    debit_amount: Decimal = ZERO,
    credit_amount: Decimal = ZERO,
) -> CostRegisterListLine:
    return CostRegisterListLine(
        register_no=register.no,
        source=register.source,
        level=register.level,
        line_type="Entry" if entry else "Total",
        entry_no=entry.entry_no if entry else 0,
        posting_date=entry.posting_date if entry else None,
        document_no=entry.document_no if entry else "",
        cost_type_no=entry.cost_type_no if entry else "",
        cost_center_code=entry.cost_center_code if entry else "",
        cost_object_code=entry.cost_object_code if entry else "",
        description=entry.description if entry else "",
        amount=entry.amount if entry else amount,
        debit=entry.debit_amount if entry else debit_amount,
        credit=entry.credit_amount if entry else credit_amount,
    )
