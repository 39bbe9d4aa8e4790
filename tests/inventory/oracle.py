"""A slow second opinion on costs: every unit is moved by itself, every average is taken from scratch.

It shares nothing with the engine. It knows purchases, charges, sales and returns of sales at one place.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from tests.acceptance.memory import Rows

Cost = Fraction


class Unsure(Exception):  # noqa: N818  no fault, but a history on which the oracle has no opinion
    """Provisional costs remain, about which only the order of postings decides."""


def cents(value: Fraction) -> Fraction:
    """To the nearest cent, halves away from zero."""
    whole = int(abs(value) * 100 + Fraction(1, 2))
    return Fraction(whole if value >= 0 else -whole, 100)


@dataclass
class Movement:
    """One movement; `units` of an increase says which decrease each unit went to, of a decrease whence each came."""

    no: int
    day: date
    quantity: int
    amount: Fraction = Fraction(0)
    source: int = 0
    units: list[int] = field(default_factory=list)

    @property
    def size(self) -> int:
        """Number of units."""
        return abs(self.quantity)


class Oracle:
    """Costs of all movements of a history, by number of the movement."""

    def __init__(self, rows: Rows, method: str, period: str, standard: Decimal) -> None:
        self.method, self.period, self.standard = method, period, Fraction(standard)
        self.moves: dict[int, Movement] = {}
        self.line: dict[int, int] = {}
        self.fixed: dict[int, Fraction] = {}
        for row in rows:
            self._play(row)
        if any(0 in move.units for move in self.moves.values() if move.quantity < 0):
            raise Unsure
        self.known: dict[int, Fraction] = {}

    # ---- quantities, unit by unit

    def _play(self, row: dict[str, object]) -> None:
        kind, line = str(row["transaction_type"]), int(str(row["line_no"]))
        if kind == "Item Charge":
            self.moves[self.line[int(str(row["charge_to_line"]))]].amount += Fraction(str(row["amount"]))
            return
        quantity = int(Decimal(str(row["quantity"]))) * (1 if kind in ("Purchase", "Sale Return") else -1)
        source = self.line[int(str(row["applies_from_line"]))] if kind == "Sale Return" else 0
        day = row["posting_date"]
        assert isinstance(day, date)
        move = Movement(len(self.moves) + 1, day, quantity, Fraction(str(row.get("amount", 0))), source)
        move.units = [0] * move.size
        self.moves[move.no], self.line[line] = move, move.no
        for _ in range(move.size):
            self._move_one(move)

    def _move_one(self, move: Movement) -> None:
        others = [
            other
            for other in self.moves.values()
            if other.quantity * move.quantity < 0 and 0 in other.units and not self._circular(move, other)
        ]
        if not others:
            return
        if move.quantity < 0 and self.method == "LIFO":
            other = max(others, key=lambda each: (each.day, each.no))
        else:
            other = min(others, key=lambda each: (each.day, each.no))
        move.units[move.units.index(0)] = other.no
        other.units[other.units.index(0)] = move.no

    def _circular(self, move: Movement, other: Movement) -> bool:
        increase, decrease = (move, other) if move.quantity > 0 else (other, move)
        return decrease.no in self._origins(increase.no)

    def _origins(self, no: int) -> set[int]:
        move = self.moves[no]
        above = {move.source} - {0} if move.quantity > 0 else set(move.units) - {0}
        return above.union(*(self._origins(each) for each in above)) if above else set()

    # ---- cost by application

    def costs(self) -> dict[int, Fraction]:
        """Cost of every movement; increases positive, decreases negative."""
        if self.method == "Average":
            return self._average()
        found = {no: self._cost(no) for no in self.moves}
        for move in self.moves.values():
            if move.quantity > 0 and 0 not in move.units:
                gone = sum((self._part(move.no, count) for count in Counter(move.units).values()), Fraction(0))
                found[move.no] = gone
        return found

    def _cost(self, no: int) -> Fraction:
        move = self.moves[no]
        if move.quantity < 0:
            return -sum((self._part(each, count) for each, count in Counter(move.units).items()), Fraction(0))
        if move.source:
            return self._returned(move, self._cost(move.source))
        return cents(self.standard * move.size) if self.method == "Standard" else move.amount

    def _part(self, no: int, count: int) -> Fraction:
        return cents(self._cost(no) * count / self.moves[no].size)

    def _returned(self, move: Movement, cost: Fraction) -> Fraction:
        return cents(-cost * move.size / self.moves[move.source].size)

    # ---- cost by average

    def _average(self) -> dict[int, Fraction]:
        found = {no: move.amount for no, move in self.moves.items()}
        days = {no: self._end(self._valued(no)) for no in self.moves}
        for end in sorted(set(days.values())):
            decreases = [no for no, move in self.moves.items() if move.quantity < 0 and days[no] == end]
            for index, no in enumerate(decreases):
                later = set(decreases[index:])
                counted = [each for each in self.moves if days[each] <= end and not self._out(each, later)]
                quantity = sum(self.moves[each].quantity for each in counted)
                cost = sum((found[each] for each in counted), Fraction(0))
                if quantity <= 0 or cost < 0:
                    raise Unsure
                found[no] = cents(cost * self.moves[no].quantity / quantity)
                for fed in self.moves.values():
                    if fed.source == no:
                        found[fed.no] = self._returned(fed, found[no])
        return found

    def _out(self, no: int, decreases: set[int]) -> bool:
        return no in decreases or (self.moves[no].quantity > 0 and bool(self._origins(no) & decreases))

    def _valued(self, no: int) -> date:
        move = self.moves[no]
        above = [move.source] if move.source else [each for each in move.units if move.quantity < 0]
        return max([move.day, *(self._valued(each) for each in above)])

    def _end(self, day: date) -> date:
        ends: dict[str, Callable[[], date]] = {
            "Day": lambda: day,
            "Week": lambda: day + timedelta(days=6 - day.weekday()),
            "Month": lambda: (day.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1),
        }
        return ends[self.period]()
