"""Inventory valuation of work in process (spec 2, 14.2)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from xlcost.books import Books
from xlcost.context import needed_work_date
from xlcost.inventory.wip_write_off import WriteOff, written_off
from xlcost.operations import Result, report
from xlcost.parameters import Day, Flag, Parameters
from xlcost.rules.money import ZERO, total
from xlcost.tables.inventory import InventorySetup, ProductionOrder, ValueEntry
from xlcost.tables.inventory_results import InventoryValuationWIPLine


class WIPValuationParameters(Parameters):
    """The period, by default up to the work date."""

    starting_date: Day = None
    """First day of the period; blank = from the beginning."""
    ending_date: Day = None
    """Last day of the period; blank = open."""
    skip_zero: Flag = False
    """Leave out orders whose figures are all 0."""


@dataclass(slots=True)
class _Sums:
    as_of_start: Decimal = ZERO
    consumption: Decimal = ZERO
    capacity: Decimal = ZERO
    output: Decimal = ZERO
    posted: Decimal = ZERO
    expected_output: Decimal = ZERO
    revalued_output: Decimal = ZERO
    """Actual revaluations of the output in the period, with the sign of `output`."""
    revalued_posted: Decimal = ZERO


@report(
    "inventory_valuation_wip",
    WIPValuationParameters,
    reads={
        ValueEntry: "entry_no posting_date item_ledger_entry_type entry_type variance_type order_type order_no"
        " order_line_no expected_cost valued_quantity item_ledger_entry_quantity cost_amount_actual"
        " cost_amount_expected cost_posted_to_gl expected_cost_posted_to_gl wip_written_off inventoriable item_no",
        ProductionOrder: "order_no order_line_no item_no status inventory_adjmt_entry_exists",
        InventorySetup: "finish_order_without_output",
    },
)
def inventory_valuation_wip(books: Books, parameters: WIPValuationParameters) -> Result:
    """Work in process of each production order: at the start, consumption, capacity, output, at the end.

    Output is what left WIP: what was made, or the cost of a finished order without output that went to Inventory Adjmt.
    """
    first, last = parameters.starting_date, parameters.ending_date
    if first is None and last is None:
        last = needed_work_date(books)
    lines = []
    by_order: dict[str, list[ValueEntry]] = {}
    for entry in books[ValueEntry].rows:
        if entry.order_type == "Production" and entry.order_no:
            by_order.setdefault(entry.order_no, []).append(entry)
    orders = books[ProductionOrder].by("order_no")
    write_off = WriteOff(books)
    for order_no in sorted(orders.keys() | by_order.keys()):
        order_lines, entries = orders.get(order_no, []), by_order.get(order_no, [])
        if _is_history(order_lines, entries, first):
            continue
        line = _line(order_no, order_lines, _sum_up(entries, first, last, write_off))
        if not parameters.skip_zero or _has_amounts(line):
            lines.append(line)
    books[InventoryValuationWIPLine].replace(
        lines,
        {(index, "as_of_end"): "{as_of_start}+{consumption}+{capacity}+{output}" for index in range(len(lines))},
    )
    return Result(
        counts={"orders": len(lines), "as_of_end": total(line.as_of_end for line in lines)}, nothing_to_do=not lines
    )


def _is_history(lines: Sequence[ProductionOrder], entries: Sequence[ValueEntry], first: dt.date | None) -> bool:
    """A finished and adjusted order without an entry since the start."""
    done = bool(lines) and all(line.status == "Finished" and line.inventory_adjmt_entry_exists for line in lines)
    return done and first is not None and not any(entry.posting_date >= first for entry in entries)


def _sum_up(entries: Sequence[ValueEntry], first: dt.date | None, last: dt.date | None, write_off: WriteOff) -> _Sums:
    sums = _Sums()
    for entry in entries:
        if (last is None or entry.posting_date <= last) and _counts(entry):
            before = first is not None and entry.posting_date < first
            _add(sums, entry, before)
            sums.posted -= written_off(entry)
            if before:
                sums.as_of_start -= write_off.target(entry)
            else:
                sums.output -= write_off.target(entry)
    if not sums.expected_output:
        sums.output -= sums.revalued_output
        sums.posted -= sums.revalued_posted
    return sums


def _counts(entry: ValueEntry) -> bool:
    if entry.item_ledger_entry_type == "Output":
        return entry.entry_type in {"Direct Cost", "Revaluation"}
    return entry.item_ledger_entry_type in {"", "Consumption"} and not entry.expected_cost


def _add(sums: _Sums, entry: ValueEntry, before: bool) -> None:
    revalued = entry.entry_type == "Revaluation"
    if entry.item_ledger_entry_type == "Output":
        _add_output(sums, entry, before, revalued)
        return
    capacity = not entry.item_ledger_entry_type
    if revalued and not capacity and entry.valued_quantity > 0:
        return  # of material given back; it goes to Inventory Adjmt., not to WIP
    sign = 1 if capacity else -1
    amount = sign * entry.cost_amount_actual
    sums.posted += sign * entry.cost_posted_to_gl
    if before:
        sums.as_of_start += ZERO if revalued else amount
    elif capacity:
        sums.capacity += amount
    else:
        sums.consumption += amount


def _add_output(sums: _Sums, entry: ValueEntry, before: bool, revalued: bool) -> None:
    sums.expected_output += entry.cost_amount_expected
    sums.posted -= entry.cost_posted_to_gl + entry.expected_cost_posted_to_gl
    if revalued:
        sums.revalued_posted -= entry.cost_posted_to_gl + entry.expected_cost_posted_to_gl
    if before:
        actual = ZERO if revalued else entry.cost_amount_actual
        sums.as_of_start -= actual + entry.cost_amount_expected
        return
    sums.output -= entry.cost_amount_actual + entry.cost_amount_expected
    if revalued:
        sums.revalued_output -= entry.cost_amount_actual  # what is expected is balanced, and WIP was posted with it


def _line(order_no: str, lines: Sequence[ProductionOrder], sums: _Sums) -> InventoryValuationWIPLine:
    first = min(lines, key=lambda line: line.order_line_no, default=None)
    return InventoryValuationWIPLine(
        order_no=order_no,
        status=first.status if first else "",
        item_no=first.item_no if first else "",
        as_of_start=sums.as_of_start,
        consumption=sums.consumption,
        capacity=sums.capacity,
        output=sums.output,
        as_of_end=sums.as_of_start + sums.consumption + sums.capacity + sums.output,
        cost_posted_to_gl=sums.posted,
    )


def _has_amounts(line: InventoryValuationWIPLine) -> bool:
    return any((line.as_of_start, line.consumption, line.capacity, line.output, line.cost_posted_to_gl))
