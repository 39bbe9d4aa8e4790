"""Prices and markups that replace those of a row from a date on, for everybody or one scope (spec 3, A3.1)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from xlcost.rules.dates import in_range
from xlcost.tables.prices import PriceList, PriceOverride

SCOPES = {
    "sales": ("contract", "quote", "customer"),
    "purchase": ("vendor_invoice", "subcontract", "vendor"),
    "cost": ("org_unit",),
}
"""Context of the list -> scope types, strongest first."""
_UNSCOPED = 99


@dataclass(frozen=True, slots=True)
class OverrideChoice:
    """The override that applies, if any, and why each of the others does not.

    `applied` holds two or more when nothing decides between them.
    """

    applied: tuple[PriceOverride, ...] = ()
    rejected: tuple[tuple[PriceOverride, str], ...] = ()


NO_OVERRIDE = OverrideChoice()


class Overrides:
    """The overrides of a workbook by the row that they replace."""

    def __init__(self, rows: Iterable[PriceOverride]) -> None:
        self._by_parent: dict[tuple[str, str], list[PriceOverride]] = {}
        for row in rows:
            self._by_parent.setdefault((row.parent_type, row.parent.casefold()), []).append(row)

    def __bool__(self) -> bool:
        return bool(self._by_parent)

    def choose(
        self, parent_type: str, parent: str, price_list: PriceList, day: dt.date, scopes: Mapping[str, str]
    ) -> OverrideChoice:
        """The strongest matching scope wins, then the unscoped ones; inside one scope the latest start.

        `scopes` are the scope types of the list's context with the line's values, strongest first.
        """
        rows = self._by_parent.get((parent_type, parent.casefold()))
        if not rows:
            return NO_OVERRIDE
        strengths = {scope_type: strength for strength, scope_type in enumerate(scopes)}
        judged = [(row, _rejection(row, price_list, day, scopes)) for row in rows]
        valid = [row for row, code in judged if not code]
        if not valid:
            return OverrideChoice(rejected=tuple(judged))

        def precedence(row: PriceOverride) -> tuple[int, int]:
            assert row.effective_from is not None
            return strengths.get(row.scope_type, _UNSCOPED), -row.effective_from.toordinal()

        first = min(map(precedence, valid))
        applied = tuple(row for row in valid if precedence(row) == first)
        superseded = f"SUPERSEDED_BY {applied[0].override}"
        rejected = tuple((row, code or superseded) for row, code in judged if row not in applied)
        return OverrideChoice(applied, rejected)


def outside_list(row: PriceOverride, price_list: PriceList) -> bool:
    """Whether the override starts outside the dates of its list, or on no date at all: then it is never used."""
    return row.effective_from is None or not in_range(row.effective_from, price_list.start_date, price_list.end_date)


def _rejection(row: PriceOverride, price_list: PriceList, day: dt.date, scopes: Mapping[str, str]) -> str:
    if outside_list(row, price_list):
        return "OUTSIDE_LIST"
    if row.effective_from is not None and row.effective_from > day:
        return "NOT_YET"
    if not row.scope_type and not row.scope:
        return ""
    value = scopes.get(row.scope_type, "")
    return "" if value and value.casefold() == row.scope.casefold() else "SCOPE"
