"""The line that is posted to the cost ledger or a cost budget, and its check (spec 1, 4.3)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from xlcost.books import Books, Table
from xlcost.context import posting_range
from xlcost.problems import NOWHERE, Problem, Where, problem
from xlcost.rules.captions import caption_of
from xlcost.rules.money import ZERO
from xlcost.tables.cost_accounting import CostCenter, CostObject, CostType


def nowhere(column: str) -> Where:
    """The place of a line that stands in no sheet."""
    del column
    return NOWHERE


@dataclass(slots=True, kw_only=True)
class Line:
    """One line to post, whatever it comes from: journal, transfer, allocation, budget to actual."""

    posting_date: date | None
    document_no: str
    amount: Decimal
    cost_type_no: str = ""
    cost_center_code: str = ""
    cost_object_code: str = ""
    bal_cost_type_no: str = ""
    bal_cost_center_code: str = ""
    bal_cost_object_code: str = ""
    description: str = ""
    reason_code: str = ""
    source_code: str = ""
    budget_name: str = ""
    allocation_id: str = ""
    allocation_description: str = ""
    allocated: bool = False
    allocated_with_journal_no: int = 0
    gl_entry_no: int = 0
    gl_account: str = ""
    additional_currency_amount: Decimal = ZERO
    add_currency_debit_amount: Decimal = ZERO
    add_currency_credit_amount: Decimal = ZERO
    where: Callable[[str], Where] = nowhere
    """The cell of a column of the line, for messages."""

    @property
    def balance(self) -> Decimal:
        """What the line adds to the balance of its batch: 0 with both cost types, else the signed amount (1.8)."""
        if self.cost_type_no and self.bal_cost_type_no:
            return ZERO
        return -self.amount if self.bal_cost_type_no else self.amount


class LineCheck:
    """Finds what stops a line from being posted, in the order of the spec."""

    def __init__(self, books: Books) -> None:
        self._types = books[CostType]
        self._centers = books[CostCenter]
        self._objects = books[CostObject]
        self._range = posting_range(books)

    def first(self, line: Line) -> Problem | None:
        """The first finding, which is the one that counts; None for a sound line."""
        return next(self.findings(line), None)

    def findings(self, line: Line) -> Iterator[Problem]:
        """All findings of a line that is no G/L transfer."""
        yield from _blank_fields(line)
        for prefix in ("", "bal_"):
            yield from self._places(line, prefix)
        if not line.cost_type_no and not line.bal_cost_type_no:
            yield problem("JNL_NO_COST_TYPE", line.where("cost_type_no"))
        for prefix in ("", "bal_"):
            yield from self._side(line, prefix)
        outside = self.date(line.posting_date, line.where)
        if outside:
            yield outside

    def first_of_transfer(self, cost_type_no: str, day: date, where: Callable[[str], Where]) -> Problem | None:
        """The check of a line of the G/L transfer, whose center or object is taken as it stands (3.1, 7 and 10)."""
        return self.cost_type(cost_type_no, where("cost_type_no")) or self.date(day, where)

    def cost_type(self, no: str, where: Where = NOWHERE) -> Problem | None:
        """JNL_CT_UNKNOWN, JNL_CT_BLOCKED or JNL_CT_TYPE; `where` names the cell that holds the number."""
        row = self._types.get(no)
        if row is None:
            return problem("JNL_CT_UNKNOWN", where, cost_type_no=no)
        if row.blocked:
            return problem("JNL_CT_BLOCKED", self._types.where(row, "blocked"), cost_type_no=no)
        if row.type != "Cost Type":
            return problem("JNL_CT_TYPE", self._types.where(row, "type"), cost_type_no=no, type=row.type)
        return None

    def date(self, day: date | None, where: Callable[[str], Where] = nowhere) -> Problem | None:
        """JNL_DATE_NOT_ALLOWED for a day outside the permitted range."""
        if day is None or self._range.permits(day):
            return None
        return problem("JNL_DATE_NOT_ALLOWED", where("posting_date"), posting_date=day)

    def center(self, code: str, where: Where = NOWHERE) -> Problem | None:
        """JNL_CC_UNKNOWN, JNL_CC_LINE_TYPE or JNL_CC_BLOCKED."""
        return _place(self._centers, "CC", "cost_center_code", code, where)

    def object(self, code: str, where: Where = NOWHERE) -> Problem | None:
        """JNL_CO_UNKNOWN, JNL_CO_LINE_TYPE or JNL_CO_BLOCKED."""
        return _place(self._objects, "CO", "cost_object_code", code, where)

    def _places(self, line: Line, prefix: str) -> Iterator[Problem]:
        tests = (("cost_center_code", self.center), ("cost_object_code", self.object))
        for column, test in tests:
            code = getattr(line, prefix + column)
            found = test(code, line.where(prefix + column)) if code else None
            if found:
                yield found

    def _side(self, line: Line, prefix: str) -> Iterator[Problem]:
        no = getattr(line, prefix + "cost_type_no")
        if not no:
            return
        found = self.cost_type(no, line.where(prefix + "cost_type_no"))
        if found:
            yield found
        center, cost_object = getattr(line, prefix + "cost_center_code"), getattr(line, prefix + "cost_object_code")
        code, where = "JNL_" + prefix.upper(), line.where(prefix + "cost_center_code")
        if not center and not cost_object:
            yield problem(code + "NO_CC_OR_CO", where, cost_type_no=no)
        if center and cost_object:
            facts = {"cost_center_code": center, "cost_object_code": cost_object}
            yield problem(code + "CC_AND_CO", where, cost_type_no=no, **facts)


def _blank_fields(line: Line) -> Iterator[Problem]:
    for column in ("posting_date", "document_no", "amount"):
        if not getattr(line, column):
            yield problem("JNL_FIELD_BLANK", line.where(column), field=caption_of(column))


def _place(
    table: Table[CostCenter] | Table[CostObject], short: str, column: str, code: str, where: Where
) -> Problem | None:
    row = table.get(code)
    if row is None:
        return problem(f"JNL_{short}_UNKNOWN", where, **{column: code})
    if row.line_type not in {"Cost Center", "Cost Object", "Begin-Total"}:
        facts = {column: code, "line_type": row.line_type}
        return problem(f"JNL_{short}_LINE_TYPE", table.where(row, "line_type"), **facts)
    if row.blocked:
        return problem(f"JNL_{short}_BLOCKED", table.where(row, "blocked"), **{column: code})
    return None
