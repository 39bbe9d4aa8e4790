"""The price of one line on one side, and everything that was decided on the way to it (spec 3, A9 and A10)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

from xlcost.prices.matching import Match, Values
from xlcost.prices.overrides import NO_OVERRIDE, OverrideChoice
from xlcost.prices.price_lists import ListChoice
from xlcost.problems import Fact, problem
from xlcost.rules.money import ZERO, plain
from xlcost.tables.kinds import folded
from xlcost.tables.prices import (
    METHOD_NAMES,
    METHODS,
    ActualLine,
    CategoryPrice,
    EstimateLine,
    PriceList,
    PriceOverride,
    ProductPrice,
    RolePrice,
    RolePriceMarkup,
)
from xlcost.tables.projects import Project

Line = EstimateLine | ActualLine
PriceRow = RolePrice | CategoryPrice | ProductPrice

CHECKLIST: dict[str, int | None] = {
    "NO_CONTRACTING_UNIT": 1,
    "NO_LIST_ATTACHED": 1,
    "LIST_CURRENCY_MISMATCH": 1,
    "LIST_DATES_EMPTY": 2,
    "NO_LIST_FOR_DATE": 2,
    "LIST_OVERLAP": 2,
    "NO_ROLE_PRICE": 3,
    "DUPLICATE_PRICE_LINE": 3,
    "NO_CATEGORY_PRICE": 3,
    "NO_PRODUCT_PRICE": 3,
    "CATEGORY_UNIT_MISMATCH": 3,
    "PRODUCT_UNIT_MISMATCH": 3,
    "METHOD_NOT_ALLOWED": 3,
    "PRICE_IS_ZERO": 3,
    "WRITE_IN_PRODUCT": 3,
    "COST_PLUS_NOT_ON_ESTIMATE": 3,
    "NO_COST_TO_MARK_UP": 3,
    "UNIT_NOT_CONVERTIBLE": None,
    "UNIT_FACTOR_ZERO": None,
    "NO_EXCHANGE_RATE": None,
}
"""Reason of a zero -> number on the checklist, in the order of the spec: lists, dates, rows."""


class Unpriced(Exception):  # noqa: N818  the answer is zero, which is no error
    """The line's price is zero: reason and facts for its message."""

    def __init__(self, reason: str, **facts: Fact) -> None:
        super().__init__(reason)
        self.reason, self.facts = reason, facts


@dataclass(slots=True)
class Price:
    """The price of one line on one side; filled in step by step, so that a zero shows how far it came."""

    line: Line
    side: str
    org_unit: str
    project: Project
    project_currency: str
    currency: str = ""
    reason: str = ""
    priced: bool = False
    facts: Mapping[str, Fact] = field(default_factory=dict)
    choice: ListChoice | None = None
    match: Match[RolePrice] | None = None
    """None = no row of time was looked for."""
    values: Values = ()
    row: PriceRow | None = None
    method: str = ""
    overriding: OverrideChoice = NO_OVERRIDE
    markup: Match[RolePriceMarkup] | None = None
    markup_values: Values = ()
    markup_overriding: OverrideChoice = NO_OVERRIDE
    markup_percent: Decimal | None = None
    base_rate: Decimal | None = None
    list_unit: str = ""
    unit_factor: Fraction | None = None
    cost: Price | None = None
    """The cost that a cost-plus method builds on."""
    converted_from: str = ""
    conversion: Fraction | None = None
    unit_rate: Decimal = ZERO
    amount: Decimal = ZERO
    project_rate: Fraction | None = None
    project_amount: Decimal | None = None

    @property
    def price_list(self) -> PriceList | None:
        """The chosen list."""
        return self.choice.price_list if self.choice else None

    @property
    def dimension_side(self) -> str:
        """The side whose dimensions count: that of the list's context."""
        return self.price_list.context if self.price_list else self.side

    @property
    def price_line(self) -> str:
        """Id of the row that gave the price."""
        return row_id(self.row) if self.row else ""

    @property
    def override(self) -> PriceOverride | None:
        """The override of the row, else that of the markup row."""
        applied = self.overriding.applied or self.markup_overriding.applied
        return applied[0] if applied else None

    @property
    def message(self) -> str:
        """What to do about a zero; the arithmetic of a price."""
        if self.priced:
            return arithmetic(self.line.quantity, self.unit_rate, self.amount, self.currency)
        found = problem(self.reason, **self.facts).sentence
        return f"{found}; the entry had no amount" if self._is_empty_entry() else found

    def _is_empty_entry(self) -> bool:
        typed = self.line.context == "actual" and self.line.class_ == "expense"
        return typed and self.side == "cost" and self.reason in {"NO_CATEGORY_PRICE", "CATEGORY_UNIT_MISMATCH"}


def arithmetic(quantity: Decimal | None, rate: Decimal, amount: Decimal, currency: str) -> str:
    """`8 x 100 = 800 USD`; without a quantity only the rate."""
    if quantity is None:
        return f"{plain(rate)} {currency} a unit, no quantity"
    return f"{plain(quantity)} x {plain(rate)} = {plain(amount)} {currency}".rstrip()


def row_id(row: PriceRow) -> str:
    """The id of a price row."""
    if isinstance(row, RolePrice):
        return row.role_price
    return row.category_price if isinstance(row, CategoryPrice) else row.product_price


_METHODS = {
    "": "price_per_unit",
    **{folded(word): word for word in METHODS},
    **{folded(name): word for name, word in METHOD_NAMES},
}


def method_of(row: PriceRow) -> str:
    """The pricing method of a row; other methods of the product catalogue stay as they are written."""
    return _METHODS.get(folded(row.method), row.method)
