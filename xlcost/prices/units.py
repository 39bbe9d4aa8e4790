"""Units of time: chains of units and the factor between two of them (spec 3, A1 and A3.3)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from xlcost.tables.prices import Unit


@dataclass(frozen=True, slots=True)
class UnitFault:
    """Why two units do not convert: `UNIT_NOT_CONVERTIBLE` or `UNIT_FACTOR_ZERO`, and the unit at fault."""

    code: str
    unit: str


class Units:
    """The units of a workbook by name, ignoring case."""

    def __init__(self, rows: Iterable[Unit]) -> None:
        self._units = {row.unit.casefold(): row for row in rows}
        self._factors: dict[tuple[str, str], Fraction | UnitFault] = {}

    def __contains__(self, unit: str) -> bool:
        return unit.casefold() in self._units

    def factor(self, source: str, target: str) -> Fraction | UnitFault:
        """How many `source` units one `target` unit is: the factor from a price per source to one per target.

        800 per Day (8 Hour) x factor(Day, Hour) = 1/8 is 100 per Hour. Equal names need no table of units.
        """
        key = (source.casefold(), target.casefold())
        found = self._factors.get(key)
        if found is None:
            found = self._factors[key] = Fraction(1) if key[0] == key[1] else self._between(source, target)
        return found

    def _between(self, source: str, target: str) -> Fraction | UnitFault:
        ends = [self.chain(unit) for unit in (source, target)]
        for unit, end in zip((source, target), ends, strict=True):
            if isinstance(end, UnitFault):
                return end
            if end[1] == 0:
                return UnitFault("UNIT_FACTOR_ZERO", self._shown(unit))
        (source_root, source_factor), (target_root, target_factor) = ends  # type: ignore[misc]
        if source_root != target_root or self._group(source) != self._group(target):
            return UnitFault("UNIT_NOT_CONVERTIBLE", self._shown(target))
        return Fraction(target_factor / source_factor)

    def chain(self, unit: str) -> tuple[str, Fraction] | UnitFault:
        """Primary unit and factor of a unit, the product along its chain; a negative quantity counts as 0.

        A unit that is unknown, blank, without quantity or in a circle gives a fault.
        """
        factor, seen, name = Fraction(1), set[str](), unit.casefold()
        while True:
            row = self._units.get(name)
            if row is None or name in seen or (row.base_unit and row.quantity is None):
                return UnitFault("UNIT_NOT_CONVERTIBLE", self._shown(unit))
            if not row.base_unit:
                return name, factor
            seen.add(name)
            factor *= max(Fraction(row.quantity or 0), Fraction(0))
            name = row.base_unit.casefold()

    def _shown(self, unit: str) -> str:
        row = self._units.get(unit.casefold())
        return row.unit if row else unit

    def _group(self, unit: str) -> str:
        return self._units[unit.casefold()].unit_group.casefold()
