"""Where the cost of a movement comes from and where it goes: applications, returns, transfers, orders (spec 2, 4.7)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from xlcost.inventory.history import CONSUMPTION, OUTPUT, Entry
from xlcost.inventory.ledger import Ledger, order_key
from xlcost.tables.inventory import ValueEntry

Links = Callable[[Ledger, Entry], list[int]]


def sources(ledger: Ledger, entry: Entry) -> list[int]:
    """Numbers of the entries that a movement takes its cost from, one step back."""
    found = [entry.source.outbound_item_entry_no] if entry.source else []
    found += [use.inbound_item_entry_no for use in entry.supplies]
    if entry.row.entry_type in OUTPUT:
        values = ledger.order_values(order_key(entry.row))
        found += [value.item_ledger_entry_no for value in values if value.item_ledger_entry_type in CONSUMPTION]
    return found


def recipients(ledger: Ledger, entry: Entry) -> list[int]:
    """Numbers of the entries that take their cost from a movement, one step on."""
    found = [fed.inbound_item_entry_no for fed in entry.fed]
    found += [use.outbound_item_entry_no for use in entry.uses]
    if entry.row.entry_type in CONSUMPTION:
        found += [output.no for output in ledger.outputs_of(order_key(entry.row))]
    return found


def products(ledger: Ledger, values: Iterable[ValueEntry]) -> set[str]:
    """Items that came out of the orders to which those values of consumption belong."""
    keys = {order_key(value) for value in values if value.item_ledger_entry_type in CONSUMPTION}
    return {output.row.item_no for key in keys for output in ledger.outputs_of(key)}


def reached(ledger: Ledger, starts: Iterable[Entry], links: Links) -> Iterator[int]:
    """Numbers of all entries that the links lead to from the starts, over any number of steps."""
    visited: set[int] = set()
    waiting = list(starts)
    while waiting:
        for no in links(ledger, waiting.pop()):
            entry = ledger.entry(no)
            if entry is not None and no not in visited:
                visited.add(no)
                waiting.append(entry)
                yield no


def comes_from(ledger: Ledger, increase: Entry, others: Iterable[Entry]) -> bool:
    """Whether the cost of an increase comes from one of the others, or it is one of them.

    Looks both ways at once: the shorter way tells that there is no link.
    """
    known = {entry.no: entry for entry in others}
    back, on = reached(ledger, [increase], sources), reached(ledger, known.values(), recipients)
    return increase.no in known or any(up in known or down == increase.no for up, down in zip(back, on, strict=False))
