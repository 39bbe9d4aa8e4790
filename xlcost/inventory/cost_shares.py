"""Shares of material, capacity, overhead and subcontracting in the cost of a movement (spec 2, 14.4).

A purchase is material; an output, of assembly too, takes the shares of what its order line consumed and of the
capacity it used; a decrease inherits the shares of its increases by quantity, and an increase fed by a decrease those
of the decrease.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal

from xlcost.books import Books
from xlcost.inventory.capacity import subcontracted_values
from xlcost.inventory.history import used_on, valued_on
from xlcost.inventory.supply_cost import PartialRevaluation
from xlcost.rules.money import WIDE, ZERO
from xlcost.tables.inventory import ItemApplicationEntry, ItemLedgerEntry, ValueEntry

PRODUCTION, ASSEMBLY = "Production", "Assembly"
Shares = dict[str, Decimal]
OrderLine = tuple[str, str, int]
"""Type of order, order, line: production and assembly orders may have the same numbers."""

_VARIANCES = {
    "Purchase": "purchase_variance",
    "Material": "material_variance",
    "Material - Non Inventory": "material_variance",
    "Capacity": "capacity_variance",
    "Capacity Overhead": "capacity_overhead_variance",
    "Manufacturing Overhead": "mfg_overhead_variance",
    "Subcontracted": "subcontracted_variance",
    "": "material_variance",
}
_OWN = {
    "Direct Cost": "direct_cost",
    "Direct Cost - Non Inventory": "direct_cost",
    "Indirect Cost": "indirect_cost",
    "Revaluation": "revaluation",
    "Rounding": "rounding",
}
_USES = {"Consumption": PRODUCTION, "Assembly Consumption": ASSEMBLY}
_MAKES = {"Output": PRODUCTION, "Assembly Output": ASSEMBLY}
"""Kind of movement -> type of order that uses or makes the goods."""
VARIANCES = tuple(dict.fromkeys(_VARIANCES.values()))
_BESIDE_MATERIAL = (
    "capacity", "capacity_overhead", "material_overhead", "subcontracted", "revaluation", "rounding", *VARIANCES,
)  # fmt: skip
PARTS = ("direct_cost", "indirect_cost", "material", *_BESIDE_MATERIAL)


def add(target: Shares, shares: Mapping[str, Decimal], factor: Decimal = Decimal(1)) -> None:
    """Add shares, times a factor, to others."""
    for part, amount in shares.items():
        target[part] = WIDE.add(target.get(part, ZERO), WIDE.multiply(amount, factor))


class CostShares:
    """Shares of every movement, from the value entries posted up to a day."""

    def __init__(self, books: Books, last: dt.date | None) -> None:
        self.movements = {entry.entry_no: entry for entry in books[ItemLedgerEntry].rows}
        self._own: dict[int, Shares] = {}
        self._known: dict[int, Shares] = {}
        self._partials: dict[int, list[PartialRevaluation]] = {}
        """Increase -> revaluations of what was left of it: they belong to that, not to what was used before (8.4)."""
        self._first: dict[int, tuple[int, dt.date]] = {}
        """Movement -> number and valuation date of its first value entry."""
        self._supply: dict[int, list[ItemApplicationEntry]] = {}
        """Decrease -> its applications to increases; increase -> those that feed it from decreases."""
        self._consumed: dict[OrderLine, list[int]] = {}
        self._produced: dict[OrderLine, Decimal] = {}
        self.capacity: dict[OrderLine, Shares] = {}
        self._beside_wip: dict[int, Decimal] = {}
        """Output -> cost of non-inventory material in it, which never was in WIP."""
        for application in books[ItemApplicationEntry].rows:
            if application.outbound_item_entry_no and application.inbound_item_entry_no:
                self._supply.setdefault(application.item_ledger_entry_no, []).append(application)
        for movement in self.movements.values():
            line = _order_line(movement)
            if movement.entry_type in _USES:
                self._consumed.setdefault(line, []).append(movement.entry_no)
            elif movement.entry_type in _MAKES:
                self._produced[line] = self._produced.get(line, ZERO) + movement.quantity
        self._take_values(books, last)

    def of(self, number: int) -> Shares:
        """Shares of the whole movement, positive for stock that came in and for stock that went out alike.

        Partial revaluations of an increase are no part of them.
        """
        waiting = [number]
        open_ones: set[int] = set()
        while waiting:
            current = waiting[-1]
            needed = [each for each in self._sources(current) if each not in self._known and each not in open_ones]
            if current in self._known or (current in open_ones and not needed):
                waiting.pop()
            if current not in self._known and not needed:
                self._known[current] = self._shares(current)
            open_ones.add(current)
            waiting += needed
        return self._known[number]

    def left(self, number: int) -> Shares:
        """Shares of the whole movement for what is left of it: partial revaluations count."""
        shares = dict(self.of(number))
        for each in self._partials.get(number, ()):
            add(shares, {"revaluation": each.amount})
        return shares

    def in_process(self, number: int) -> Shares:
        """Shares of a movement of an order that went through WIP."""
        shares = dict(self.of(number))
        if beside := self._beside_wip.get(number):
            sign = Decimal(-1 if self.movements[number].quantity > 0 else 1)
            add(shares, {"direct_cost": beside, "material": beside}, sign)
        return shares

    def _take_values(self, books: Books, last: dt.date | None) -> None:
        subcontracted = subcontracted_values(books)
        for entry in books[ValueEntry].rows:
            number = entry.item_ledger_entry_no
            if entry.entry_no < self._first.get(number, (entry.entry_no + 1,))[0]:
                self._first[number] = entry.entry_no, used_on(entry)
            if last and entry.posting_date > last:
                continue
            amount = entry.cost_amount_actual + entry.cost_amount_expected
            if number and entry.partial_revaluation and entry.valued_quantity and number in self.movements:
                self._partials.setdefault(number, []).append(self._partial(entry, amount))
            elif number:
                part = _OWN.get(entry.entry_type) or _VARIANCES[entry.variance_type]
                add(self._own.setdefault(number, {}), {part: amount})
                if entry.entry_type == "Direct Cost - Non Inventory":
                    self._beside_wip[number] = self._beside_wip.get(number, ZERO) + amount
            elif entry.order_type in {PRODUCTION, ASSEMBLY}:
                part = "subcontracted" if entry.entry_no in subcontracted else "capacity"
                part = "capacity_overhead" if entry.entry_type == "Indirect Cost" else part
                line = entry.order_type, entry.order_no, entry.order_line_no
                add(self.capacity.setdefault(line, {}), {part: amount})

    def _partial(self, entry: ValueEntry, amount: Decimal) -> PartialRevaluation:
        quantity = self.movements[entry.item_ledger_entry_no].quantity
        over_all = WIDE.divide(WIDE.multiply(amount, quantity), entry.valued_quantity)
        return PartialRevaluation(entry.applies_to_value_entry or entry.entry_no, valued_on(entry), over_all)

    def _felt(self, source: int, number: int) -> Decimal:
        """Partial revaluations of a source, over its whole quantity, that a movement supplied by it feels (8.4)."""
        first = self._first.get(number)
        partials = self._partials.get(source, ())
        return sum((each.amount for each in partials if first is None or each.counts_for(*first)), ZERO)

    def _sources(self, number: int) -> list[int]:
        movement = self.movements.get(number)
        if movement is None:
            return []
        if movement.entry_type in _MAKES and movement.quantity > 0:
            return self._consumed.get(_order_line(movement), [])
        sources = (
            application.inbound_item_entry_no if movement.quantity < 0 else application.outbound_item_entry_no
            for application in self._supply.get(number, ())
        )
        return [each for each in sources if each != number]

    def _shares(self, number: int) -> Shares:
        movement = self.movements.get(number)
        own = self._own.get(number, {})
        if movement is None or not movement.quantity:
            return _as_material(own)
        if movement.entry_type in _MAKES and movement.quantity > 0:
            return self._of_output(movement, own)
        if number in self._supply:
            return self._inherited(movement, own)
        sign = Decimal(1 if movement.quantity > 0 else -1)
        return _as_material({part: sign * amount for part, amount in own.items()})

    def _inherited(self, movement: ItemLedgerEntry, own: Shares) -> Shares:
        """The shares of the entries on the other side by quantity; what is not applied is material at its own cost."""
        outbound = movement.quantity < 0
        shares: Shares = {}
        covered = ZERO
        for application in self._supply[movement.entry_no]:
            source = application.inbound_item_entry_no if outbound else application.outbound_item_entry_no
            quantity = abs(self.movements[source].quantity) if source in self.movements else ZERO
            if quantity and source in self._known:
                covered += abs(application.quantity)
                share = WIDE.divide(abs(application.quantity), quantity)
                add(shares, self._known[source], share)
                if felt := self._felt(source, movement.entry_no) if outbound else ZERO:
                    add(shares, {"revaluation": felt}, share)
        rest = abs(movement.quantity) - covered
        if rest > 0:
            sign = Decimal(-1 if outbound else 1)
            add(shares, _as_material(own), sign * WIDE.divide(rest, abs(movement.quantity)))
        if not outbound:
            add(shares, {part: amount for part, amount in own.items() if part not in {"direct_cost", "material"}})
        return shares

    def _of_output(self, movement: ItemLedgerEntry, own: Shares) -> Shares:
        line = _order_line(movement)
        share = WIDE.divide(movement.quantity, self._produced[line]) if self._produced.get(line) else ZERO
        usage: Shares = {}
        for number in self._consumed.get(line, ()):
            sign = Decimal(-1 if self.movements[number].quantity > 0 else 1)
            add(usage, self._known.get(number, {}), sign * share)
        add(usage, self.capacity.get(line, {}), share)
        shares = {part: usage[part] for part in _BESIDE_MATERIAL if part in usage}
        direct = own.get("direct_cost", ZERO)
        shares["material"] = WIDE.subtract(direct, sum(shares.values(), ZERO))
        add(shares, own)
        add(shares, {"material_overhead": own.get("indirect_cost", ZERO)})
        return shares


def _order_line(movement: ItemLedgerEntry) -> OrderLine:
    kind = _USES.get(movement.entry_type) or _MAKES.get(movement.entry_type, "")
    return kind, movement.order_no, movement.order_line_no


def _as_material(own: Mapping[str, Decimal]) -> Shares:
    """Own cost as it is for a purchase: direct cost is material, indirect cost is material overhead."""
    shares = dict(own)
    shares["material"] = own.get("direct_cost", ZERO)
    shares["material_overhead"] = own.get("indirect_cost", ZERO)
    return shares
