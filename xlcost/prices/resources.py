"""What a resource costs: the cost line of the most specific source and asset, else the resource card (spec 3, C)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

from xlcost.books import Books
from xlcost.prices.currency import Money, Rate, shown_factor, times
from xlcost.prices.price import Unpriced, arithmetic
from xlcost.prices.settings import read_settings
from xlcost.prices.trace import Entry
from xlcost.prices.units import UnitFault, Units
from xlcost.problems import Fact, problem
from xlcost.rules.dates import in_range
from xlcost.rules.money import WIDE, ZERO, plain
from xlcost.tables.general_ledger import GLSetup
from xlcost.tables.prices import PriceResult, PricingParameter, Resource, ResourceCostLine, ResourceLine, Unit

_ONE = Decimal(1)
Bucket = Mapping[str, Sequence[ResourceCostLine]]
"""Work type, folded -> cost lines of one source and asset."""


@dataclass(slots=True)
class ResourceCost:
    """The cost of one resource line and how it was found."""

    line: ResourceLine
    resource: Resource
    day: dt.date | None
    reason: str = ""
    priced: bool = False
    facts: Mapping[str, Fact] = field(default_factory=dict)
    cost_line: ResourceCostLine | None = None
    asset_level: str = ""
    factor: Fraction | None = None
    conversion: Fraction | None = None
    direct_unit_cost: Decimal = ZERO
    unit_cost: Decimal = ZERO
    currency: str = ""
    amount: Decimal = ZERO
    judged: list[tuple[ResourceCostLine, str]] = field(default_factory=list)

    @property
    def message(self) -> str:
        """What to do about a zero; the arithmetic of a cost."""
        if self.priced:
            return arithmetic(self.line.quantity, self.unit_cost, self.amount, self.currency)
        return problem(self.reason, **self.facts).sentence


class CostLines:
    """The active cost lines by source and asset, and what converting them takes."""

    def __init__(self, books: Books) -> None:
        settings = read_settings(books[PricingParameter])
        self.money = Money(books, settings)
        self.units = Units(books[Unit].rows)
        self.local_currency = books.one(GLSetup).lcy_code or settings.base_currency
        self.resources = {row.resource.casefold(): row for row in books[Resource].rows}
        self.dated = any(row.start_date or row.end_date for row in books[ResourceCostLine].rows)
        self._rows: dict[tuple[str, str, str, str], dict[str, list[ResourceCostLine]]] = {}
        for row in books[ResourceCostLine].rows:
            if row.status == "active":
                by_work_type = self._rows.setdefault(_place(row), {})
                by_work_type.setdefault(row.work_type.casefold(), []).append(row)

    def cost(self, line: ResourceLine, day: dt.date | None) -> ResourceCost:
        """The cost of a line whose resource exists; a cost of zero carries its reason."""
        found = ResourceCost(line, self.resources[line.resource.casefold()], day)
        found.currency = line.currency or self.local_currency
        try:
            self._price(found)
        except Unpriced as zero:
            found.reason, found.facts = zero.reason, zero.facts
            found.direct_unit_cost = found.unit_cost = ZERO
        return found

    def _price(self, found: ResourceCost) -> None:
        row = found.cost_line = self._best(found)
        found.reason = "COST_LINE" if row else "CARD"
        source: ResourceCostLine | Resource = row or found.resource
        unit = self._unit_factor(found, row)
        exchange = self._exchange(found, row.currency if row else "")

        def converted(cost: Decimal) -> Decimal:
            return self.money.unit_rate(times(times(cost, unit), exchange), found.currency)

        found.direct_unit_cost, found.unit_cost = converted(source.direct_unit_cost), converted(source.unit_cost)
        if not found.direct_unit_cost and not found.unit_cost:
            raise Unpriced("PRICE_IS_ZERO", row=row.cost_line if row else f"The card of {found.resource.resource}")
        found.priced = True
        found.amount = self.money.amount(WIDE.multiply(found.line.quantity or ZERO, found.unit_cost), found.currency)

    # ---- rules 1 to 5: which line

    def _best(self, found: ResourceCost) -> ResourceCostLine | None:
        """The line with a filled currency before one without, then the one with the lowest direct cost."""
        eligible = self._of_first_level(found)
        reached = [row for row in eligible if row.minimum_quantity <= self._quantity(found, row)]
        found.judged += [(row, "MINIMUM_QUANTITY") for row in eligible if row not in reached]
        if not reached:
            found.asset_level = "card"
            return None
        best = min(reached, key=lambda row: (not row.currency, row.direct_unit_cost))
        found.judged += [(row, f"OUTRANKED_BY {best.cost_line}") for row in reached if row is not best]
        return best

    def _of_first_level(self, found: ResourceCost) -> list[ResourceCostLine]:
        """The eligible lines of the first source, and in it the first asset, that has any."""
        line, work_type = found.line, found.line.work_type.casefold()
        for source in _sources(line):
            for level, asset in _assets(line, found.resource):
                bucket: Bucket = self._rows.get((*source, *asset), {})
                eligible = []
                for row in bucket.get(work_type, ()):
                    code = self._rejection(found, row)
                    if code:
                        found.judged.append((row, code))
                    else:
                        eligible.append(row)
                if eligible:
                    found.asset_level = level
                    return eligible
        return []

    def _rejection(self, found: ResourceCost, row: ResourceCostLine) -> str:
        if found.day is not None and not in_range(found.day, row.start_date, row.end_date):
            return "BEFORE_START" if row.start_date is not None and found.day < row.start_date else "AFTER_END"
        if row.currency and row.currency != found.currency:
            return "CURRENCY"
        unit = found.line.unit or found.resource.base_unit
        return "UNIT" if row.unit and row.unit.casefold() != unit.casefold() else ""

    def _quantity(self, found: ResourceCost, row: ResourceCostLine) -> Rate:
        """The quantity that a minimum is compared with: in base units where the cost line has no unit."""
        quantity = abs(_ONE if found.line.quantity is None else found.line.quantity)
        if row.unit or not row.minimum_quantity:
            return quantity
        return times(quantity, self._per_unit_of_measure(found))

    # ---- rule 6: units and currencies

    def _unit_factor(self, found: ResourceCost, row: ResourceCostLine | None) -> Fraction:
        """Costs of the card and of lines without a unit are per base unit of the resource."""
        found.factor = Fraction(1) if row and row.unit else self._per_unit_of_measure(found)
        return found.factor

    def _per_unit_of_measure(self, found: ResourceCost) -> Fraction:
        """Base units of the resource in one unit of the line."""
        unit, base = found.line.unit, found.resource.base_unit
        if not unit or unit.casefold() == base.casefold():
            return Fraction(1)
        factor = self.units.factor(base or self._primary(unit), unit)
        if isinstance(factor, UnitFault):
            raise Unpriced(factor.code, unit=factor.unit, list_unit=base or "no base unit", line_unit=unit)
        return factor

    def _primary(self, unit: str) -> str:
        chain = self.units.chain(unit)
        return "" if isinstance(chain, UnitFault) else chain[0]

    def _exchange(self, found: ResourceCost, currency: str) -> Fraction:
        """A cost in local currency on a foreign document is converted at the date of the line."""
        source = currency or self.local_currency
        if source == found.currency:
            return Fraction(1)
        day = found.day or dt.date.min
        factor = self.money.factor(source, found.currency, day)
        if factor is None:
            facts = {"from_currency": source or "local currency", "currency": found.currency}
            raise Unpriced("NO_EXCHANGE_RATE", **facts, posting_date=found.day)
        found.conversion = factor
        return factor


def _place(row: ResourceCostLine) -> tuple[str, str, str, str]:
    source = row.source.casefold() if row.source_type in {"job", "job_task"} else ""
    return row.source_type, source, row.asset_type, row.asset.casefold()


def _sources(line: ResourceLine) -> Iterator[tuple[str, str]]:
    """Sources from specific to general; the first three only for a line with a project (rule 2)."""
    if line.project:
        if line.task:
            yield "job_task", f"{line.project}/{line.task}".casefold()
        yield "job", line.project.casefold()
        yield "all_jobs", ""
    yield "all_vendors", ""


def _assets(line: ResourceLine, resource: Resource) -> Iterator[tuple[str, tuple[str, str]]]:
    """The resource, then its group, then all resources (rule 3)."""
    yield "resource", ("resource", resource.resource.casefold())
    group = line.resource_group or resource.resource_group
    if group:
        yield "resource_group", ("resource_group", group.casefold())
    yield "all_resources", ("resource", "")


def result_of(found: ResourceCost) -> PriceResult:
    """A resource cost as a row of `price_results`."""
    row, line = found.cost_line, found.line
    return PriceResult(
        table=line.info.id,
        line=line.line,
        side="cost",
        org_unit="",
        status="priced" if found.priced else "zero",
        reason=found.reason,
        price_list="",
        list_source="",
        price_line=row.cost_line if row else "",
        level=None,
        matched_dims="",
        dropped_dims="",
        base_rate=row.unit_cost if row else found.resource.unit_cost,
        list_unit=(row.unit if row else "") or found.resource.base_unit,
        unit_factor=None if found.factor is None else shown_factor(found.factor),
        markup_line="",
        markup_percent=None,
        override="",
        unit_rate=found.unit_cost,
        currency=found.currency,
        quantity=line.quantity,
        amount=found.amount,
        project_currency="",
        exchange_rate=None if found.conversion is None else shown_factor(found.conversion),
        project_amount=None,
        asset_level=found.asset_level,
        direct_unit_cost=found.direct_unit_cost,
        unit_cost=found.unit_cost,
        message=found.message,
    )


def trace(found: ResourceCost) -> list[Entry]:
    """Every cost line that was looked at, and the arithmetic."""
    entries = [_judged(row, code) for row, code in found.judged]
    if found.cost_line is not None:
        row = found.cost_line
        entries.append(
            Entry(40, row.info.id, row.cost_line, "chosen", "COST_LINE", f"{row.source_type}, {found.asset_level}", row)
        )
    elif found.asset_level == "card":
        card = found.resource
        entries.append(Entry(40, card.info.id, card.resource, "chosen", "CARD", "", card))
    entries += _numbers(found)
    return entries


def _judged(row: ResourceCostLine, code: str) -> Entry:
    detail = f"{row.source_type} {row.source}".strip()
    return Entry(30, row.info.id, row.cost_line, "rejected", code, detail, row)


def _numbers(found: ResourceCost) -> Iterable[Entry]:
    if found.factor is not None and found.factor != 1:
        base = found.resource.base_unit or "base unit"
        yield Entry(70, "units", found.line.unit, "converted", "", f"x {plain(shown_factor(found.factor))} {base}")
    if found.conversion is not None:
        yield Entry(80, "exchange_rates", "", "converted", "", f"x {plain(shown_factor(found.conversion))}")
    yield Entry(90, "", "", "priced" if found.priced else "zero", found.reason, found.message)
