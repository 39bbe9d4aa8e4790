"""Resolving the price of one line on the cost or the sales side (spec 3, A2 to A9).

Pure: tables in, a `Price` out. A line without a price is a `Price` of zero with its reason; nothing raises.
The line must have a class, a date and a project that the setup knows.
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from xlcost.prices.currency import Rate, times
from xlcost.prices.item_rates import choose_item_row, item_rate
from xlcost.prices.price import Line, Price, PriceRow, Unpriced, method_of, row_id
from xlcost.prices.price_lists import ListChoice
from xlcost.prices.setup import Setup
from xlcost.prices.time_rates import choose_role_row, percent_factor, rate_per_unit
from xlcost.rules.money import WIDE, ZERO
from xlcost.tables.prices import PriceList


def resolve(setup: Setup, line: Line, side: str, org_unit: str = "") -> Price:
    """The price of a line on a side; `org_unit` asks for the cost view of that unit's own list (A7)."""
    project = setup.projects[line.project.casefold()]
    price = Price(line, side, org_unit, project, setup.project_currency(project))
    price.currency = price.project_currency if side == "cost" else setup.contract_currency(project)
    try:
        rate = _SIDES[side](setup, price)
        price.unit_rate = setup.money.unit_rate(rate, price.currency)
        if not price.unit_rate:
            raise Unpriced("PRICE_IS_ZERO", row=price.price_line or "the typed amount")
        price.priced = True
        # without a quantity a rate can be shown, but an amount cannot be invented
        quantity = ZERO if line.quantity is None else line.quantity
        price.amount = setup.money.amount(WIDE.multiply(quantity, price.unit_rate), price.currency)
    except Unpriced as zero:
        price.reason, price.facts, price.unit_rate = zero.reason, zero.facts, ZERO
    _roll_up(setup, price)
    return price


def _roll_up(setup: Setup, price: Price) -> None:
    """The amount in the currency of the project; blank while a rate is missing (A8.6)."""
    if not price.project_currency or not price.currency or price.line.date is None:
        return
    price.project_rate = setup.money.factor(price.currency, price.project_currency, price.line.date)
    if price.project_rate is not None:
        converted = times(price.amount, _plain(price.project_rate))
        price.project_amount = setup.money.amount(converted, price.project_currency)


def _plain(factor: Fraction) -> Rate:
    return Decimal(factor.numerator) if factor.denominator == 1 else factor


# ---- the cost side


def _cost(setup: Setup, price: Price) -> Rate:
    line = price.line
    if line.context == "actual" and line.class_ != "time" and line.entered_unit_cost:
        price.reason = "ENTERED"
        price.currency = line.entered_currency or price.project_currency
        return line.entered_unit_cost
    price.choice = _cost_list(setup, price)
    price_list = _needed_list(price)
    price.currency = price_list.currency
    rate = _cost_rate(setup, price, price_list)
    return rate if line.context == "actual" else _in_project_currency(setup, price, rate)


def _cost_list(setup: Setup, price: Price) -> ListChoice:
    line, project = price.line, price.project
    assert line.date is not None
    if price.org_unit:
        return setup.lists.cost_list(price.org_unit, setup.unit_currency(price.org_unit), line.date)
    if line.subcontract:
        return setup.lists.purchase_list(line.subcontract, line.date)
    if not project.contracting_unit:
        return ListChoice("NO_CONTRACTING_UNIT", facts={"project": project.project})
    return setup.lists.cost_list(project.contracting_unit, price.project_currency, line.date)


def _needed_list(price: Price) -> PriceList:
    """The chosen list; a write-in product has no row in any list, so that comes first (A5.2)."""
    assert price.choice is not None
    if price.price_list is not None:
        price.currency = price.price_list.currency
    if price.line.class_ == "material" and not price.line.product:
        raise Unpriced("WRITE_IN_PRODUCT", line=price.line.line)
    if price.price_list is None:
        raise Unpriced(price.choice.code, **price.choice.facts)
    return price.price_list


def _cost_rate(setup: Setup, price: Price, price_list: PriceList) -> Rate:
    """A3 for time, A4 for expenses, A5 for material; a cost cannot be marked up from itself."""
    if price.line.class_ == "time":
        row = choose_role_row(setup, price, price_list)
        price.currency = row.currency or price_list.currency
        _only_per_unit(price)
        rate = rate_per_unit(setup, price, row, price_list)
        assert price.match is not None
        price.reason = price.match.reason
        return rate
    item_row = choose_item_row(setup, price, price_list)
    _only_per_unit(price)
    price.reason = "PRICE_PER_UNIT"
    return item_rate(price, item_row)


def _only_per_unit(price: Price) -> None:
    assert price.row is not None
    price.method = method_of(price.row)
    if price.method != "price_per_unit":
        raise Unpriced("METHOD_NOT_ALLOWED", row=row_id(price.row), method=price.method, gives="cost")


def _in_project_currency(setup: Setup, price: Price, rate: Rate) -> Rate:
    """Estimates are kept in the currency of the project (A8.3)."""
    if price.currency == price.project_currency:
        return rate
    return _converted(setup, price, rate, price.currency, price.project_currency)


def _converted(setup: Setup, price: Price, rate: Rate, source: str, target: str) -> Rate:
    assert price.line.date is not None
    factor = setup.money.factor(source, target, price.line.date)
    if factor is None:
        facts = {"from_currency": source or "no currency", "currency": target or "no currency"}
        raise Unpriced("NO_EXCHANGE_RATE", **facts, posting_date=price.line.date)
    price.currency, price.converted_from, price.conversion = target, source, factor
    return times(rate, _plain(factor))


# ---- the sales side


def _sales(setup: Setup, price: Price) -> Rate:
    assert price.line.date is not None
    owner = setup.sales_owner(price.project)
    price.choice = setup.lists.sales_list(owner, price.currency, price.line.date)
    price_list = _needed_list(price)
    if price.line.class_ == "time":
        row = choose_role_row(setup, price, price_list)
        price.method = method_of(row)
        if price.method != "price_per_unit":
            return _cost_plus(setup, price)
        rate = rate_per_unit(setup, price, row, price_list)
        assert price.match is not None
        price.reason = price.match.reason
        return rate
    item_row = choose_item_row(setup, price, price_list)
    price.method = method_of(item_row)
    if price.method != "price_per_unit":
        return _cost_plus(setup, price)
    price.reason = "PRICE_PER_UNIT"
    return item_rate(price, item_row)


_COST_PLUS = {"at_cost": "AT_COST", "markup_over_cost": "MARKUP"}


def _cost_plus(setup: Setup, price: Price) -> Rate:
    """The cost rate of the same line in the currency of the list, marked up by the row's percent (A6.1 to A6.5)."""
    assert price.row is not None
    assert price.price_list is not None
    row, name = price.row, row_id(price.row)
    reason = _COST_PLUS.get(price.method)
    if reason is None:
        raise Unpriced("METHOD_NOT_ALLOWED", row=name, method=price.method, gives="price")
    if price.line.context != "actual" and not setup.settings.cost_plus_on_estimates:
        raise Unpriced("COST_PLUS_NOT_ON_ESTIMATE", row=name, method=price.method)
    cost = price.cost = resolve(setup, price.line, "cost")
    if not cost.unit_rate:
        raise Unpriced("NO_COST_TO_MARK_UP", row=name, method=price.method, cost_reason=cost.reason)
    base = _converted(setup, price, cost.unit_rate, cost.currency, price.price_list.currency)
    price.base_rate = setup.money.unit_rate(base, price.currency)
    price.unit_factor = Fraction(1)
    price.reason = reason
    if reason == "AT_COST":
        return base
    price.markup_percent = _percent(price, row) or ZERO
    return times(base, percent_factor(price.markup_percent))


def _percent(price: Price, row: PriceRow) -> Decimal | None:
    override = price.overriding.applied[0] if price.overriding.applied else None
    return row.percent if override is None or override.percent is None else override.percent


_SIDES = {"cost": _cost, "sales": _sales}
