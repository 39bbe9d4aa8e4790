"""The reconciliation as a matrix: each kind of account in the balance sheet column that it faces (spec 2, 13.3)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from xlcost.inventory.accounts import ADJUSTMENT, INTERIM, INVENTORY, WIP, AccountType
from xlcost.inventory.reconciliation_projection import (
    ADJUSTMENT_OF_WIP,
    FIELDS,
    INVENTORY_TO_WIP,
    WIP_TO_INTERIM,
)
from xlcost.rules.money import ZERO
from xlcost.tables.inventory_results import ReconciliationMatrixRow

BALANCE_SHEET = (INVENTORY, INTERIM, WIP)
COLUMNS = tuple(FIELDS[kind] for kind in BALANCE_SHEET)
_INVENTORY, _INTERIM, _WIP = COLUMNS

_ROWS: tuple[tuple[str, str, Mapping[str, tuple[str, int]]], ...] = (
    ("Inventory To WIP", "", {_INVENTORY: (INVENTORY_TO_WIP, -1), _WIP: (INVENTORY_TO_WIP, 1)}),
    ("WIP To Interim", "", {_INTERIM: (WIP_TO_INTERIM, 1), _WIP: (WIP_TO_INTERIM, -1)}),
    ("COGS (Interim)", "cogs_interim", {_INTERIM: ("cogs_interim", 1)}),
    (
        "Direct Cost Applied",
        "direct_cost_applied",
        {_INVENTORY: ("direct_cost_applied_actual", 1), _WIP: ("direct_cost_applied_wip", 1)},
    ),
    (
        "Overhead Applied",
        "overhead_applied",
        {_INVENTORY: ("overhead_applied_actual", 1), _WIP: ("overhead_applied_wip", 1)},
    ),
    ("Inventory Adjmt.", "inventory_adjmt", {_INVENTORY: ("inventory_adjmt", 1)}),
    ("Invt. Accrual (Interim)", "invt_accrual_interim", {_INTERIM: ("invt_accrual_interim", 1)}),
    ("COGS", "cogs", {_INVENTORY: ("cogs", 1)}),
    ("Purchase Variance", "purchase_variance", {_INVENTORY: ("purchase_variance", 1)}),
    ("Material Variance", "material_variance", {_INVENTORY: ("material_variance", 1)}),
    ("Capacity Variance", "capacity_variance", {_INVENTORY: ("capacity_variance", 1)}),
    ("Subcontracted Variance", "subcontracted_variance", {_INVENTORY: ("subcontracted_variance", 1)}),
    ("Capacity Overhead Variance", "capacity_overhead_variance", {_INVENTORY: ("capacity_overhead_variance", 1)}),
    ("Mfg. Overhead Variance", "mfg_overhead_variance", {_INVENTORY: ("mfg_overhead_variance", 1)}),
)


@dataclass(slots=True)
class Sums:
    """Totals of both sides by column, and the codes of warnings by kind of account."""

    items: Mapping[str, Decimal]
    gl: Mapping[str, Decimal]
    warnings: Mapping[AccountType, list[str]] = field(default_factory=dict)

    def difference(self, column: str) -> Decimal:
        """G/L less value entries."""
        return self.gl.get(column, ZERO) - self.items.get(column, ZERO)


def matrix(sums: Sums) -> tuple[list[ReconciliationMatrixRow], dict[tuple[int, str], str]]:
    """The rows, and their live formulas."""
    codes = {FIELDS[kind]: ", ".join(found) for kind, found in sums.warnings.items()}
    rows = [_row(name, column, cells, sums, codes) for name, column, cells in _ROWS]
    formulas = {(index, "total"): "{inventory}+{inventory_interim}+{wip_inventory}" for index in range(len(rows))}
    formulas |= {
        (index, "difference"): "{gl_total}-{total}" for index, row in enumerate(rows) if row.gl_total is not None
    }
    rows.append(_balance("Total", {column: sums.items.get(column, ZERO) for column in COLUMNS}))
    rows.append(_balance("G/L Total", {column: sums.gl.get(column, ZERO) for column in COLUMNS}))
    rows.append(_balance("Difference", {column: sums.difference(column) for column in COLUMNS}))
    total, gl_total, last = len(rows) - 3, len(rows) - 2, len(rows) - 1
    formulas |= {(last, column): f"{{{column}@{gl_total}}}-{{{column}@{total}}}" for column in COLUMNS}
    balance_codes = [f"{kind.name}: {codes[FIELDS[kind]]}" for kind in BALANCE_SHEET if codes.get(FIELDS[kind])]
    if balance_codes:
        rows.append(_balance("Warning", dict.fromkeys(COLUMNS), "; ".join(balance_codes)))
    return rows, formulas


def _row(
    name: str, column: str, cells: Mapping[str, tuple[str, int]], sums: Sums, codes: Mapping[str, str]
) -> ReconciliationMatrixRow:
    amounts = dict.fromkeys(COLUMNS, ZERO)
    for place, (source, sign) in cells.items():
        amounts[place] = sign * sums.items.get(source, ZERO) + ZERO  # 0 has no sign
    if column == FIELDS[ADJUSTMENT]:
        moved = sums.items.get(ADJUSTMENT_OF_WIP, ZERO)
        amounts[_INVENTORY] -= moved
        amounts[_WIP] += moved
    total = sum(amounts.values(), ZERO)
    gl_total = sums.gl.get(column, ZERO) if column else None
    return ReconciliationMatrixRow(
        name=name,
        **amounts,
        total=total,
        gl_total=gl_total,
        difference=None if gl_total is None else gl_total - total,
        warning=codes.get(column, ""),
    )


def _balance(name: str, amounts: Mapping[str, Decimal | None], warning: str = "") -> ReconciliationMatrixRow:
    return ReconciliationMatrixRow(name=name, **amounts, total=None, gl_total=None, difference=None, warning=warning)
