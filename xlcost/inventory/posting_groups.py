"""G/L lines of value entries: buffered, in key order, with their texts (spec 2, 11.8)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from xlcost.inventory.assessment import Assessed, Line
from xlcost.rules.money import ZERO
from xlcost.tables.inventory import ValueEntry

DimensionKey = tuple[tuple[str, str], ...]
GroupKey = tuple[dt.date, int, str, str, str, str, DimensionKey, bool, int]


@dataclass(slots=True)
class Group:
    """The sum of all lines with one key, and the entries in it."""

    line: Line
    """The first line; account, kinds and inventory posting group are those of all."""
    entry: ValueEntry
    """The first entry; date, other groups and dimensions are those of all."""
    amount: Decimal = ZERO
    acy: Decimal = ZERO
    entry_nos: list[int] = field(default_factory=list)

    @property
    def description(self) -> str:
        """Text of the G/L line: both kinds of account and the posting groups."""
        first, line = self.entry, self.line
        groups = (line.inventory_posting_group, first.gen_bus_posting_group, first.gen_prod_posting_group)
        return f"{line.kind.name} - {line.balancing.name}, {','.join((first.location_code, *groups))}"


class Groups:
    """The buffer of a run per posting group. Sums never mix signs, so gross debits and credits stay visible."""

    def __init__(self) -> None:
        self._groups: dict[GroupKey, Group] = {}
        self._dimensions: dict[int, tuple[Mapping[str, str], DimensionKey]] = {}

    def add(self, assessed: Assessed) -> None:
        """Take in all lines of a value entry."""
        entry = assessed.entry
        for line in assessed.lines:
            key = self._key(line, entry)
            group = self._groups.get(key)
            if group is None:
                group = self._groups[key] = Group(line, entry)
            group.amount += line.amount
            group.acy += line.acy
            if not group.entry_nos or group.entry_nos[-1] != entry.entry_no:
                group.entry_nos.append(entry.entry_no)

    def in_order(self) -> list[Group]:
        """The groups in key order, without those that sum to 0."""
        found = (self._groups[key] for key in sorted(self._groups))
        return [group for group in found if group.amount or group.acy]

    def _key(self, line: Line, entry: ValueEntry) -> GroupKey:
        return (
            entry.posting_date,
            line.kind.order,
            entry.location_code,
            line.inventory_posting_group,
            entry.gen_bus_posting_group,
            entry.gen_prod_posting_group,
            self._dimension_key(entry.dimensions),
            line.negative,
            line.balancing.order,
        )

    def _dimension_key(self, dimensions: Mapping[str, str]) -> DimensionKey:
        # rows share their mappings, so the identity of a kept mapping is a cheap key
        known = self._dimensions.get(id(dimensions))
        if known is None:
            known = self._dimensions[id(dimensions)] = (dimensions, tuple(sorted(dimensions.items())))
        return known[1]


def entry_lines(assessed: Assessed) -> list[Line]:
    """The lines of one value entry in key order."""
    return sorted(assessed.lines, key=lambda line: (line.kind.order, line.negative, line.balancing.order))


def entry_description(entry: ValueEntry) -> str:
    """Text of a G/L line posted per entry: `Direct Cost V100 on 2026-01-31`."""
    return " ".join(part for part in (entry.entry_type, entry.source_no, "on", entry.posting_date.isoformat()) if part)


def by_column(lines: Iterable[Line]) -> dict[str, Decimal]:
    """Amounts of the lines by column of `cost_posting_lines`."""
    found: dict[str, Decimal] = {}
    for line in lines:
        found[line.kind.column] = found.get(line.kind.column, ZERO) + line.amount
    return found
