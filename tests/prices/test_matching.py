"""Matching agrees with a literal reading of the rule on thousands of small random price lists (spec 3, A3)."""

from __future__ import annotations

import random
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xlcost.prices.matching import RowIndex

Row = tuple[str, ...]
VALUES = ("a", "b", "c")


def drop_and_retry(rows: list[Row], line: Row) -> list[Row]:
    """Look for rows with exactly these dimensions filled and equal; drop the least important filled one and retry.

    Generalised from "drop the last dimension": the sets of kept dimensions are tried so that a set which keeps a more
    important dimension comes before every set that does not.
    """
    for kept in product((True, False), repeat=len(line)):
        wanted = tuple(value if keep else "" for value, keep in zip(line, kept, strict=True))
        if any(keep and not value for value, keep in zip(line, kept, strict=True)):
            continue
        found = [row for row in rows if row == wanted]
        if found:
            return found
    return []


def index_of(rows: list[Row], dimensions: int) -> RowIndex[Row]:
    return RowIndex(rows, lambda row: row, dimensions)


@pytest.mark.parametrize("seed", range(10))
def test_agrees_with_drop_and_retry(seed: int) -> None:
    chance = random.Random(seed)
    for _ in range(500):
        dimensions = chance.randint(1, 5)
        rows = [tuple(chance.choice(("", *VALUES)) for _ in range(dimensions)) for _ in range(chance.randint(0, 12))]
        index = index_of(rows, dimensions)
        for _ in range(4):
            line = tuple(chance.choice(("", *VALUES)) for _ in range(dimensions))
            assert list(index.best(line).rows) == drop_and_retry(rows, line), (rows, line)


def lists() -> st.SearchStrategy[tuple[list[Row], Row]]:
    def of(dimensions: int) -> st.SearchStrategy[tuple[list[Row], Row]]:
        row = st.tuples(*[st.sampled_from(("", *VALUES))] * dimensions)
        return st.tuples(st.lists(row, max_size=8), row)

    return st.integers(1, 4).flatmap(of)


@given(lists())
def test_the_order_of_rows_does_not_matter(case: tuple[list[Row], Row]) -> None:
    rows, line = case
    forward, backward = index_of(rows, len(line)), index_of(rows[::-1], len(line))
    assert sorted(forward.best(line).rows) == sorted(backward.best(line).rows)


@given(lists())
def test_a_row_that_does_not_fit_changes_nothing(case: tuple[list[Row], Row]) -> None:
    rows, line = case
    fitting = [row for row in rows if all(not part or part == value for part, value in zip(row, line, strict=True))]
    assert index_of(rows, len(line)).best(line).rows == index_of(fitting, len(line)).best(line).rows


@given(lists())
def test_every_row_is_accounted_for(case: tuple[list[Row], Row]) -> None:
    """Each row is chosen, outranked, or differs exactly where the trace says."""
    rows, line = case
    index = index_of(rows, len(line))
    fitting = [*index.best(line).rows, *(row for match in index.outranked(line) for row in match.rows)]
    near = index.nearest(line)
    for row, positions in near:
        assert positions
        for position, (part, value) in enumerate(zip(row, line, strict=True)):
            assert (bool(part) and part != value) == (position in positions)
    assert len(near) == min(5, len(rows) - len(fitting))
    assert [len(positions) for _, positions in near] == sorted(len(positions) for _, positions in near)


@given(lists())
def test_both_ways_to_near_misses_agree(case: tuple[list[Row], Row]) -> None:
    rows, line = case
    index = index_of(rows, len(line))
    assert list(index.scanned(line)) == list(index.looked_up(line))


@given(lists())
def test_level_and_reason_follow_from_the_blanks(case: tuple[list[Row], Row]) -> None:
    rows, line = case
    match = index_of(rows, len(line)).best(line)
    for row in match.rows:
        blanks = sum(not part for part in row)
        assert match.level == blanks
        assert match.reason == ("EXACT" if not blanks else "CATCH_ALL" if blanks == len(row) else "FALLBACK")


@settings(max_examples=30)
@given(lists())
def test_duplicates_are_rows_with_equal_values(case: tuple[list[Row], Row]) -> None:
    rows, line = case
    twice = {row for row in rows if rows.count(row) > 1}
    assert {group[0] for group in index_of(rows, len(line)).duplicates()} == twice


def test_published_levels_of_one_list() -> None:
    """The whole ladder from the exact row to the catch-all, as values are taken off the line."""
    rows: list[Row] = [("dev", "in", "blr"), ("dev", "in", ""), ("dev", "", ""), ("", "", "")]
    index = index_of(rows, 3)
    ladder = [("dev", "in", "blr"), ("dev", "in", "x"), ("dev", "x", "blr"), ("x", "in", "blr")]
    assert [index.best(line).rows[0] for line in ladder] == rows
    assert [index.best(line).reason for line in ladder] == ["EXACT", "FALLBACK", "FALLBACK", "CATCH_ALL"]
