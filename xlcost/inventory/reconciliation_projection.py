"""Value entries as they would stand in the G/L when posted, by kind of account (spec 2, 13.1).

The projection follows from the table of account pairs: the first account gets the amount, the other one minus it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import Decimal
from functools import cache

from xlcost.books import Books
from xlcost.inventory import accounts as kinds
from xlcost.inventory.accounts import PAIRS, AccountType, Combination, Pairs, combination_of
from xlcost.inventory.wip_write_off import WriteOff, write_off_legs
from xlcost.rules.money import ZERO
from xlcost.tables.inventory import Item, ValueEntry

FIELDS: dict[AccountType, str] = {
    kinds.INVENTORY: "inventory",
    kinds.INTERIM: "inventory_interim",
    kinds.WIP: "wip_inventory",
    kinds.DIRECT_COST: "direct_cost_applied",
    kinds.OVERHEAD: "overhead_applied",
    kinds.PURCHASE_VARIANCE: "purchase_variance",
    kinds.ADJUSTMENT: "inventory_adjmt",
    kinds.ACCRUAL: "invt_accrual_interim",
    kinds.COGS: "cogs",
    kinds.COGS_INTERIM: "cogs_interim",
    kinds.MATERIAL_VARIANCE: "material_variance",
    kinds.CAPACITY_VARIANCE: "capacity_variance",
    kinds.SUBCONTRACTED_VARIANCE: "subcontracted_variance",
    kinds.CAP_OVERHEAD_VARIANCE: "capacity_overhead_variance",
    kinds.MFG_OVERHEAD_VARIANCE: "mfg_overhead_variance",
}
"""Kind of account -> its column, in the order of the reconciliation."""
INVENTORY_TO_WIP, WIP_TO_INTERIM = "inventory_to_wip", "wip_to_interim"
ADJUSTMENT_OF_WIP = "inventory_adjmt_wip"
"""Part of Inventory Adjmt. that came out of WIP, for the matrix."""
_SPLIT = (kinds.DIRECT_COST, kinds.OVERHEAD)

Leg = tuple[AccountType, Decimal]
Effect = tuple[str, int]
"""Column and sign."""


def legs(combination: Combination, actual: Decimal, expected: Decimal) -> list[Leg]:
    """The amounts by kind of account that posting both amounts gives. Stock without an account pair is inventory."""
    pairs = PAIRS.get(combination, Pairs())
    found: list[Leg] = []
    if expected and pairs.interim:
        found += [(pairs.interim[0], expected), (pairs.interim[1], -expected)]
    if actual and pairs.actual:
        found += [(pairs.actual[0], actual), (pairs.actual[1], -actual)]
    elif actual and not combination[0].endswith("capacity"):
        found.append((kinds.INVENTORY, actual))
    return found


@cache
def effects(combination: Combination) -> tuple[tuple[Effect, ...], tuple[Effect, ...]]:
    """Columns and signs of the actual and of the expected amount of a value entry."""
    pairs = PAIRS.get(combination, Pairs())
    one = Decimal(1)
    actual = [(FIELDS[kind], int(sign)) for kind, sign in legs(combination, one, ZERO) if kind in FIELDS]
    expected = [(FIELDS[kind], int(sign)) for kind, sign in legs(combination, ZERO, one) if kind in FIELDS]
    if pairs.actual:
        first, other = pairs.actual
        if other in _SPLIT:
            actual.append((f"{FIELDS[other]}_{'wip' if first is kinds.WIP else 'actual'}", -1))
        if pairs.actual == (kinds.INVENTORY, kinds.WIP):
            actual.append((INVENTORY_TO_WIP, 1))
    if pairs.interim == (kinds.INTERIM, kinds.WIP):
        expected.append((WIP_TO_INTERIM, -1))
    return tuple(actual), tuple(expected)


Amounts = dict[str, Decimal]


def project(entries: Iterable[ValueEntry], write_off: WriteOff) -> dict[str, Amounts]:
    """Item -> column -> amount, of the entries as if all of them were posted."""
    sums: dict[tuple[str, Combination], list[Decimal]] = {}
    moved: dict[str, Decimal] = {}
    for entry in entries:
        found = sums.setdefault((entry.item_no, combination_of(entry)), [ZERO, ZERO])
        found[0] += entry.cost_amount_actual
        found[1] += entry.cost_amount_expected
        if amount := write_off.target(entry):
            moved[entry.item_no] = moved.get(entry.item_no, ZERO) + amount
    items: dict[str, Amounts] = {}
    for (item_no, combination), parts in sums.items():
        amounts = items.setdefault(item_no, {})
        for part, columns in zip(parts, effects(combination), strict=True):
            for column, sign in columns:
                amounts[column] = amounts.get(column, ZERO) + sign * part
    for item_no, amount in moved.items():
        amounts = items[item_no]
        for kind, part in write_off_legs(amount):
            amounts[FIELDS[kind]] = amounts.get(FIELDS[kind], ZERO) + part
        amounts[ADJUSTMENT_OF_WIP] = amount
    return {item_no: items[item_no] for item_no in sorted(items)}


def counts_as_inventory(books: Books) -> Callable[[ValueEntry], bool]:
    """Whether a value entry belongs to the reconciliation: inventoriable, and of an item that has stock."""
    without_stock = {item.item_no for item in books[Item].rows if item.type != "Inventory"}
    return lambda entry: entry.inventoriable and entry.item_no not in without_stock


def accounts_by_kind(books: Books) -> dict[AccountType, list[str]]:
    """The distinct accounts that the posting setups name for each kind, sorted."""
    return {
        kind: sorted({number for row in books[kind.setup].rows if (number := getattr(row, kind.field))})
        for kind in FIELDS
    }
