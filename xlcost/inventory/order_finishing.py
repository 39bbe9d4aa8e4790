"""Finishing a production order: its output gets the actual cost, its WIP is cleared (spec 2, 9.4, 9.6 and 10.4)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal, localcontext

from xlcost.books import Books
from xlcost.context import needed_work_date, posting_range
from xlcost.inventory import entry_points
from xlcost.inventory.automatic_adjustment import adjust_now, is_due_on
from xlcost.inventory.automatic_posting import POSTING_READS, AutomaticPosting, posts_at_once
from xlcost.inventory.corrections import SOURCE_CODE
from xlcost.inventory.imported_history import complete_history
from xlcost.inventory.ledger import Ledger
from xlcost.inventory.queue import bring_in_line, current_queue
from xlcost.inventory.reads import LEDGER_READS
from xlcost.inventory.settings import settings_of
from xlcost.inventory.wip_write_off import (
    OrderLine,
    WriteOff,
    cost_in_wip,
    line_of,
    lines_without_output,
    writes_off,
)
from xlcost.operations import ALL, Result, operation
from xlcost.parameters import CodeText, Day, Parameters
from xlcost.problems import OperationError, Problem, fail, problem
from xlcost.rules.money import WIDE, total
from xlcost.tables.inventory import (
    Item,
    ItemTransaction,
    PostValueEntryToGL,
    ProductionOrder,
    ValueEntry,
)


class FinishOrderParameters(Parameters):
    """Which order is finished, and when."""

    order_no: CodeText
    """Production order."""
    posting_date: Day = None
    """Day on which it is finished; blank = work date."""


@operation(
    "finish_production_order",
    FinishOrderParameters,
    reads={
        **LEDGER_READS,
        **POSTING_READS,
        PostValueEntryToGL: ALL,
        ItemTransaction: "subcontracting posted value_entry_nos",
    },
)
def finish_production_order(books: Books, parameters: FinishOrderParameters) -> Result:
    """Mark a production order as finished; the next cost adjustment gives its output the actual cost.

    Where the setup adjusts costs automatically this happens at once, and automatic cost posting follows. An order
    without output leaves its cost in WIP, with a warning, unless the setup moves it to Inventory Adjmt.
    """
    table = books[ProductionOrder]
    lines = table.by("order_no").get(parameters.order_no, [])
    if not lines:
        raise fail("ORDER_NOT_FOUND", table.where(), order_no=parameters.order_no, order_line_no="")
    day = parameters.posting_date or needed_work_date(books)
    released = [line for line in lines if line.status != "Finished"]
    for line in released:
        table.update(line, status="Finished", finished_date=day, inventory_adjmt_entry_exists=False)
    if not released:
        return Result(counts={"finished": 0}, nothing_to_do=True)
    counts = {"finished": len(released)}
    made, counts_of_adjustment = _adjust(books, released, day)
    _clear_wip(books, made)
    return Result(counts=counts | counts_of_adjustment, problems=_left_in_wip(books, released))


def _adjust(books: Books, lines: Sequence[ProductionOrder], day: dt.date) -> tuple[list[ValueEntry], dict[str, int]]:
    """Adjust the components and the products at once, where that is due (10.4); the value entries that it made."""
    with localcontext(WIDE):
        settings = settings_of(books)
        if not is_due_on(books, settings, day):
            return [], {}
        complete_history(settings)
        ledger = Ledger(books, settings.average)
        orders = {line.order_no for line in lines}
        item_nos = dict.fromkeys(line.item_no for line in lines)
        item_nos |= dict.fromkeys(value.item_no for value in books[ValueEntry].rows if value.order_no in orders)
        items = [item for item_no in item_nos if (item := books[Item].get(item_no)) is not None]
        entry_points.refresh(ledger, settings.average, items, books[ValueEntry].rows)
        created = adjust_now(books, ledger, settings, item_nos)
        made = list(ledger.new_values)
        ledger.flush(SOURCE_CODE)
    return made, {"created": created}


def _clear_wip(books: Books, made: Sequence[ValueEntry]) -> None:
    """Post what the adjustment made and move WIP at once, or put the value entries of which WIP moves in the queue.

    There wait also those dated in a closed month, so that it does not keep the order from being finished.
    """
    if posts_at_once(books):
        permitted = posting_range(books)
        numbers = {value.entry_no for value in made}
        moved = [value for value in WriteOff(books).waiting(books[ValueEntry].rows) if value.entry_no not in numbers]
        ready = [value for value in moved if permitted.permits(value.posting_date)]
        found = AutomaticPosting(books).post([*ready, *made]) if ready or made else None
        if found is not None:
            raise OperationError(found)
        if len(ready) == len(moved):
            return
    if writes_off(books):
        bring_in_line(books, current_queue(books))


def _left_in_wip(books: Books, lines: Sequence[ProductionOrder]) -> list[Problem]:
    """A warning for each line without output that leaves cost in WIP."""
    if writes_off(books):
        return []
    table = books[ProductionOrder]
    without = lines_without_output(books)
    costs: dict[OrderLine, list[Decimal]] = {}
    for value in books[ValueEntry].rows:
        if line_of(value) in without:
            costs.setdefault(line_of(value), []).append(cost_in_wip(value))
    return [
        problem(
            "ORDER_WITHOUT_OUTPUT",
            table.where(line, "status"),
            order_no=line.order_no,
            order_line_no=line.order_line_no,
            amount=amount,
        )
        for line in lines
        if (amount := total(costs.get((line.order_no, line.order_line_no), ())))
    ]
