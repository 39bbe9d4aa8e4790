"""The item ledger of one operation: entries with their values and applications, what is new, and undo by transaction.

Rows stay in the tables until the operation ends: new rows are appended by `flush`, changes of old rows go through
`Table.update`. Histories are built item by item when they are first asked for, so untouched items cost nothing.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable
from decimal import Decimal
from functools import partial
from typing import Any

from xlcost.books import Books
from xlcost.context import work_date
from xlcost.inventory.history import OUTPUT, Entry, ItemHistory, valued_on
from xlcost.inventory.periods import AveragePeriods
from xlcost.rules.money import ZERO
from xlcost.tables.columns import Row
from xlcost.tables.inventory import (
    AvgCostAdjmtEntryPoint,
    InventorySetup,
    Item,
    ItemApplicationEntry,
    ItemLedgerEntry,
    ItemRegister,
    PostValueEntryToGL,
    ValueEntry,
)

OrderKey = tuple[str, str, int]
PointKey = tuple[str, str, str, dt.date]


class Ledger:
    """Item histories of the books, and everything that the operation adds to them."""

    def __init__(self, books: Books, average: AveragePeriods) -> None:
        self.books = books
        self.average = average
        self._setup = books.one(InventorySetup)
        self._rows = _grouped(books[ItemLedgerEntry].rows)
        self._values = _grouped(books[ValueEntry].rows)
        self._item_of = {row.entry_no: row.item_no for row in books[ItemLedgerEntry].rows}
        self._applications: dict[str, list[ItemApplicationEntry]] = defaultdict(list)
        for row in books[ItemApplicationEntry].rows:
            self._applications[self._item_of.get(row.item_ledger_entry_no, "")].append(row)
        self._histories: dict[str, ItemHistory] = {}
        self._orders: dict[OrderKey, list[ValueEntry]] | None = None
        self._points = {_point_key(row): row for row in books[AvgCostAdjmtEntryPoint].rows}
        self._points_of = _grouped(books[AvgCostAdjmtEntryPoint].rows)
        self.new_entries: list[ItemLedgerEntry] = []
        self.new_values: list[ValueEntry] = []
        self.new_applications: list[ItemApplicationEntry] = []
        self._new_points: list[AvgCostAdjmtEntryPoint] = []
        self._new_queue: list[PostValueEntryToGL] = []
        self._first_entry = books[ItemLedgerEntry].next_number()
        self._first_value = books[ValueEntry].next_number()
        self._first_application = books[ItemApplicationEntry].next_number()
        self.register_no = books[ItemRegister].next_number()
        self._touched: dict[int, Entry] = {}
        self._undo: list[Callable[[], Any]] = []
        self._begun = self._first_value
        """Number of the first value entry that `undo` takes back."""

    # ---- looking up

    def history(self, item_no: str) -> ItemHistory:
        """The history of an item that exists."""
        found = self._histories.get(item_no)
        if found is None:
            found = self._histories[item_no] = self._build(item_no)
        return found

    def has_entries(self, item_no: str) -> bool:
        """Whether there is anything of the item to adjust."""
        history = self._histories.get(item_no)
        return bool(history.entries) if history is not None else item_no in self._rows

    def _build(self, item_no: str) -> ItemHistory:
        item = self.books[Item].get(item_no)
        unknown: dict[str, Any] = {"item_no": item_no}
        history = ItemHistory(item or Item(**unknown))
        rows = sorted(self._rows.pop(item_no, ()), key=lambda row: row.entry_no)
        history.entries = {row.entry_no: Entry(row) for row in rows}
        values = sorted(self._values.pop(item_no, ()), key=lambda row: row.entry_no)
        history.imported_values_only = not rows and any(value.item_ledger_entry_no for value in values)
        for value in values:
            entry = history.entries.get(value.item_ledger_entry_no)
            if value.item_ledger_entry_no and not (entry and entry.row.drop_shipment):
                history.invoiced_stock += value.invoiced_quantity
            if entry is not None:
                entry.values.append(value)
        for application in self._applications.pop(item_no, ()):
            history.link(application)
        return history

    def entry(self, entry_no: int) -> Entry | None:
        """The entry of that number, with its values and applications."""
        item_no = self._item_of.get(entry_no)
        return None if item_no is None else self.history(item_no).entries.get(entry_no)

    def order_values(self, key: OrderKey) -> list[ValueEntry]:
        """All value entries of an order line: consumption, capacity, output."""
        if self._orders is None:
            self._orders = defaultdict(list)
            for value in (*self.books[ValueEntry].rows, *self.new_values):
                if value.order_type in ("Production", "Assembly"):
                    values = self._orders[order_key(value)]
                    values.append(value)
                    if value.entry_no >= self._begun:
                        self._undo.append(values.pop)
        return self._orders.get(key, [])

    def outputs_of(self, key: OrderKey) -> list[Entry]:
        """The output movements of an order line, in order of number."""
        values = self.order_values(key)
        numbers = {value.item_ledger_entry_no for value in values if value.item_ledger_entry_type in OUTPUT}
        return [entry for no in sorted(numbers) if (entry := self.entry(no)) is not None]

    def has_orders(self) -> bool:
        """Whether any value entry belongs to a production or assembly order."""
        self.order_values(("", "", 0))
        return bool(self._orders)

    def order_keys(self, order_type: str) -> list[OrderKey]:
        """The order lines of that type which have value entries, in order."""
        self.order_values(("", "", 0))
        return sorted(key for key in self._orders or () if key[0] == order_type)

    # ---- adding

    def next_entry_no(self) -> int:
        """Number for the next item ledger entry."""
        return self._first_entry + len(self.new_entries)

    def add_entry(self, row: ItemLedgerEntry) -> Entry:
        """A new movement, open with its whole quantity."""
        history, entry = self.history(row.item_no), Entry(row)
        self.new_entries.append(row)
        history.entries[row.entry_no] = entry
        self._item_of[row.entry_no] = row.item_no
        self._undo += (
            self.new_entries.pop,
            partial(history.entries.pop, row.entry_no),
            partial(self._item_of.pop, row.entry_no),
            partial(object.__setattr__, row, "remaining_quantity", ZERO),
        )
        return entry

    def add_application(self, **fields: Any) -> ItemApplicationEntry:
        """A new application; its links are kept up."""
        row = ItemApplicationEntry(entry_no=self._first_application + len(self.new_applications), **fields)
        self.new_applications.append(row)
        self._undo.append(self.new_applications.pop)
        inbound = self.entry(row.inbound_item_entry_no)
        outbound = self.entry(row.outbound_item_entry_no) if row.outbound_item_entry_no else None
        if inbound is None or outbound is None:
            return row
        if row.item_ledger_entry_no == row.inbound_item_entry_no:
            inbound.source = row
            outbound.fed.append(row)
            self._undo += (partial(setattr, inbound, "source", None), outbound.fed.pop)
        else:
            outbound.supplies.append(row)
            inbound.uses.append(row)
            self._undo += (outbound.supplies.pop, inbound.uses.pop)
        return row

    def next_value_no(self) -> int:
        """Number for the next value entry."""
        return self._first_value + len(self.new_values)

    def values_from(self, entry_no: int) -> list[ValueEntry]:
        """The new value entries from that number on."""
        return self.new_values[entry_no - self._first_value :]

    def add_value(self, value: ValueEntry) -> ValueEntry:
        """A new value entry: into its movement, its order, the queue and the average cost entry points."""
        self.new_values.append(value)
        self._undo.append(self.new_values.pop)
        if value.item_ledger_entry_no:
            self._add_to_movement(value)
        if self._orders is not None and value.order_type in ("Production", "Assembly"):
            values = self._orders[order_key(value)]
            values.append(value)
            self._undo.append(values.pop)
        if self._is_queued(value):
            waiting = PostValueEntryToGL(
                value_entry_no=value.entry_no, item_no=value.item_no, posting_date=value.posting_date
            )
            self._new_queue.append(waiting)
            self._undo.append(self._new_queue.pop)
        if value.order_type == "Assembly":
            self._reopen_assembly(value)
        return value

    def _reopen_assembly(self, value: ValueEntry) -> None:
        """What an assembly order uses is cost of its output, which is then to be adjusted again."""
        if value.item_ledger_entry_type != "Assembly Output":
            for entry in self.outputs_of(order_key(value)):
                self.unmark(self.history(entry.row.item_no).item)

    def _add_to_movement(self, value: ValueEntry) -> None:
        history = self.history(value.item_no)
        entry = history.entries[value.item_ledger_entry_no]
        entry.values.append(value)
        self._touched[entry.no] = entry
        self._undo.append(entry.values.pop)
        if value.invoiced_quantity and not entry.row.drop_shipment:
            self._undo.append(partial(setattr, history, "invoiced_stock", history.invoiced_stock))
            history.invoiced_stock += value.invoiced_quantity
        if not value.adjustment:
            self.unmark(history.item)
            self.mark_period(history.item, value.location_code, value.variant_code, valued_on(value))

    def _is_queued(self, value: ValueEntry) -> bool:
        if self._setup.automatic_cost_posting or not value.inventoriable:
            return False
        if not value.expected_cost and (value.cost_amount_actual or value.cost_amount_actual_acy):
            return True
        expected = value.cost_amount_expected or value.cost_amount_expected_acy
        return self._setup.expected_cost_posting_to_gl and bool(expected)

    # ---- what is still to be adjusted

    def unmark(self, item: Item) -> None:
        """Something happened to the item, so that its costs are to be adjusted."""
        if item.cost_is_adjusted:
            self.change(item, cost_is_adjusted=False)

    def mark_period(self, item: Item, location_code: str, variant_code: str, day: dt.date) -> None:
        """Something happened in an average cost period."""
        if item.costing_method != "Average" or item.type != "Inventory":
            return
        if self.average.by_item(day):
            location_code = variant_code = ""
        key = (item.item_no, variant_code, location_code, self.average.end_of(day))
        point = self._points.get(key)
        if point is not None:
            if point.cost_is_adjusted:
                self.change(point, cost_is_adjusted=False)
            return
        point = AvgCostAdjmtEntryPoint(
            item_no=key[0], variant_code=key[1], location_code=key[2], valuation_date=key[3], cost_is_adjusted=False
        )
        self._points[key] = point
        self._new_points.append(point)
        self._points_of[item.item_no].append(point)
        self._undo += (partial(self._points.pop, key), self._new_points.pop, self._points_of[item.item_no].pop)

    def points_of(self, item_no: str) -> list[AvgCostAdjmtEntryPoint]:
        """Average cost entry points of an item."""
        return list(self._points_of[item_no])

    def drop_points(self, points: Iterable[AvgCostAdjmtEntryPoint]) -> None:
        """Take out entry points of the tables that no longer fit the setup."""
        gone = list(points)
        for point in gone:
            del self._points[_point_key(point)]
            self._points_of[point.item_no].remove(point)
        self.books[AvgCostAdjmtEntryPoint].remove(gone)

    # ---- changing and undoing

    def change(self, row: Row, **values: Any) -> None:
        """Change cells of a row; new rows of this operation are not in the tables yet."""
        old = {column: getattr(row, column) for column in values}
        self._set(row, values)
        self._undo.append(partial(self._set, row, old))

    def _set(self, row: Row, values: dict[str, Any]) -> None:
        if self._is_new(row):
            for column, value in values.items():
                object.__setattr__(row, column, value)
        else:
            self.books[type(row)].update(row, **values)

    def _is_new(self, row: Row) -> bool:
        if isinstance(row, ItemLedgerEntry):
            return row.entry_no >= self._first_entry
        return isinstance(row, ValueEntry) and row.entry_no >= self._first_value

    def set_remaining(self, entry: Entry, remaining: Decimal) -> None:
        """Change what is open of an entry."""
        self.change(entry.row, remaining_quantity=remaining, open=remaining != 0)
        self._undo.append(partial(self._reopen, entry))

    def _reopen(self, entry: Entry) -> None:
        # runs before the quantity is restored, so the entry goes into the pool again unseen; closed ones drop out
        self.history(entry.row.item_no).pool(entry.row).add(entry)

    def begin(self) -> None:
        """What was done so far stands; `undo` goes back to here."""
        self._begun = self.next_value_no()
        self._undo.clear()

    def undo(self) -> None:
        """Take back everything since `begin`."""
        while self._undo:
            self._undo.pop()()

    # ---- the end

    def flush(self, source_code: str) -> None:
        """Append what is new to the tables and bring the sums of the touched entries up to date."""
        books = self.books
        for no in sorted(self._touched):
            self._sum_up(self._touched[no])
        if self.new_entries or self.new_values:
            books[ItemRegister].append(self._register(source_code))
        books[ItemLedgerEntry].append(*self.new_entries)
        books[ItemApplicationEntry].append(*self.new_applications)
        books[ValueEntry].append(*self.new_values)
        books[PostValueEntryToGL].append(*self._new_queue)
        books[AvgCostAdjmtEntryPoint].append(*self._new_points)

    def _sum_up(self, entry: Entry) -> None:
        actual = sum((value.cost_amount_actual for value in entry.values), ZERO)
        expected = sum((value.cost_amount_expected for value in entry.values), ZERO)
        self._set(entry.row, {"cost_amount_actual": actual, "cost_amount_expected": expected})

    def _register(self, source_code: str) -> ItemRegister:
        return ItemRegister(
            no=self.register_no,
            from_entry_no=self._first_entry if self.new_entries else 0,
            to_entry_no=self.new_entries[-1].entry_no if self.new_entries else 0,
            from_value_entry_no=self._first_value if self.new_values else 0,
            to_value_entry_no=self.new_values[-1].entry_no if self.new_values else 0,
            source_code=source_code,
            creation_date=work_date(self.books),
        )


def order_key(row: ValueEntry | ItemLedgerEntry) -> OrderKey:
    """The order line of a row. An assembly order makes one thing, so the lines of its components are all its own."""
    return row.order_type, row.order_no, row.order_line_no if row.order_type == "Production" else 0


def _point_key(row: AvgCostAdjmtEntryPoint) -> PointKey:
    return row.item_no, row.variant_code, row.location_code, row.valuation_date


def _grouped(rows: Iterable[Any]) -> dict[str, list[Any]]:
    groups: dict[str, list[Any]] = defaultdict(list)
    for row in rows:
        groups[row.item_no].append(row)
    return groups
