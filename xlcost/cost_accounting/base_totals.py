"""Totals of many filtered questions over one big table, in one pass over its rows (spec 1, 5.2)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from operator import itemgetter
from typing import Any

from xlcost.cost_accounting.date_codes import Range
from xlcost.rules.dates import in_range
from xlcost.rules.filters import compiled
from xlcost.rules.money import ZERO

Fact = tuple[str, str, str, str, date | None, Decimal]
"""One row of a base: number, group, cost center, cost object, day, value."""
Filters = tuple[str, str, str, str]
"""Filter texts over number, group, cost center and cost object; blank = everything."""
_Cell = list[Any]
"""Total and latest day of the rows that fell into it."""
_OPERATORS = frozenset("|&<>.*?'")


@dataclass(frozen=True, slots=True)
class Question:
    """Which rows of a base a share counts."""

    filters: Filters
    days: Range


@dataclass(frozen=True, slots=True)
class Answer:
    """Sum of the rows asked for, and the day of the latest of them; None without a dated row."""

    total: Decimal = ZERO
    latest: date | None = None


def answers(facts: Iterable[Fact], questions: Sequence[Question]) -> list[Answer]:
    """The answers in the order of the questions.

    The rows are added up once per range of days, by the attributes that some question filters on. Each filter is
    then applied once to what the filters before it left; attributes with few different filters come first.
    """
    order = _attributes(questions)
    trees = {days: _Tree(cells) for days, cells in _cells(facts, questions, order).items()}
    return [trees[each.days].answer([each.filters[index] for index in order]) for each in questions]


def _attributes(questions: Sequence[Question]) -> list[int]:
    texts = [{question.filters[index] for question in questions} for index in range(4)]
    used = [index for index in range(4) if texts[index] - {""}]
    return sorted(used, key=lambda index: (len(texts[index]), index))


def _cells(
    facts: Iterable[Fact], questions: Sequence[Question], order: Sequence[int]
) -> dict[Range, dict[tuple[str, ...], _Cell]]:
    by_range: dict[Range, dict[tuple[str, ...], _Cell]] = {question.days: {} for question in questions}
    wanted: dict[date | None, list[dict[tuple[str, ...], _Cell]]] = {}
    key_of = _key_function(order)
    for fact in facts:
        day = fact[4]
        if day not in wanted:
            wanted[day] = [cells for days, cells in by_range.items() if _falls_into(day, days)]
        key = key_of(fact)
        for cells in wanted[day]:
            cell = cells.get(key)
            if cell is None:
                cells[key] = [fact[5], day]
            else:
                _add(cell, fact[5], day)
    return by_range


def _falls_into(day: date | None, days: Range) -> bool:
    return days == (None, None) if day is None else in_range(day, *days)


def _add(cell: _Cell, value: Decimal, day: date | None) -> None:
    cell[0] += value
    if day is not None and (cell[1] is None or day > cell[1]):
        cell[1] = day


def _key_function(order: Sequence[int]) -> Callable[[Fact], tuple[str, ...]]:
    if not order:
        return lambda _fact: ()
    if len(order) == 1:
        only = order[0]
        return lambda fact: (fact[only],)  # type: ignore[return-value]
    return itemgetter(*order)


class _Tree:
    """Cells by the values of the attributes left; a filter on the first of them leads to a child."""

    __slots__ = ("_cells", "_children", "_groups")

    def __init__(self, cells: dict[tuple[str, ...], _Cell]) -> None:
        self._cells = cells
        self._children: dict[str, _Tree] = {}
        self._groups: dict[str, list[tuple[tuple[str, ...], _Cell]]] | None = None

    def answer(self, texts: Sequence[str]) -> Answer:
        tree = self
        for text in texts:
            tree = tree._child(text)
        cell = tree._cells.get(())
        return Answer(*cell) if cell else Answer()

    def _child(self, text: str) -> _Tree:
        found = self._children.get(text)
        if found is None:
            found = self._children[text] = _Tree(self._narrowed(text))
        return found

    def _narrowed(self, text: str) -> dict[tuple[str, ...], _Cell]:
        narrowed: dict[tuple[str, ...], _Cell] = {}
        for value in self._chosen(text):
            for rest, (total, latest) in self._by_first()[value]:
                cell = narrowed.get(rest)
                if cell is None:
                    narrowed[rest] = [total, latest]
                else:
                    _add(cell, total, latest)
        return narrowed

    def _chosen(self, text: str) -> Iterable[str]:
        groups = self._by_first()
        if text and not _OPERATORS.intersection(text):
            code = text.strip().upper()
            return [code] if code in groups else []
        test = compiled(text)
        return [value for value in groups if test(value)]

    def _by_first(self) -> dict[str, list[tuple[tuple[str, ...], _Cell]]]:
        if self._groups is None:
            self._groups = {}
            for key, cell in self._cells.items():
                self._groups.setdefault(key[0], []).append((key[1:], cell))
        return self._groups
