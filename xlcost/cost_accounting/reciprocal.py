"""Reciprocal levels: sources that serve each other, solved as simultaneous equations (spec 1, 5.6)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import gcd, prod
from operator import mul

Served = Mapping[int, Fraction]
"""Index of a source -> the part (1 = all) with which it is served."""
Equation = Mapping[int, int]
"""Unknown -> its coefficient, a whole number; zero coefficients are left out."""


class Singular(Exception):  # noqa: N818  a ring that hands everything round; the caller makes a problem of it
    """The equations have no unique solution."""


def solve(own: Sequence[Fraction], serves: Sequence[Served]) -> list[Fraction]:
    """Total cost of each source: x_i = own_i + sum of serves_j[i] * x_j, exactly.

    `serves[j]` says which part of source j goes to which other sources. Raises `Singular` without a unique solution.

    Exact elimination lets the numbers grow with every step. So the equations are solved modulo a prime, that solution
    is carried on to ever higher powers of the prime (Dixon), and fractions are made of the remainders at the end.
    """
    equations = [_equation(i, own[i], serves) for i in range(len(own))]
    largest, tried = _determinant_at_most(equations), 1
    for exponent in _MERSENNE_EXPONENTS:
        prime = 2**exponent - 1
        factors = _Factors.of(equations, prime)
        if factors is not None:
            return _lifted(equations, factors, largest)
        # a determinant that is a multiple of primes whose product is larger than it can be is 0
        tried *= prime
        if tried > largest:
            break
    raise Singular


_MERSENNE_EXPONENTS = (127, 521, 607, 1279, 2203, 2281, 3217, 4253, 4423, 9689, 9941, 11213, 19937, 21701)
"""2**n - 1 is a prime."""


_RIGHT = -1
"""Key of the right-hand side in an equation; other keys are the unknowns."""


def _equation(i: int, own: Fraction, serves: Sequence[Served]) -> Equation:
    """x_i - sum of serves_j[i] * x_j = own, in whole numbers; zero coefficients are left out."""
    row = {i: Fraction(1), _RIGHT: own}
    for j, served in enumerate(serves):
        if served.get(i):
            row[j] = row.get(j, Fraction(0)) - served[i]
    scale = 1
    for value in row.values():
        scale = scale * value.denominator // gcd(scale, value.denominator)
    return {key: int(value * scale) for key, value in row.items() if value}


def _determinant_at_most(equations: Sequence[Equation]) -> int:
    """A bound of the determinant's size: the product of the sums of the columns (Hadamard)."""
    sums = [0] * len(equations)
    for equation in equations:
        for key, value in equation.items():
            if key != _RIGHT:
                sums[key] += abs(value)
    return prod(sums)


@dataclass(frozen=True, slots=True)
class _Factors:
    """The equations taken apart into two triangles modulo a prime, so that any right-hand side is solved at once."""

    prime: int
    order: list[int]
    """Which equation stands in each row."""
    rows: list[list[int]]
    inverses: list[int]

    @classmethod
    def of(cls, equations: Sequence[Equation], prime: int) -> _Factors | None:
        """None when the determinant is 0 modulo the prime."""
        count = len(equations)
        rows = [[equation.get(key, 0) % prime for key in range(count)] for equation in equations]
        order, inverses = list(range(count)), []
        for at in range(count):
            pivot = next((index for index in range(at, count) if rows[index][at]), None)
            if pivot is None:
                return None
            rows[at], rows[pivot] = rows[pivot], rows[at]
            order[at], order[pivot] = order[pivot], order[at]
            inverses.append(pow(rows[at][at], -1, prime))
            _take_out(at, rows, inverses[at], prime)
        return cls(prime, order, rows, inverses)

    def solution(self, right: Sequence[int]) -> list[int]:
        """The solution for a right-hand side, modulo the prime."""
        below: list[int] = []
        for row, index in zip(self.rows, self.order, strict=True):
            below.append((right[index] - sum(map(mul, row, below))) % self.prime)
        found = [0] * len(below)
        for at in reversed(range(len(below))):
            known = sum(map(mul, self.rows[at][at + 1 :], found[at + 1 :]))
            found[at] = (below[at] - known) * self.inverses[at] % self.prime
        return found


def _take_out(at: int, rows: list[list[int]], inverse: int, prime: int) -> None:
    """The unknown `at` drops out of the rows below its own; what each was lessened by stands in its place."""
    behind = rows[at][at + 1 :]
    filled = [(key, value) for key, value in enumerate(behind, at + 1) if value]
    for row in rows[at + 1 :]:
        if not row[at]:
            continue
        times = row[at] = row[at] * inverse % prime
        if 3 * len(filled) > len(behind):
            row[at + 1 :] = [(one - times * other) % prime for one, other in zip(row[at + 1 :], behind, strict=True)]
        else:
            for key, value in filled:
                row[key] = (row[key] - times * value) % prime


def _lifted(equations: Sequence[Equation], factors: _Factors, largest: int) -> list[Fraction]:
    """The exact solution: digits to the base of the prime, as many as tell all possible fractions apart."""
    right = [equation.get(_RIGHT, 0) for equation in equations]
    sides = [
        ([key for key in equation if key != _RIGHT], [value for key, value in equation.items() if key != _RIGHT])
        for equation in equations
    ]
    numerators = largest * max(1, sum(map(abs, right)))
    values, power = [0] * len(right), 1
    while power <= 2 * numerators * largest:
        digits = factors.solution(right)
        values = [value + digit * power for value, digit in zip(values, digits, strict=True)]
        power *= factors.prime
        right = [
            (left - sum(map(mul, coefficients, map(digits.__getitem__, keys)))) // factors.prime
            for left, (keys, coefficients) in zip(right, sides, strict=True)
        ]
    return _fractions(values, power, numerators)


def _fractions(values: Sequence[int], modulus: int, numerators: int) -> list[Fraction]:
    """The fraction behind each remainder. They nearly always share a denominator, which is looked for once."""
    found, common = [], 1
    for value in values:
        scaled = value * common % modulus
        if min(scaled, modulus - scaled) > numerators:
            common *= _denominator(scaled, modulus, numerators)
            scaled = value * common % modulus
        found.append(Fraction(scaled if 2 * scaled < modulus else scaled - modulus, common))
    return found


def _denominator(value: int, modulus: int, numerators: int) -> int:
    """The smallest factor that makes a remainder a number of at most that size (Euclid's algorithm, broken off)."""
    before, now, factor_before, factor = modulus, value, 0, 1
    while now > numerators:
        times = before // now
        before, now = now, before - times * now
        factor_before, factor = factor, factor_before - times * factor
    return abs(factor)


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
