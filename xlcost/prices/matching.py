"""Finding the row for a line's dimension values: filled columns must match, blank ones stand for everybody (A3).

Rows are kept by *mask* (which dimensions they fill) and by their values, so a line needs one lookup a mask, in
rank order, instead of a look at every row.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import combinations, islice
from typing import Generic, TypeVar

R = TypeVar("R")
NEAREST = 5
"""Rejected rows that are named of each kind: outranked ones, and ones that differ."""
Values = tuple[str, ...]
Mask = tuple[bool, ...]
"""Per dimension, most important first: True = the row leaves it blank. Masks compare as ranks."""


@dataclass(frozen=True, slots=True)
class Match(Generic[R]):
    """The rows of the best rank: none, one, or duplicates that nothing decides between."""

    rows: tuple[R, ...] = ()
    mask: Mask = ()

    @property
    def level(self) -> int:
        """Number of dimensions left blank on the row."""
        return sum(self.mask)

    @property
    def reason(self) -> str:
        """`EXACT` (nothing blank), `CATCH_ALL` (everything blank), `FALLBACK` between."""
        if not self.level:
            return "EXACT"
        return "CATCH_ALL" if self.level == len(self.mask) else "FALLBACK"


@dataclass(slots=True)
class _Masked(Generic[R]):
    mask: Mask
    filled: tuple[int, ...]
    rows: dict[Values, list[R]] = field(default_factory=dict)
    without: dict[tuple[int, ...], dict[Values, list[tuple[Values, R]]]] = field(default_factory=dict)
    """Dropped dimensions -> the other filled values -> rows, built when a near miss is asked for."""

    def near(self, dropped: tuple[int, ...], values: Values) -> Iterator[R]:
        index = self.without.get(dropped)
        if index is None:
            index = self.without[dropped] = {}
            for key, rows in self.rows.items():
                kept = tuple(part for position, part in zip(self.filled, key, strict=True) if position not in dropped)
                index.setdefault(kept, []).extend((key, row) for row in rows)
        wanted = tuple(values[position] for position in self.filled if position not in dropped)
        for key, row in index.get(wanted, ()):
            parts = dict(zip(self.filled, key, strict=True))
            if all(parts[position] != values[position] for position in dropped):
                yield row


class RowIndex(Generic[R]):
    """The rows of one list by their dimension values."""

    def __init__(self, rows: Iterable[R], values_of: Callable[[R], Values], dimensions: int) -> None:
        by_mask: dict[Mask, _Masked[R]] = {}
        for row in rows:
            values = values_of(row)
            mask = tuple([not value for value in values])
            masked = by_mask.get(mask)
            if masked is None:
                filled = tuple(position for position, blank in enumerate(mask) if not blank)
                masked = by_mask[mask] = _Masked(mask, filled)
            masked.rows.setdefault(tuple([value for value in values if value]), []).append(row)
        self._masks = [by_mask[mask] for mask in sorted(by_mask)]
        self._dimensions = dimensions
        self._size = sum(len(rows) for masked in self._masks for rows in masked.rows.values())
        self._known: dict[Values, Match[R]] = {}
        self._nearest: dict[Values, list[tuple[R, tuple[int, ...]]]] = {}

    def best(self, values: Values) -> Match[R]:
        """The row of the smallest rank that fits the values; all of them when several carry the same values."""
        match = self._known.get(values)
        if match is None:
            match = self._known[values] = next(self._matches(values), Match())
        return match

    def _matches(self, values: Values) -> Iterator[Match[R]]:
        for masked in self._masks:
            rows = masked.rows.get(tuple([values[position] for position in masked.filled]))
            if rows:
                yield Match(tuple(rows), masked.mask)

    def outranked(self, values: Values) -> list[Match[R]]:
        """The other rows that fit, by rank: each leaves a dimension blank that a better row fills."""
        return list(self._matches(values))[1:]

    def nearest(self, values: Values) -> list[tuple[R, tuple[int, ...]]]:
        """Up to five rows that do not fit, with the positions where they differ.

        Those with the fewest differences come first, then those that differ in less important dimensions.
        """
        found = self._nearest.get(values)
        if found is None:
            few = self._size <= 2**self._dimensions
            misses = self.scanned(values) if few else self.looked_up(values)
            found = self._nearest[values] = list(islice(misses, NEAREST))
        return found

    def scanned(self, values: Values) -> Iterator[tuple[R, tuple[int, ...]]]:
        """Near misses by a look at every row, which is cheaper where many dimensions meet few rows."""
        last = self._dimensions - 1
        found: list[tuple[int, list[int], int, R, tuple[int, ...]]] = []
        for masked in self._masks:
            for key, rows in masked.rows.items():
                parts = zip(masked.filled, key, strict=True)
                differing = tuple(position for position, part in parts if part != values[position])
                if differing:
                    importance = [last - position for position in reversed(differing)]
                    found += [
                        (len(differing), importance, len(found) + n, row, differing) for n, row in enumerate(rows)
                    ]
        for *_, row, differing in sorted(found, key=lambda each: each[:3]):
            yield row, differing

    def looked_up(self, values: Values) -> Iterator[tuple[R, tuple[int, ...]]]:
        """The same near misses in the same order, by lookups without one dimension, then two and so on."""
        for size in range(1, self._dimensions + 1):
            # least important dimensions first
            for dropped in combinations(range(self._dimensions - 1, -1, -1), size):
                for masked in self._masks:
                    if not any(masked.mask[position] for position in dropped):
                        for row in masked.near(dropped, values):
                            yield row, tuple(sorted(dropped))

    def duplicates(self) -> list[Sequence[R]]:
        """Groups of rows that carry the same values."""
        return [rows for masked in self._masks for rows in masked.rows.values() if len(rows) > 1]


def outranking_position(better: Mask, worse: Mask) -> int:
    """The most important dimension that the better row fills and the worse one leaves blank."""
    return next(position for position, (a, b) in enumerate(zip(better, worse, strict=True)) if a != b)
