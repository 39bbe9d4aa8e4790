"""Report `wip_to_gl`: WIP in the G/L by account, against the balance of the account (spec 3, B10)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from xlcost.books import Books
from xlcost.operations import ALL, Result, report
from xlcost.parameters import Day, Parameters, Text
from xlcost.projects.state import made, project_named
from xlcost.rules.dates import in_range
from xlcost.rules.money import ZERO, total
from xlcost.tables.general_ledger import GLAccount, GLEntry
from xlcost.tables.projects import Project, WIPGLEntry, WIPToGL

COLUMN_OF = {
    "applied_costs": "wip_cost_amount",
    "recognized_costs": "wip_cost_amount",
    "accrued_costs": "wip_accrued_costs_amount",
    "applied_sales": "wip_invoiced_sales_amount",
    "recognized_sales": "wip_invoiced_sales_amount",
    "accrued_sales": "wip_accrued_sales_amount",
}
AMOUNTS = tuple(dict.fromkeys(COLUMN_OF.values()))
SIDES: Mapping[str, tuple[Callable[[WIPGLEntry], str], int]] = {
    "account": (lambda entry: entry.account, 1),
    "balancing_account": (lambda entry: entry.balancing_account, -1),
}
"""Side -> the account of an entry on it, and the sign of the entry's amount there."""
Sums = dict[str, Decimal]


class WIPToGLParameters(Parameters):
    """Parameters of the report."""

    project: Text = ""
    """Blank = all projects."""
    posting_date_from: Day = None
    """First posting date; blank = open."""
    posting_date_to: Day = None
    """Last posting date; blank = open."""


@dataclass(slots=True)
class Sheet:
    """The rows of the report as they are laid out, with the formulas of their totals."""

    rows: list[WIPToGL] = field(default_factory=list)
    formulas: dict[tuple[int, str], str] = field(default_factory=dict)

    def add(self, sums: Sums, **values: str | Decimal) -> int:
        """Add a row; returns its index."""
        self.rows.append(made(WIPToGL, **values, **sums, total=total(sums.values())))
        index = len(self.rows) - 1
        self.formulas[index, "total"] = "+".join(f"{{{column}}}" for column in AMOUNTS)
        return index


@report(
    "wip_to_gl",
    WIPToGLParameters,
    reads={
        WIPGLEntry: ALL,
        Project: "project",
        GLAccount: "no name",
        GLEntry: "gl_account_no posting_date amount project",
    },
)
def wip_to_gl(books: Books, parameters: WIPToGLParameters) -> Result:
    """WIP in the general ledger by account and posting group, with the balance of each account and the difference."""
    project = project_named(books, parameters.project).project.casefold() if parameters.project else ""
    entries = [
        row
        for row in books[WIPGLEntry].rows
        if not (row.reversed or row.project_complete) and _chosen(row.project, row.posting_date, project, parameters)
    ]
    balances = _balances(books, project, parameters)
    sheet = Sheet()
    for side, (account_of, sign) in SIDES.items():
        _lay_out_side(books, sheet, side, _grouped(entries, account_of, sign), balances)
    books[WIPToGL].replace(sheet.rows, sheet.formulas)
    differs = any(row.difference for row in sheet.rows)
    return Result({"rows": len(sheet.rows)}, nothing_to_do=not sheet.rows, needs_attention=differs)


def _chosen(of: str, day: date | None, project: str, parameters: WIPToGLParameters) -> bool:
    if project and of.casefold() != project:
        return False
    return day is not None and in_range(day, parameters.posting_date_from, parameters.posting_date_to)


def _grouped(
    entries: Iterable[WIPGLEntry], account_of: Callable[[WIPGLEntry], str], sign: int
) -> dict[str, dict[str, Sums]]:
    """Account -> posting group -> amounts by column."""
    found: dict[str, dict[str, Sums]] = {}
    for entry in entries:
        groups = found.setdefault(account_of(entry), {})
        sums = groups.setdefault(entry.posting_group, dict.fromkeys(AMOUNTS, ZERO))
        sums[COLUMN_OF[entry.type]] += sign * entry.amount
    return found


def _balances(books: Books, project: str, parameters: WIPToGLParameters) -> dict[str, Decimal]:
    balances: dict[str, Decimal] = {}
    for entry in books[GLEntry].rows:
        if _chosen(entry.project, entry.posting_date, project, parameters):
            balances[entry.gl_account_no] = balances.get(entry.gl_account_no, ZERO) + entry.amount
    return balances


def _lay_out_side(
    books: Books, sheet: Sheet, side: str, grouped: Mapping[str, Mapping[str, Sums]], balances: Mapping[str, Decimal]
) -> None:
    account_rows: list[int] = []
    first = len(sheet.rows)
    for no in sorted(grouped):
        account = books[GLAccount].get(no)
        name = account.name if account else ""
        details = [
            sheet.add(sums, side=side, gl_account_no=no, name=name, posting_group=group)
            for group, sums in sorted(grouped[no].items())
        ]
        sums = _added(grouped[no].values())
        balance = balances.get(no, ZERO)
        index = sheet.add(
            sums, side=side, gl_account_no=no, name=name, gl_balance=balance, difference=balance - total(sums.values())
        )
        for column in AMOUNTS:
            sheet.formulas[index, column] = f"SUM({{{column}@{details[0]}:{details[-1]}}})"
        sheet.formulas[index, "difference"] = "{gl_balance}-{total}"
        account_rows.append(index)
    if account_rows:
        _grand_total(sheet, side, account_rows, first)


def _grand_total(sheet: Sheet, side: str, account_rows: Sequence[int], first: int) -> None:
    rows = [sheet.rows[index] for index in account_rows]
    sums = {column: total(getattr(row, column) for row in rows) for column in AMOUNTS}
    balance = total(row.gl_balance or ZERO for row in rows)
    difference = total(row.difference or ZERO for row in rows)
    index = sheet.add(sums, side=side, name="Total", gl_balance=balance, difference=difference)
    for column in (*AMOUNTS, "gl_balance", "difference"):
        # rows without a posting group are accounts
        own, amounts = f"{{posting_group@{first}:{index - 1}}}", f"{{{column}@{first}:{index - 1}}}"
        sheet.formulas[index, column] = f'SUMPRODUCT(({own}="")*{amounts})'


def _added(groups: Iterable[Sums]) -> Sums:
    every = list(groups)
    return {column: total(sums[column] for sums in every) for column in AMOUNTS}
