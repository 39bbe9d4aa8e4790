"""Kinds of G/L accounts and the pairs that a value entry is posted to (spec 2, 11.4, 11.5 and 11.8)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from xlcost.tables.columns import Row
from xlcost.tables.inventory import GeneralPostingSetup, InventoryPostingSetup, ValueEntry


@dataclass(frozen=True, slots=True)
class AccountType:
    """One kind of account: its place in the order of G/L lines, its name, and where its account number stands."""

    order: int
    name: str
    setup: type[Row]
    field: str
    column: str
    """Column of `cost_posting_lines`."""

    @property
    def of_inventory_setup(self) -> bool:
        """Whether location and inventory posting group give the account, not business and product group."""
        return self.setup is InventoryPostingSetup


_INVT, _GENERAL = InventoryPostingSetup, GeneralPostingSetup
_DIRECT = "mfg_direct_cost_variance"

INTERIM = AccountType(0, "Inventory (Interim)", _INVT, "inventory_account_interim", "inventory")
ACCRUAL = AccountType(1, "Invt. Accrual (Interim)", _GENERAL, "invt_accrual_account_interim", "inventory_adjmt")
INVENTORY = AccountType(2, "Inventory", _INVT, "inventory_account", "inventory")
WIP = AccountType(3, "WIP Inventory", _INVT, "wip_account", "wip")
ADJUSTMENT = AccountType(4, "Inventory Adjmt.", _GENERAL, "inventory_adjmt_account", "inventory_adjmt")
DIRECT_COST = AccountType(5, "Direct Cost Applied", _GENERAL, "direct_cost_applied_account", "direct_cost_applied")
OVERHEAD = AccountType(6, "Overhead Applied", _GENERAL, "overhead_applied_account", "overhead_applied")
PURCHASE_VARIANCE = AccountType(7, "Purchase Variance", _GENERAL, "purchase_variance_account", "purchase_variance")
COGS = AccountType(8, "COGS", _GENERAL, "cogs_account", "cogs")
COGS_INTERIM = AccountType(9, "COGS (Interim)", _GENERAL, "cogs_account_interim", "cogs")
MATERIAL_VARIANCE = AccountType(10, "Material Variance", _INVT, "material_variance_account", _DIRECT)
CAPACITY_VARIANCE = AccountType(11, "Capacity Variance", _INVT, "capacity_variance_account", _DIRECT)
SUBCONTRACTED_VARIANCE = AccountType(12, "Subcontracted Variance", _INVT, "subcontracted_variance_account", _DIRECT)
CAP_OVERHEAD_VARIANCE = AccountType(13, "Capacity Overhead Variance", _INVT, "cap_overhead_variance_account", _DIRECT)
MFG_OVERHEAD_VARIANCE = AccountType(
    14, "Mfg. Overhead Variance", _INVT, "mfg_overhead_variance_account", "mfg_overhead_variance"
)
DIRECT_COST_NON_INVT = AccountType(
    15, "Direct Cost Non-Inventory Applied", _GENERAL, "direct_cost_non_inv_applied_account", "direct_cost_applied"
)
MATERIAL_NON_INVT_VARIANCE = AccountType(
    16, "Material Non-Inventory Variance", _INVT, "mat_non_inv_variance_account", _DIRECT
)
ACCOUNT_TYPES = (
    INTERIM, ACCRUAL, INVENTORY, WIP, ADJUSTMENT, DIRECT_COST, OVERHEAD, PURCHASE_VARIANCE, COGS, COGS_INTERIM,
    MATERIAL_VARIANCE, CAPACITY_VARIANCE, SUBCONTRACTED_VARIANCE, CAP_OVERHEAD_VARIANCE, MFG_OVERHEAD_VARIANCE,
    DIRECT_COST_NON_INVT, MATERIAL_NON_INVT_VARIANCE,
)  # fmt: skip

Pair = tuple[AccountType, AccountType]
"""The account that gets the amount, and the balancing one that gets minus the amount."""


@dataclass(slots=True)
class Pairs:
    """The pair for the expected amount and the pair for the actual amount; None = such an amount is not allowed."""

    interim: Pair | None = None
    actual: Pair | None = None


PRODUCTION_CAPACITY, ASSEMBLY_CAPACITY = "Production capacity", "Assembly capacity"
DIRECT, REVALUATION, ROUNDING, INDIRECT = "Direct Cost", "Revaluation", "Rounding", "Indirect Cost"
MAY_BE_EXPECTED = (DIRECT, REVALUATION)
_ADJUSTED = ("Positive Adjmt.", "Negative Adjmt.", "Transfer")
_ALL_MOVEMENTS = (
    "Purchase", "Sale", *_ADJUSTED, "Consumption", "Output", "Assembly Output", "Assembly Consumption",
)  # fmt: skip

_INTERIM_PAIRS: tuple[tuple[tuple[str, ...], tuple[str, ...], Pair], ...] = (
    (("Purchase",), MAY_BE_EXPECTED, (INTERIM, ACCRUAL)),
    (("Sale",), MAY_BE_EXPECTED, (INTERIM, COGS_INTERIM)),
    (_ADJUSTED, (DIRECT,), (INTERIM, COGS_INTERIM)),
    (("Output",), MAY_BE_EXPECTED, (INTERIM, WIP)),
)
_ACTUAL_PAIRS: tuple[tuple[tuple[str, ...], tuple[str, ...], Pair], ...] = (
    (("Purchase",), (DIRECT,), (INVENTORY, DIRECT_COST)),
    (("Sale",), (DIRECT,), (INVENTORY, COGS)),
    ((*_ADJUSTED, "Assembly Output", "Assembly Consumption"), (DIRECT,), (INVENTORY, ADJUSTMENT)),
    (("Consumption", "Output"), (DIRECT,), (INVENTORY, WIP)),
    (("Output",), ("Direct Cost - Non Inventory",), (INVENTORY, DIRECT_COST_NON_INVT)),
    (("Purchase", "Output", "Assembly Output"), (INDIRECT,), (INVENTORY, OVERHEAD)),
    (_ALL_MOVEMENTS, (REVALUATION, ROUNDING), (INVENTORY, ADJUSTMENT)),
    ((PRODUCTION_CAPACITY,), (DIRECT,), (WIP, DIRECT_COST)),
    ((PRODUCTION_CAPACITY,), (INDIRECT,), (WIP, OVERHEAD)),
    ((ASSEMBLY_CAPACITY,), (DIRECT,), (ADJUSTMENT, DIRECT_COST)),
    ((ASSEMBLY_CAPACITY,), (INDIRECT,), (ADJUSTMENT, OVERHEAD)),
)
_VARIANCE_ACCOUNTS: tuple[tuple[tuple[str, ...], str, AccountType], ...] = (
    (("Purchase",), "Purchase", PURCHASE_VARIANCE),
    (("Output", "Assembly Output"), "Material", MATERIAL_VARIANCE),
    (("Output", "Assembly Output"), "Capacity", CAPACITY_VARIANCE),
    (("Output", "Assembly Output"), "Subcontracted", SUBCONTRACTED_VARIANCE),
    (("Output", "Assembly Output"), "Capacity Overhead", CAP_OVERHEAD_VARIANCE),
    (("Output", "Assembly Output"), "Manufacturing Overhead", MFG_OVERHEAD_VARIANCE),
    (("Output",), "Material - Non Inventory", MATERIAL_NON_INVT_VARIANCE),
)

Combination = tuple[str, str, str]
"""Movement, entry type, variance type (blank unless the entry is a variance)."""


def _all_pairs() -> Iterator[tuple[Combination, str, Pair]]:
    for movements, entry_types, pair in _INTERIM_PAIRS:
        yield from (((movement, each, ""), "interim", pair) for movement in movements for each in entry_types)
    for movements, entry_types, pair in _ACTUAL_PAIRS:
        yield from (((movement, each, ""), "actual", pair) for movement in movements for each in entry_types)
    for movements, variance, account in _VARIANCE_ACCOUNTS:
        yield from (((movement, "Variance", variance), "actual", (INVENTORY, account)) for movement in movements)


PAIRS: dict[Combination, Pairs] = {}
"""The whole table of account pairs (spec 2, 11.4). What is not in it is `COMBINATION_NOT_ALLOWED`."""
for _combination, _part, _pair in _all_pairs():
    setattr(PAIRS.setdefault(_combination, Pairs()), _part, _pair)


def combination_of(entry: ValueEntry) -> Combination:
    """The key of a value entry in the table of account pairs; capacity goes by the type of its order."""
    movement = entry.item_ledger_entry_type or f"{entry.order_type} capacity"
    return movement, entry.entry_type, entry.variance_type if entry.entry_type == "Variance" else ""
