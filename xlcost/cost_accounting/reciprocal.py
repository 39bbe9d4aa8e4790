"""Reciprocal levels: sources that serve each other, solved as simultaneous equations (spec 1, 5.6)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from math import gcd

Served = Mapping[int, Fraction]
"""Index of a source -> the part (1 = all) with which it is served."""


class Singular(Exception):  # noqa: N818  a ring that hands everything round; the caller makes a problem of it
    """The equations have no unique solution."""


def solve(own: Sequence[Fraction], serves: Sequence[Served]) -> list[Fraction]:
    """Total cost of each source: x_i = own_i + sum of serves_j[i] * x_j, exactly.

    `serves[j]` says which part of source j goes to which other sources. Raises `Singular` without a unique solution.
    """
    rows = [_equation(i, own[i], serves) for i in range(len(own))]
    order = _eliminate(rows)
    return _substitute(rows, order)


_RIGHT = -1
"""Key of the right-hand side in a row; other keys are the unknowns."""


def _equation(i: int, own: Fraction, serves: Sequence[Served]) -> dict[int, int]:
    """x_i - sum of serves_j[i] * x_j = own, in whole numbers; zero coefficients are left out."""
    row = {i: Fraction(1), _RIGHT: own}
    for j, served in enumerate(serves):
        if served.get(i):
            row[j] = row.get(j, Fraction(0)) - served[i]
    scale = 1
    for value in row.values():
        scale = scale * value.denominator // gcd(scale, value.denominator)
    return {key: int(value * scale) for key, value in row.items() if value}


def _eliminate(rows: list[dict[int, int]]) -> list[int]:
    """Rows in place to triangular form; returns which row holds the pivot of each unknown."""
    left = set(range(len(rows)))
    order: list[int] = []
    for unknown in range(len(rows)):
        candidates = [index for index in left if unknown in rows[index]]
        if not candidates:
            raise Singular
        pivot = min(candidates, key=lambda index: (len(rows[index]), index))
        left.remove(pivot)
        order.append(pivot)
        for index in candidates:
            if index != pivot:
                rows[index] = _without(unknown, rows[index], rows[pivot])
    return order


def _without(unknown: int, row: dict[int, int], pivot: dict[int, int]) -> dict[int, int]:
    """The row less a multiple of the pivot row, so that the unknown drops out; whole numbers without common factor."""
    times, less = pivot[unknown], row[unknown]
    keys = dict.fromkeys([*row, *pivot])
    combined = {key: row.get(key, 0) * times - pivot.get(key, 0) * less for key in keys}
    common = gcd(*combined.values()) or 1
    return {key: value // common for key, value in combined.items() if value}


def _substitute(rows: Sequence[dict[int, int]], order: Sequence[int]) -> list[Fraction]:
    solution = [Fraction(0)] * len(rows)
    for unknown in reversed(range(len(rows))):
        row = rows[order[unknown]]
        known = sum((row[key] * solution[key] for key in row if key not in {_RIGHT, unknown}), Fraction(0))
        solution[unknown] = (row.get(_RIGHT, 0) - known) / row[unknown]
    return solution


def way_out(serves: Sequence[Served], outside: Sequence[bool]) -> list[int]:
    """How many sources a cent passes before it leaves the ring, per source; 0 = it has a target outside.

    A source that no way leads out of the ring gets the number of sources; the equations are singular then.
    """
    steps = [0 if out else len(serves) for out in outside]
    frontier = [index for index, out in enumerate(outside) if out]
    servers: dict[int, list[int]] = {}
    for index, served in enumerate(serves):
        for other in served:
            servers.setdefault(other, []).append(index)
    while frontier:
        reached = []
        for index in frontier:
            for server in servers.get(index, []):
                if steps[server] > steps[index] + 1:
                    steps[server] = steps[index] + 1
                    reached.append(server)
        frontier = reached
    return steps
