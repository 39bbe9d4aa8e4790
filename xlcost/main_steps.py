"""The main steps of a long explanation: at every point the largest contributions, the others counted (spec 0, 7)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from xlcost.operations import Step
from xlcost.rules.money import ZERO, money

LISTED = (40, 20, 10, 5, 3)
"""So many steps below one another step are listed, by depth; the last number holds for all deeper ones."""


class _Branch(NamedTuple):
    """A step and everything below it: `steps[first:end]`."""

    first: int
    end: int


def main_steps(steps: Sequence[Step]) -> list[Step]:
    """The steps with the largest amounts at every point, in their order; a step says how many others there are."""
    return list(_below(steps, _Branch(0, len(steps)), 0))


def _below(steps: Sequence[Step], within: _Branch, depth: int) -> Iterator[Step]:
    branches = list(_branches(steps, within))
    listed = _listed(steps, branches, LISTED[min(depth, len(LISTED) - 1)])
    for branch in branches:
        if branch in listed:
            yield steps[branch.first]
            yield from _below(steps, _Branch(branch.first + 1, branch.end), depth + 1)
    others = [steps[branch.first].amount or ZERO for branch in branches if branch not in listed]
    if others:
        text = f"... and {len(others)} more, {money(sum(others, ZERO))} in all; xlcost explain --all lists them"
        yield Step(text, level=steps[within.first].level)


def _branches(steps: Sequence[Step], within: _Branch) -> Iterator[_Branch]:
    first = within.first
    for at in range(within.first + 1, within.end + 1):
        if at == within.end or steps[at].level <= steps[first].level:
            yield _Branch(first, at)
            first = at


def _listed(steps: Sequence[Step], branches: Sequence[_Branch], count: int) -> set[_Branch]:
    """The largest amounts of each column that steps point to; a step without amount or cell tells of the others."""
    columns: dict[tuple[str, str], list[_Branch]] = {}
    found = set()
    for branch in branches:
        step = steps[branch.first]
        if step.amount is None or not step.where.table:
            found.add(branch)
        else:
            columns.setdefault((step.where.table, step.where.column), []).append(branch)
    for group in columns.values():
        by_size = sorted(group, key=lambda branch: -abs(steps[branch.first].amount or ZERO))
        # a line that says "one more" could as well be that one
        found |= set(group if len(group) <= count + 1 else by_size[:count])
    return found
