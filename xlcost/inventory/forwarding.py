"""Passing cost on: from increases to the decreases they supply, and on to what takes the cost of those (spec 2, 6)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from heapq import heappop, heappush

from xlcost.inventory.completion import is_complete
from xlcost.inventory.documents import COMPONENTS, DIRECT, Amounts, MovementCost, gives_back
from xlcost.inventory.history import OUTPUT, Entry, ItemHistory
from xlcost.inventory.ledger import Ledger
from xlcost.inventory.settings import Settings
from xlcost.inventory.supply_cost import SupplyCost, expected_weight, revaluation_cost, supply_cost
from xlcost.problems import fail
from xlcost.rules.money import ZERO, total
from xlcost.tables.inventory import Item, ItemApplicationEntry, ValueEntry

_ROUNDS = 100
"""A movement that is recomputed more often than this does not settle."""


class Forwarder:
    """Costs of the movements of one item while they are adjusted; what is to be written is read off at the end."""

    def __init__(self, ledger: Ledger, settings: Settings, history: ItemHistory, until: dt.date | None = None) -> None:
        self.ledger = ledger
        self.settings = settings
        self.history = history
        self.until = until
        self._costs: dict[int, MovementCost] = {}
        self._supplies: dict[int, SupplyCost] = {}
        self._changed: dict[int, MovementCost] = {}
        self._visits: dict[int, int] = {}

    # ---- costs as they stand now

    def cost(self, entry: Entry) -> MovementCost:
        """Cost of a movement, with what is not written yet."""
        found = self._costs.get(entry.no)
        if found is None:
            found = self._costs[entry.no] = MovementCost(entry)
        return found

    def supply(self, increase: Entry) -> SupplyCost:
        """What an increase costs the decreases it supplies, with what is not written yet."""
        found = self._supplies.get(increase.no)
        if found is None:
            found = self._supplies[increase.no] = supply_cost(increase)
            changed = self._changed.get(increase.no)
            for document in changed.documents if changed else ():
                actual, expected = document.difference
                weight = expected_weight(increase, document.first) if document.expected_cost else ZERO
                found.base += actual + expected * weight
        return found

    def contribution(self, decrease: Entry, use: ItemApplicationEntry) -> Decimal:
        """Cost that one application brings to a decrease, rounded; negative like its quantity."""
        increase = self.history.entries[use.inbound_item_entry_no]
        return self.supply(increase).contribution(self.settings, decrease, use.quantity)

    # ---- passing on

    def forward(self, start: Iterable[Entry]) -> set[int]:
        """Recompute these movements and whatever depends on a change; returns the numbers of the changed ones."""
        waiting = [entry.no for entry in start]
        waiting.sort()
        queued, changed = set(waiting), set()
        entries = self.history.entries
        while waiting:
            no = heappop(waiting)
            queued.discard(no)
            entry = entries[no]
            if self._recompute(entry):
                changed.add(no)
                for each in self.dependants(entry):
                    if each not in queued:
                        queued.add(each)
                        heappush(waiting, each)
        return changed

    def follows(self, entry: Entry) -> bool:
        """Whether the cost of the movement follows applications: not purchases, output, or what the average values."""
        if not entry.values or not entry.row.quantity or (self.until and entry.row.posting_date > self.until):
            return False
        if entry.row.quantity > 0:
            return entry.source is not None
        return bool(entry.supplies) and not entry.by_average and entry.row.entry_type not in OUTPUT

    def dependants(self, entry: Entry) -> list[int]:
        """Numbers of the movements whose cost may change with this one."""
        found = [fed.inbound_item_entry_no for fed in entry.fed]
        entries = self.history.entries
        for use in entry.uses:
            decrease = entries[use.outbound_item_entry_no]
            if not decrease.by_average:
                found.append(decrease.no)
                found += [fed.inbound_item_entry_no for fed in decrease.fed if fed.transferred_from_entry_no]
        return found

    def _recompute(self, entry: Entry) -> bool:
        if not self.follows(entry):
            return False
        visits = self._visits[entry.no] = self._visits.get(entry.no, 0) + 1
        if visits > _ROUNDS:
            where = self.settings.books[Item].where(self.history.item, "item_no")
            raise fail("COST_DOES_NOT_SETTLE", where, item_no=self.history.item.item_no, item_ledger_entry_no=entry.no)
        return self.retarget(entry, self._totals(entry))

    def retarget(self, entry: Entry, totals: Mapping[str, Decimal]) -> bool:
        """Give a movement its new total cost by component; whether that changes it."""
        cost = self.cost(entry)
        if not cost.follow(self.settings, totals):
            return False
        self._changed[entry.no] = cost
        self._supplies.pop(entry.no, None)
        return True

    def _totals(self, entry: Entry) -> dict[str, Decimal]:
        if entry.source is not None and entry.row.quantity > 0:
            return {DIRECT: self._share_of_source(entry, entry.source)}
        if gives_back(entry):
            return self._returned_components(entry)
        amount = total(self.contribution(entry, use) for use in entry.supplies)
        uncovered = entry.row.quantity - total(use.quantity for use in entry.supplies)
        return {DIRECT: amount + uncovered * _own_unit_cost(entry)}

    def _share_of_source(self, entry: Entry, source: ItemApplicationEntry) -> Decimal:
        """The part of the decrease's cost that a return or transfer-in takes (6.4)."""
        decrease = self.history.entries[source.outbound_item_entry_no]
        increase = self.history.entries.get(source.transferred_from_entry_no)
        if increase is not None:
            return self.supply(increase).contribution(self.settings, decrease, entry.row.quantity)
        cost = -self.cost(decrease).amount
        entries = self.history.entries
        halves = [fed for fed in decrease.fed if fed.transferred_from_entry_no in entries]
        if halves:
            return cost - total(self._share_of_source(entries[fed.inbound_item_entry_no], fed) for fed in halves)
        return cost * entry.row.quantity / -decrease.row.quantity

    def _returned_components(self, entry: Entry) -> dict[str, Decimal]:
        """A return of one receipt gives back direct cost, overhead and variance separately (6.5).

        What the return has no document of goes with its direct cost.
        """
        documents = {each.component for each in self.cost(entry).documents}
        totals = dict.fromkeys(COMPONENTS, ZERO)
        for use in entry.supplies:
            for component, amount in self._shares(entry, use).items():
                totals[component if component in documents else DIRECT] += amount
        return {component: amount for component, amount in totals.items() if component in documents}

    def _shares(self, decrease: Entry, use: ItemApplicationEntry) -> dict[str, Decimal]:
        """What one application takes of each component of a receipt, each rounded on its own."""
        increase = self.history.entries[use.inbound_item_entry_no]
        parts = {component: _component(increase, component) for component in COMPONENTS[1:]}
        parts[DIRECT] = self.supply(increase).for_decrease(decrease) - total(parts.values())
        quantity = increase.row.quantity
        return {component: self.settings.amount(part * use.quantity / quantity) for component, part in parts.items()}

    # ---- what is to be written

    def differences(self) -> Iterator[tuple[ValueEntry, Amounts]]:
        """Value entries to be corrected, with the actual and the expected difference."""
        for cost in self._changed.values():
            for document in cost.documents:
                if any(document.difference):
                    yield document.first, document.difference

    def missing_revaluation(self, entry: Entry) -> Decimal:
        """Of settled output that is taken back: what revaluations of that output have not brought to it yet (8.4).

        All else of its cost comes from its order.
        """
        row = entry.row
        is_late = self.until is not None and row.posting_date > self.until
        if row.quantity >= 0 or row.entry_type not in OUTPUT or row.invoiced_quantity != row.quantity or is_late:
            return ZERO
        entries = self.history.entries
        increases = [(entries[use.inbound_item_entry_no], use.quantity) for use in entry.supplies]
        wanted = total(revaluation_cost(each).contribution(self.settings, entry, part) for each, part in increases)
        return wanted - total(value.cost_amount_actual for value in entry.values if value.entry_type == "Revaluation")

    def residual(self, entry: Entry) -> Decimal:
        """What rounding left on a used-up increase, and has to leave with a value entry of its own (6.6)."""
        row = entry.row
        if row.quantity <= 0 or row.remaining_quantity or not entry.values or not is_complete(row):
            return ZERO
        if total(use.quantity for use in entry.uses) != -row.quantity:
            return ZERO  # imported without its applications
        cost = entry.cost
        for use in entry.uses:
            decrease = self.history.entries[use.outbound_item_entry_no]
            if decrease.by_average or (self.until and decrease.row.posting_date > self.until):
                return ZERO
            if not is_complete(decrease.row):
                return ZERO  # its invoice is to come, and so may be what rounding leaves
            cost += self._taken(decrease, use)
        return -cost

    def _taken(self, decrease: Entry, use: ItemApplicationEntry) -> Decimal:
        if decrease.row.entry_type in OUTPUT:
            return self.settings.amount(decrease.cost * use.quantity / decrease.row.quantity)
        if gives_back(decrease):
            return total(self._shares(decrease, use).values())
        return self.contribution(decrease, use)


def _own_unit_cost(entry: Entry) -> Decimal:
    """Cost per unit of what no increase covers: as it was posted."""
    first = entry.values[0]
    if first.cost_per_unit or not first.valued_quantity:
        return first.cost_per_unit
    return (first.cost_amount_actual + first.cost_amount_expected) / first.valued_quantity


def _component(increase: Entry, component: str) -> Decimal:
    return total(value.cost_amount_actual for value in increase.values if value.entry_type == component)
