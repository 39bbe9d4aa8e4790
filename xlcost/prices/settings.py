"""Settings of price resolution: the key/value table `pricing_parameters` as one typed value (spec 3, A1)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from decimal import Decimal
from typing import Any

from xlcost.books import Table
from xlcost.problems import Problem, fail, warning
from xlcost.tables import kinds
from xlcost.tables.kinds import CellFault, Kind, Reading
from xlcost.tables.prices import PricingParameter

DEPLOYMENTS = ("lite", "core", "integrated")
STANDARD_DIMENSIONS = {
    "lite": ("role", "resourcing_unit"),
    "core": ("role", "resourcing_unit"),
    "integrated": ("role", "resourcing_company", "resourcing_unit"),
}
"""Time dimensions of a deployment, most important first, used when `pricing_dimensions` is absent."""
_OTHER_NAMES = (
    ("Lite: deal to proforma", "lite"),
    ("Lite (deal to proforma)", "lite"),
    ("PO Core", "core"),
    ("Integrated with ERP", "integrated"),
    ("resource/non-stocked", "integrated"),
    ("Resource/non-stocked based scenarios", "integrated"),
)


@dataclass(frozen=True, slots=True)
class Settings:
    """What `pricing_parameters` says; a key left out has its default."""

    deployment: str = "lite"
    base_currency: str = ""
    multi_currency_cost: bool = False
    cost_overlap: str = "latest_created"
    sales_overlap: str = "zero"
    null_date_policy: str = "reject"
    cost_plus_on_estimates: bool = False
    unit_amount_rounding: Decimal = Decimal("0.00001")
    amount_rounding: Decimal = Decimal("0.01")

    @property
    def open_dates(self) -> bool:
        """Whether an empty start or end date of a list means unbounded."""
        return self.null_date_policy == "open"


_OVERLAPS = ("latest_created", "zero")
_KINDS: dict[str, Kind] = {
    "deployment": kinds.option_kind(DEPLOYMENTS, aliases=_OTHER_NAMES),
    "base_currency": kinds.CODE,
    "multi_currency_cost": kinds.flag_kind(),
    "cost_overlap": kinds.option_kind(_OVERLAPS),
    "sales_overlap": kinds.option_kind(_OVERLAPS),
    "null_date_policy": kinds.option_kind(("reject", "open")),
    "cost_plus_on_estimates": kinds.flag_kind(),
    "unit_amount_rounding": kinds.rate_kind(),
    "amount_rounding": kinds.rate_kind(),
}
_NAMES = {kinds.folded(name): name for name in _KINDS}
_READING = Reading()


def read_settings(table: Table[PricingParameter]) -> Settings:
    """The settings of the table. A value that does not fit fails as `CELL_INVALID` or `UNKNOWN_OPTION`."""
    values: dict[str, Any] = {}
    for row in table.rows:
        name = _NAMES.get(kinds.folded(row.key))
        if name is None or not row.value.strip():
            continue
        try:
            values[name] = _value(name, row.value)
        except CellFault as fault:
            where = table.where(row, "value")
            raise fail(
                fault.code, where, field=f"Setting {name}", why=fault.why, shown=f': "{row.value}"', value=row.value
            ) from None
    return Settings(**values)


def _value(name: str, text: str) -> Any:
    value = _KINDS[name].read(text, _READING)
    if isinstance(value, Decimal) and value <= 0:
        raise CellFault("is not above 0")
    return value


def unknown_settings(table: Table[PricingParameter]) -> Iterable[Problem]:
    """A warning for each key that is no setting, so that a misspelt one does not pass unseen."""
    known = ", ".join(each.name for each in fields(Settings))
    for row in table.rows:
        if kinds.folded(row.key) not in _NAMES:
            yield warning("SETTING_UNKNOWN", table.where(row, "key"), key=row.key, known=known)
