"""Average cost: decreases of a period take the average of what is there at its end (spec 2, section 7)."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from xlcost.inventory.cost_flow import recipients
from xlcost.inventory.documents import DIRECT
from xlcost.inventory.forwarding import Forwarder
from xlcost.inventory.history import Entry, valued_on
from xlcost.inventory.supply_cost import PartialRevaluation
from xlcost.problems import fail
from xlcost.rules.money import ZERO
from xlcost.tables.inventory import Item, ItemLedgerEntry, ValueEntry

Key = tuple[str, ...]
"""What one average is taken over: () = the item, else (location, variant)."""
_PASSES = 100


@dataclass(slots=True)
class _Period:
    """What is valued in one average cost period."""

    movements: dict[int, Entry] = field(default_factory=dict)
    """Movements whose direct cost is valued in the period."""
    later_values: list[ValueEntry] = field(default_factory=list)
    """Values of the period on movements of earlier periods, or made by a revaluation."""


Part = tuple[int, Decimal, Decimal]
"""Movement (0 = several), quantity and cost that it brings into an average."""


@dataclass(slots=True)
class Sum:
    """Quantity and cost of a key; `parts` keeps what was taken in, where it is to be explained."""

    quantity: Decimal = ZERO
    cost: Decimal = ZERO
    parts: list[Part] | None = None

    def add(self, quantity: Decimal, cost: Decimal, movement_no: int = 0) -> None:
        """Take something in."""
        self.quantity += quantity
        self.cost += cost
        if self.parts is not None:
            self.parts.append((movement_no, quantity, cost))


@dataclass(frozen=True, slots=True)
class Average:
    """What a decrease was valued by: quantity and cost, and the revaluations in it that not every decrease feels."""

    quantity: Decimal
    cost: Decimal
    revalued: Decimal
    _parts: Sequence[Part]
    _count: int

    @property
    def parts(self) -> Sequence[Part]:
        """What the period brought; the rest was there before."""
        return self._parts[: self._count]


class AverageCost:
    """Values the average-valued decreases of one item, period by period."""

    def __init__(
        self,
        forwarder: Forwarder,
        start: dt.date | None,
        averages: dict[int, Average] | None = None,
        leader: AverageCost | None = None,
    ) -> None:
        """`averages` takes what each decrease was valued by, for explanations.

        In the reporting currency the `leader`, the average in the company's, says which decreases stay as they are.
        """
        self.unchanged: set[int] = set()
        """Decreases that stay as they are, because what is there is worth less than nothing."""
        self._may_stay = leader.unchanged if leader else None
        self._forwarder = forwarder
        self._averages = averages
        self._settings = forwarder.settings
        self._start = start
        self._entries = forwarder.history.entries
        self._periods: dict[dt.date, _Period] = defaultdict(_Period)
        for entry in self._entries.values():
            if not entry.row.drop_shipment:  # no stock, so no part of its average
                self._sort_in(entry)
        self._sums: dict[Key, Sum] = defaultdict(Sum)

    def _sort_in(self, entry: Entry) -> None:
        if not entry.values:
            return
        end_of = self._settings.average.end_of
        own = end_of(entry.valuation_date)
        self._periods[own].movements[entry.no] = entry
        for value in entry.values:
            if _stands_alone(value, entry, own, end_of(valued_on(value))):
                self._periods[end_of(valued_on(value))].later_values.append(value)

    def run(self) -> bool:
        """Value every period from the first that is not adjusted; whether anything changed.

        Periods before it and periods after the date limit are only summed up.
        """
        changed = False
        until = self._forwarder.until
        for end in sorted(self._periods):
            period = self._periods[end]
            if (self._start is None or end >= self._start) and not (until and end > until):
                changed |= self._value_period(period, end)
            self._close(period)
        return changed

    # ---- one period

    def _value_period(self, period: _Period, end: dt.date) -> bool:
        decreases: dict[Key, list[Entry]] = defaultdict(list)
        for entry in period.movements.values():
            if entry.by_average and entry.row.quantity < 0 and entry.supplies:
                decreases[self._key(entry.row, entry.valuation_date)].append(entry)
        waiting = sorted(decreases)
        changed = False
        for _ in range(_PASSES * max(1, len(waiting))):
            if not waiting:
                return changed
            key = waiting.pop(0)
            touched = self._value_key(key, decreases[key], period, end)
            changed |= bool(touched)
            waiting += [each for each in self._keys_of(touched, key, end) if each in decreases and each not in waiting]
        item = self._forwarder.history.item
        raise fail(
            "COST_DOES_NOT_SETTLE",
            self._settings.books[Item].where(item, "item_no"),
            item_no=item.item_no,
            item_ledger_entry_no=next(iter(period.movements)),
        )

    def _value_key(self, key: Key, decreases: list[Entry], period: _Period, end: dt.date) -> set[int]:
        """Value the decreases of one key in order of number; numbers of all movements that changed (7.3)."""
        released = self._recipients(decreases, end)
        partials: list[PartialRevaluation] = []
        pool = self._pool(key, {*released, *(entry.no for entry in decreases)}, period, end, partials)
        deferred = Sum()
        changed: set[int] = set()
        releases: dict[int, list[Entry]] = defaultdict(list)
        for no, index in released.items():
            releases[index].append(self._entries[no])
        alone: dict[int, list[ValueEntry]] = defaultdict(list)
        for value in period.later_values:
            if value.item_ledger_entry_no in released:
                alone[value.item_ledger_entry_no].append(value)
        for index, entry in enumerate(decreases):
            if deferred.quantity and pool.quantity + deferred.quantity > 0:
                pool.add(deferred.quantity, deferred.cost)
                deferred = Sum()
            changed |= self._value(entry, pool, partials)
            quantity, cost = entry.row.quantity, self._forwarder.cost(entry).amount
            # a decrease that would use up the pool is taken out only when something comes in again
            target = pool if pool.quantity + deferred.quantity + quantity > 0 else deferred
            target.add(quantity, cost, entry.no)
            for each in releases[index]:
                if self._key(each.row, entry.valuation_date) == key:
                    pool.add(each.row.quantity, self._forwarder.cost(each).amount + self._apart(each), each.no)
                    for value in alone[each.no]:
                        self._take_in(value, pool, partials, end)
        return changed

    def _value(self, entry: Entry, pool: Sum, partials: list[PartialRevaluation]) -> set[int]:
        felt = sum((each.amount for each in partials if each.counts_for_entry(entry)), pool.cost)
        until = self._forwarder.until
        if pool.quantity <= 0 or (until and entry.row.posting_date > until):
            return set()
        self.unchanged.discard(entry.no)
        if felt < 0 and (self._may_stay is None or entry.no in self._may_stay):
            self.unchanged.add(entry.no)
            return set()
        if self._averages is not None:
            parts = pool.parts or []
            self._averages[entry.no] = Average(pool.quantity, felt, felt - pool.cost, parts, len(parts))
        if not self._forwarder.retarget(entry, {DIRECT: felt * entry.row.quantity / pool.quantity}):
            return set()
        dependants = [self._entries[no] for no in self._forwarder.dependants(entry)]
        return {entry.no} | self._forwarder.forward(dependants)

    def _pool(self, key: Key, out: set[int], period: _Period, end: dt.date, partials: list[PartialRevaluation]) -> Sum:
        """What is there at the end of the period without the movements in `out` (7.3).

        Revaluations of the period that not every decrease feels go to `partials` (8.4).
        """
        before = self._sums[key]
        pool = Sum(before.quantity, before.cost, None if self._averages is None else [])
        for entry in period.movements.values():
            if entry.no not in out and self._key(entry.row, end) == key:
                pool.add(entry.row.quantity, self._forwarder.cost(entry).amount + self._apart(entry), entry.no)
        for value in period.later_values:
            if value.item_ledger_entry_no not in out and self._key(value, end) == key:
                self._take_in(value, pool, partials, end)
        return pool

    def _take_in(self, value: ValueEntry, pool: Sum, partials: list[PartialRevaluation], end: dt.date) -> None:
        """A value that is summed by itself: into the pool, or to what not every decrease feels."""
        amount = value.cost_amount_actual + value.cost_amount_expected
        increase = self._entries[value.item_ledger_entry_no]
        if not _is_felt_later(value, increase):
            pool.add(ZERO, amount, increase.no)
            return
        revaluation = PartialRevaluation(value.applies_to_value_entry or value.entry_no, valued_on(value), amount)
        gone = self._gone_with_fixed(increase, revaluation, value.valued_quantity or increase.row.quantity, end)
        if gone:
            # it left with them, so the two cancel for every decrease (7.5)
            pool.add(ZERO, gone, increase.no)
        partials.append(replace(revaluation, amount=amount - gone))

    def _gone_with_fixed(
        self, increase: Entry, revaluation: PartialRevaluation, quantity: Decimal, end: dt.date
    ) -> Decimal:
        """What fixed-applied decreases took of an increase's revaluation and did not bring back into the average."""
        key, gone = self._key(increase.row, end), ZERO
        for use in increase.uses:
            decrease = self._entries.get(use.outbound_item_entry_no)
            if decrease is None or decrease.by_average or decrease.valuation_date > end or decrease.row.drop_shipment:
                continue
            if revaluation.counts_for_entry(decrease):
                fed = (self._entries[each.inbound_item_entry_no] for each in decrease.fed)
                back = (each for each in fed if each.valuation_date <= end and self._key(each.row, end) == key)
                away = 1 + sum((each.row.quantity for each in back), ZERO) / decrease.row.quantity
                gone -= self._settings.amount(revaluation.amount * use.quantity * away / quantity)
        return gone

    def _apart(self, entry: Entry) -> Decimal:
        """What the cost of a movement leaves out here (roundings), less what is summed as values of their own."""
        end_of = self._settings.average.end_of
        own = end_of(entry.valuation_date)
        alone = sum(
            (
                value.cost_amount_actual + value.cost_amount_expected
                for value in entry.values
                if _stands_alone(value, entry, own, end_of(valued_on(value)))
            ),
            ZERO,
        )
        return _roundings(entry) - alone

    def _recipients(self, decreases: list[Entry], end: dt.date) -> dict[int, int]:
        """Movements whose cost comes from one of the decreases -> index of the last decrease it comes from."""
        found: dict[int, int] = {}
        visited: set[int] = set()
        # from the last decrease to the first, so that what was met before belongs to a later one
        for index in range(len(decreases) - 1, -1, -1):
            waiting = [decreases[index]]
            while waiting:
                entry = waiting.pop()
                for no in recipients(self._forwarder.ledger, entry):
                    linked = self._entries.get(no) or self._forwarder.ledger.entry(no)
                    if no in visited or linked is None or linked.valuation_date > end:
                        continue
                    visited.add(no)
                    waiting.append(linked)
                    is_own = no in self._entries and not linked.row.drop_shipment
                    if is_own and (not linked.by_average or linked.row.quantity > 0):
                        found[no] = index
        return found

    # ---- sums and keys

    def _close(self, period: _Period) -> None:
        """The period is final: all of it counts in the later ones."""
        for entry in period.movements.values():
            amount = self._forwarder.cost(entry).amount + self._apart(entry)
            for key in self._all_keys(entry.row):
                self._sums[key].add(entry.row.quantity, amount)
        for value in period.later_values:
            for key in self._all_keys(value):
                self._sums[key].cost += value.cost_amount_actual + value.cost_amount_expected

    def _key(self, row: ItemLedgerEntry | ValueEntry, day: dt.date) -> Key:
        return () if self._settings.average.by_item(day) else (row.location_code, row.variant_code)

    def _all_keys(self, row: ItemLedgerEntry | ValueEntry) -> tuple[Key, Key]:
        # the calculation type may differ by fiscal year, so both sums are kept
        return (), (row.location_code, row.variant_code)

    def _keys_of(self, numbers: Iterable[int], current: Key, end: dt.date) -> set[Key]:
        """Keys of the period, other than the current one, that changed movements belong to."""
        entries = (self._entries[no] for no in numbers)
        return {self._key(entry.row, end) for entry in entries if entry.valuation_date <= end} - {current}


def _stands_alone(value: ValueEntry, entry: Entry, own: dt.date, period: dt.date) -> bool:
    """Whether a value is summed by itself: valued in another period than its movement, or not felt by all."""
    is_document = value.entry_type == "Direct Cost" and not entry.is_charge(value)
    return _is_felt_later(value, entry) or (period != own and not is_document and value is not entry.values[0])


def _is_felt_later(value: ValueEntry, entry: Entry) -> bool:
    """A revaluation that decreases posted and valued before do not feel (8.4).

    A partial one, and one of goods that came back or were moved: their cost is that of the decrease they come from.
    """
    return value.partial_revaluation or (value.entry_type == "Revaluation" and entry.source is not None)


def _roundings(entry: Entry) -> Decimal:
    values = (value for value in entry.values if value.entry_type == "Rounding")
    return sum((value.cost_amount_actual for value in values), ZERO)
