"""Pricing dimensions: which columns decide a price on which side, and reading them from rows (spec 3, A1 and A3)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Any, Literal

from xlcost.prices.settings import STANDARD_DIMENSIONS
from xlcost.tables.columns import Row, header_key
from xlcost.tables.kinds import shown
from xlcost.tables.prices import PricingDimension

Side = Literal["cost", "sales", "purchase"]
SIDES: tuple[Side, ...] = ("cost", "sales", "purchase")
Getter = Callable[[Any], str]
_LAST = 2**31
_DECLARED = ("role", "resourcing_company", "resourcing_unit", "resource")
"""Dimensions that have columns on price rows whether they are used or not."""


@dataclass(frozen=True, slots=True)
class SideDimension:
    """A dimension as one side uses it. A blank priority comes after all numbers, in the order of the sheet."""

    name: str
    markup: bool
    line_column: str
    priority: int | None = None


class Dimensions:
    """The dimensions of every side, most important first."""

    def __init__(self, rows: Sequence[PricingDimension], deployment: str) -> None:
        standard = [SideDimension(name, False, name) for name in STANDARD_DIMENSIONS[deployment]]
        self._sides = {side: _of_side(rows, side) if rows else standard for side in SIDES}
        self.switched_off = tuple(
            name
            for name in _all_names(rows)
            if header_key(name) not in {header_key(each.name) for side in SIDES for each in self._sides[side]}
        )
        """Dimensions that no side uses, though price rows may still carry values for them."""

    def of(self, side: Side) -> Sequence[SideDimension]:
        """All dimensions of a side, amount and markup together: a markup row is matched over both."""
        return self._sides[side]

    def amounts(self, side: Side) -> list[SideDimension]:
        """The dimensions that decide the base rate."""
        return [each for each in self._sides[side] if not each.markup]

    def has_markups(self, side: Side) -> bool:
        """Whether markup rows count on the side at all."""
        return any(each.markup for each in self._sides[side])


def _of_side(rows: Sequence[PricingDimension], side: Side) -> list[SideDimension]:
    used = [row for row in rows if getattr(row, f"applies_to_{side}")]
    found = [
        SideDimension(row.dimension, row.kind == "markup", row.line_column or row.dimension, _priority(row, side))
        for row in used
    ]
    # with equal numbers the amount dimension comes first, since the base rate follows it
    return sorted(found, key=lambda each: (_LAST if each.priority is None else each.priority, each.markup))


def _priority(row: PricingDimension, side: Side) -> int | None:
    found: int | None = getattr(row, f"{side}_priority")
    return found


def _all_names(rows: Iterable[PricingDimension]) -> Iterable[str]:
    declared = [row.dimension for row in rows]
    known = {header_key(name) for name in declared}
    return [*declared, *(name for name in _DECLARED if header_key(name) not in known)]


def column_getter(row_class: type[Row], column: str) -> Getter:
    """Reads a column of a row as it stands: a declared one, or one of its dimension columns."""
    key = header_key(column)
    for each in row_class.info.columns:
        if not each.spread and header_key(each.key) == key:
            return attrgetter(each.key) if each.kind.blank == "" else _as_text(each.key)

    def custom(row: Any) -> str:
        for name, value in row.dimensions.items():
            if header_key(name) == key:
                return str(value)
        return ""

    return _by_exact_name(column, custom)


def _as_text(key: str) -> Getter:
    """A number or date that serves as a dimension counts as it is shown."""
    value_of = attrgetter(key)
    return lambda row: shown(value_of(row))


def _by_exact_name(column: str, otherwise: Getter) -> Getter:
    def exact(row: Any) -> str:
        found = row.dimensions.get(column)
        return otherwise(row) if found is None and row.dimensions else found or ""

    return exact


def folded_values(getters: Iterable[Getter]) -> Callable[[Any], tuple[str, ...]]:
    """The dimension values of a row or line, folded for comparison; blank on a row = everybody."""
    fixed = tuple(getters)
    return lambda row: tuple([getter(row).casefold() for getter in fixed])
