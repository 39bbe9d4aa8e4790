"""What was decided on the way to a price, as rows of `price_trace` and as sentences (spec 3, A10 and part D)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice
from typing import NamedTuple

from xlcost.prices.currency import shown_factor
from xlcost.prices.matching import NEAREST, Match, outranking_position
from xlcost.prices.overrides import OverrideChoice
from xlcost.prices.price import Price, PriceRow, arithmetic, row_id
from xlcost.prices.price_lists import Candidate
from xlcost.prices.setup import Setup
from xlcost.rules.money import plain
from xlcost.tables.columns import REGISTRY, Row
from xlcost.tables.prices import PriceResult, PriceTrace, RolePrice, RolePriceMarkup


class Entry(NamedTuple):
    """One decision: the object that was looked at, what became of it and why."""

    step: int
    object_type: str = ""
    object: str = ""
    decision: str = ""
    code: str = ""
    detail: str = ""
    row: Row | None = None
    """The row of the object, for a link to it."""

    @property
    def sentence(self) -> str:
        """The decision in words: `Price Lists H1: rejected (AFTER_END), USD, 2022-01-01..2022-06-30`."""
        caption = REGISTRY[self.object_type].info.caption if self.object_type in REGISTRY else ""
        subject = f"{caption} {self.object}".strip()
        verdict = f"{self.decision} ({self.code})" if self.decision and self.code else self.decision or self.code
        said = f"{subject}: {verdict}" if subject and verdict else subject or verdict
        return ", ".join(part for part in (said, self.detail) if part)


Stage = Callable[[Setup, Price], Iterator[Entry]]


def trace(setup: Setup, price: Price) -> list[Entry]:
    """Every decision of a price, in the order of the steps 10 to 90."""
    return [entry for stage in _STAGES for entry in stage(setup, price)]


def trace_row(entry: Entry, of: PriceResult, sheet: str) -> PriceTrace:
    """The decision as a row of `price_trace`, beside its result; `sheet` is the title of the object's sheet."""
    return PriceTrace(
        table=of.table, line=of.line, side=of.side, org_unit=of.org_unit, step=entry.step,
        object_type=entry.object_type, object=entry.object, decision=entry.decision, code=entry.code,
        detail=entry.detail, sheet=sheet, row=entry.row.sheet_row if entry.row is not None else 0,
    )  # fmt: skip


# ---- steps 10 and 20: lists


def _lists(_setup: Setup, price: Price) -> Iterator[Entry]:
    for each in price.choice.candidates if price.choice else ():
        decision = "rejected" if each.code else "kept"
        yield Entry(10, "price_lists", each.price_list.price_list, decision, each.code, _about(each), each.price_list)


def _about(candidate: Candidate) -> str:
    row = candidate.price_list
    start, end = (day.isoformat() if day else "" for day in (row.start_date, row.end_date))
    return f"{row.context} list of {candidate.source} in {row.currency or 'no currency'}, {start}..{end}"


def _chosen_list(_setup: Setup, price: Price) -> Iterator[Entry]:
    choice = price.choice
    if choice is None:
        return
    if choice.price_list is None:
        yield Entry(20, "price_lists", "", "none", choice.code)
    else:
        row = choice.price_list
        yield Entry(20, "price_lists", row.price_list, "chosen", choice.code, f"source {choice.source}", row)


# ---- steps 30 and 40: rows


def _rows(setup: Setup, price: Price) -> Iterator[Entry]:
    if price.match is not None:
        yield from _time_rows(setup, price, price.match)
    elif price.price_list is not None and price.line.class_ != "time":
        yield from _item_rows(setup, price)


def _time_rows(setup: Setup, price: Price, match: Match[RolePrice]) -> Iterator[Entry]:
    assert price.price_list is not None
    side = price.dimension_side
    index, names = setup.role_rows(price.price_list, side), setup.names(side, markups=False)
    twice = len(match.rows) > 1
    for row in match.rows:
        yield _row_entry(row, "rejected" if twice else "kept", "DUPLICATE_PRICE_LINE" if twice else "")
    outranked = ((row, worse.mask) for worse in index.outranked(price.values) for row in worse.rows)
    for row, mask in islice(outranked, NEAREST):
        dimension = names[outranking_position(match.mask, mask)]
        yield _row_entry(row, "rejected", f"OUTRANKED_BY {row_id(match.rows[0])} at {dimension}")
    for row, positions in index.nearest(price.values):
        yield _row_entry(row, "rejected", _differences(setup, price, row, positions))


def _differences(setup: Setup, price: Price, row: RolePrice, positions: tuple[int, ...]) -> str:
    side = price.dimension_side
    names = setup.names(side, markups=False)
    values, line_values = setup.shown_row_values(row, side), setup.shown_values(price.line, side)
    return "; ".join(
        f"DIM {names[position]}: row value {values[position]}, line value {line_values[position] or 'blank'}"
        for position in positions
    )


def _row_entry(row: PriceRow, decision: str, code: str = "", detail: str = "") -> Entry:
    return Entry(30, row.info.id, row_id(row), decision, code, detail, row)


def _item_rows(setup: Setup, price: Price) -> Iterator[Entry]:
    assert price.price_list is not None
    unit = setup.unit_of(price.line)
    for row in setup.item_rows(price.price_list, price.line):
        if row.unit.casefold() != unit.casefold():
            detail = f"row unit {row.unit or 'blank'}, line unit {unit or 'blank'}"
            yield _row_entry(row, "rejected", "UNIT", detail)
        elif price.row is None:
            yield _row_entry(row, "rejected", "DUPLICATE_PRICE_LINE")


def _chosen_row(setup: Setup, price: Price) -> Iterator[Entry]:
    row = price.row
    if price.reason == "ENTERED":
        yield Entry(40, "", "", "chosen", "ENTERED", "unit cost typed on the line")
    if row is None:
        return
    if price.reason == "METHOD_NOT_ALLOWED":
        yield _row_entry(row, "rejected", "METHOD", price.method)
        return
    code = price.match.reason if price.match is not None else price.method.upper()
    yield Entry(40, row.info.id, row_id(row), "chosen", code, _level(setup, price), row)


def _level(setup: Setup, price: Price) -> str:
    if price.match is None:
        return f"unit {price.list_unit}"
    matched, dropped = dimension_names(setup, price)
    return f"level {price.match.level}, matched {matched or 'nothing'}, dropped {dropped or 'nothing'}"


def dimension_names(setup: Setup, price: Price) -> tuple[str, str]:
    """The dimensions that the chosen row fills, and those that it leaves empty."""
    if price.match is None or price.row is None:
        return "", ""
    names = list(zip(setup.names(price.dimension_side, markups=False), price.match.mask, strict=True))
    return ", ".join(name for name, blank in names if not blank), ", ".join(name for name, blank in names if blank)


# ---- steps 50 and 60: overrides and markups


def _overrides(_setup: Setup, price: Price) -> Iterator[Entry]:
    for choice in (price.overriding, price.markup_overriding):
        yield from _override_entries(choice)


def _override_entries(choice: OverrideChoice) -> Iterator[Entry]:
    for row in choice.applied:
        since = row.effective_from.isoformat() if row.effective_from else ""
        scope = f"{row.scope_type} {row.scope}".strip() or "every transaction"
        yield Entry(50, "price_overrides", row.override, "applied", "", f"from {since} for {scope}", row)
    for row, code in choice.rejected:
        yield Entry(50, "price_overrides", row.override, "rejected", code, "", row)


def _markups(_setup: Setup, price: Price) -> Iterator[Entry]:
    match: Match[RolePriceMarkup] | None = price.markup
    if match is None:
        if price.reason == "MARKUP" and price.markup_percent is not None:
            detail = f"{plain(price.markup_percent)} % on the cost rate"
            table = price.row.info.id if price.row else ""
            yield Entry(60, table, price.price_line, "applied", "MARKUP", detail, price.row)
        return
    if not match.rows:
        yield Entry(60, "role_price_markups", "", "none", "NONE", "no markup row fits, the base rate stands")
    for row in match.rows:
        percent = plain(price.markup_percent) if price.markup_percent is not None else ""
        decision = "applied" if len(match.rows) == 1 else "rejected"
        detail = f"{percent} %" if percent else "DUPLICATE_PRICE_LINE"
        yield Entry(60, "role_price_markups", row.role_price_markup, decision, match.reason, detail, row)


# ---- steps 70 to 90: numbers


def _unit(_setup: Setup, price: Price) -> Iterator[Entry]:
    if price.unit_factor is None or price.base_rate is None:
        return
    if price.cost is not None and price.unit_factor == 1:  # the cost rate is per unit of the line already
        return
    factor, unit = plain(shown_factor(price.unit_factor)), price.line.unit or price.list_unit
    text = f"{plain(price.base_rate)} per {price.list_unit or 'unit'}, 1 {unit or 'unit'} = {factor} {price.list_unit}"
    yield Entry(70, "units", price.list_unit, "converted" if price.unit_factor != 1 else "same", "", text.strip())


def _currency(_setup: Setup, price: Price) -> Iterator[Entry]:
    if price.cost is not None:
        cost = price.cost
        detail = f"cost rate {plain(cost.unit_rate)} {cost.currency} of the same line ({cost.reason})"
        table = cost.row.info.id if cost.row else ""
        yield Entry(80, table, cost.price_line, "cost", cost.reason, detail, cost.row)
    if price.conversion is not None and price.converted_from != price.currency:
        detail = f"1 {price.converted_from} = {plain(shown_factor(price.conversion))} {price.currency}"
        yield Entry(80, "exchange_rates", price.converted_from, "converted", "", detail)
    if price.priced and price.project_amount is not None and price.project_rate is not None:
        factor = plain(shown_factor(price.project_rate))
        rolled = f"{plain(price.amount)} {price.currency} x {factor} = {plain(price.project_amount)}"
        detail = f"{rolled} {price.project_currency}"
        yield Entry(80, "projects", price.project.project, "rolled up", "", detail, price.project)


def _amount(_setup: Setup, price: Price) -> Iterator[Entry]:
    if price.priced:
        detail = arithmetic(price.line.quantity, price.unit_rate, price.amount, price.currency)
        yield Entry(90, "", "", "priced", price.reason, detail)
    else:
        yield Entry(90, "", "", "zero", price.reason, price.message)


_STAGES: tuple[Stage, ...] = (
    _lists, _chosen_list, _rows, _chosen_row, _overrides, _markups, _unit, _currency, _amount,
)  # fmt: skip
