"""Reciprocal levels: exact solution, cents, checks, what is written (spec 1, 5.6)."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.cost_accounting.allocation_books import balances, books_of, codes, done, entry, run, source, target
from xlcost.cost_accounting.reciprocal import Singular, solve, way_out
from xlcost.tables.columns import Row
from xlcost.tables.cost_accounting import CostEntry, CostRegister
from xlcost.tables.cost_accounting_results import CostAllocationSolutionLine

PARTS = st.lists(st.integers(0, 30), min_size=4, max_size=4)


@settings(max_examples=1000, deadline=None)
@given(st.lists(st.tuples(st.integers(-9999, 9999), PARTS), min_size=1, max_size=4))
def test_the_solution_satisfies_every_equation(parts: list[tuple[int, list[int]]]) -> None:
    own = [Fraction(amount, 100) for amount, _ in parts]
    serves = [{j: Fraction(mutual[j], 121) for j in range(len(parts)) if mutual[j]} for _, mutual in parts]
    totals = solve(own, serves)
    for i, whole in enumerate(totals):
        assert whole == own[i] + sum(
            (serves[j].get(i, Fraction(0)) * totals[j] for j in range(len(parts))), Fraction(0)
        )


def eliminated(own: list[Fraction], serves: list[dict[int, Fraction]]) -> list[Fraction] | None:
    """The slow way: elimination in fractions; None when the equations have no unique solution."""
    count = len(own)
    rows = [[Fraction(i == j) - serves[j].get(i, Fraction(0)) for j in range(count)] + [own[i]] for i in range(count)]
    for at in range(count):
        pivot = next((index for index in range(at, count) if rows[index][at]), None)
        if pivot is None:
            return None
        rows[at], rows[pivot] = rows[pivot], rows[at]
        rows[at] = [value / rows[at][at] for value in rows[at]]
        for index in range(count):
            if index != at and rows[index][at]:
                rows[index] = [one - rows[index][at] * other for one, other in zip(rows[index], rows[at], strict=True)]
    return [row[-1] for row in rows]


PART = st.fractions(min_value=-2, max_value=2, max_denominator=12)


@settings(max_examples=400, deadline=None)
@given(st.integers(1, 6).flatmap(lambda count: st.lists(
    st.tuples(st.decimals(-9999, 9999, places=2), st.dictionaries(st.integers(0, count - 1), PART)),
    min_size=count, max_size=count,
)))  # fmt: skip
def test_the_solution_is_that_of_elimination_in_fractions(drawn: list[tuple[Decimal, dict[int, Fraction]]]) -> None:
    own, serves = [Fraction(amount) for amount, _ in drawn], [served for _, served in drawn]
    expected = eliminated(own, serves)
    if expected is None:
        with pytest.raises(Singular):
            solve(own, serves)
    else:
        assert solve(own, serves) == expected


def test_a_large_ring_is_solved_exactly() -> None:
    count = 80
    own = [Fraction(7 * i + 1, 100) for i in range(count)]
    serves = [{(i * k + 1) % count: Fraction(100_003 * k, 10**7) for k in range(2, 11)} for i in range(count)]
    totals = solve(own, serves)
    for i, whole in enumerate(totals):
        assert whole == own[i] + sum((serves[j].get(i, 0) * totals[j] for j in range(count)), Fraction(0))


@pytest.mark.parametrize("exponent", [127, 521])
def test_a_determinant_that_is_a_multiple_of_the_prime_is_not_taken_for_0(exponent: int) -> None:
    determinant = 2**exponent - 1
    serves = [{0: Fraction(1 - determinant)}, {1: Fraction(1, 2)}]
    assert solve([Fraction(3), Fraction(5)], serves) == [Fraction(3, determinant), 10]


def test_a_closed_ring_has_no_solution() -> None:
    with pytest.raises(Singular):
        solve([Fraction(1), Fraction(2)], [{1: Fraction(1)}, {0: Fraction(1)}])


def test_way_out_counts_sources_until_a_cent_leaves() -> None:
    half = Fraction(1, 2)
    assert way_out([{1: Fraction(1)}, {2: Fraction(1)}, {0: half}], [False, False, True]) == [2, 1, 0]
    assert way_out([{1: Fraction(1)}, {0: Fraction(1)}], [False, False]) == [2, 2]


def ring(**values: object) -> list[Row]:
    """A and B serve each other and C."""
    return [
        source("S1", "A", reciprocal=True), target("S1", 1, "B", "1"), target("S1", 2, "C", "2"),
        source("S2", "B", reciprocal=True, **values), target("S2", 1, "A", "1"), target("S2", 2, "C", "2"),
        entry(1, "A", "100"), entry(2, "B", "50"),
    ]  # fmt: skip


def test_the_solution_is_written_and_adds_up() -> None:
    books = books_of(*ring())
    outcome = done(run(books, "allocate_costs"))
    lines = books[CostAllocationSolutionLine].rows
    assert [(line.id, line.own_cost, set(line.received)) for line in lines] == [
        ("S1", Decimal(100), {"S2"}), ("S2", Decimal(50), {"S1"}),
    ]  # fmt: skip
    for line, part in zip(lines, outcome.result.counts["per_source"], strict=True):
        assert line.own_cost + sum(line.received.values()) == line.total_cost == part["allocated_amount"]


def served_by_percent(first: dict[str, object], second: dict[str, object]) -> list[Row]:
    """The example of spec 1, 5.6: S1 gives 20 % to S2, S2 gives 10 % to S1."""
    return [
        source("S1", "A", **first), target("S1", 1, "B", "20"), target("S1", 2, "C", "50"), target("S1", 3, "D", "30"),
        source("S2", "B", **second), target("S2", 1, "A", "10"), target("S2", 2, "C", "60"), target("S2", 3, "D", "30"),
        entry(1, "A", "1000"), entry(2, "B", "500"),
    ]  # fmt: skip


def test_equations_and_step_down_stand_beside_the_solution() -> None:
    solved = books_of(*served_by_percent({"reciprocal": True}, {"reciprocal": True}))
    done(run(solved, "allocate_costs"))
    lines = solved[CostAllocationSolutionLine].rows
    assert [line.equation for line in lines] == ["1,000.00 + 10 % of S2", "500.00 + 20 % of S1"]
    assert [line.total_cost for line in lines] == [Decimal("1071.43"), Decimal("714.29")]
    stepped = done(run(books_of(*served_by_percent({"level": 1}, {"level": 2})), "allocate_costs"))
    handed_on = [part["allocated_amount"] for part in stepped.result.counts["per_source"]]
    assert [line.step_down for line in lines] == handed_on == [1000, 700]


def test_what_sources_get_from_each_other_is_born_allocated() -> None:
    books = books_of(*ring())
    done(run(books, "allocate_costs"))
    written = [each for each in books[CostEntry].rows if each.allocation_id]
    assert {(each.cost_center_code, each.allocated) for each in written} == {("A", True), ("B", True), ("C", False)}
    assert balances(books[CostEntry].rows, "cost_center_code") == {"C": 150}
    assert len(books[CostRegister].rows) == 1
    assert done(run(books, "allocate_costs")).result.nothing_to_do


def test_cents_find_their_way_out_of_a_source_without_target_outside() -> None:
    rows: list[Row] = [
        source("S1", "A", reciprocal=True), target("S1", 1, "B", "1"),
        source("S2", "B", reciprocal=True), target("S2", 1, "A", "1"), target("S2", 2, "D", "1"), target("S2", 3, "C", "1"),
        entry(1, "A", "0.01"), entry(2, "B", "0.01"),
    ]  # fmt: skip
    books = books_of(*rows)
    done(run(books, "allocate_costs"))
    left = balances(books[CostEntry].rows, "cost_center_code")
    assert set(left) <= {"C", "D"}
    assert sum(left.values()) == Decimal("0.02")


def test_a_source_without_shares_keeps_what_it_has_and_gets_open() -> None:
    rows: list[Row] = [
        source("S1", "A", reciprocal=True), target("S1", 1, "B", "1"),
        source("S2", "B", reciprocal=True), target("S2", 1, "A", "0"), entry(1, "A", "7"),
    ]  # fmt: skip
    books = books_of(*rows)
    done(run(books, "allocate_costs"))
    assert balances(books[CostEntry].rows, "cost_center_code") == {"B": 7}
    assert [each.allocated for each in books[CostEntry].rows if each.cost_center_code == "B"] == [False]


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ([source("S3", "D"), target("S3", 1, "E")], "ALLOC_MIXED_LEVEL"),
        ([source("S3", "D", reciprocal=True), target("S3", 1, "E", amount_per_share=Decimal(1))], "ALLOC_RECIPROCAL_TYPE"),
        ([source("S3", "A", reciprocal=True), target("S3", 1, "E")], "ALLOC_RECIPROCAL_TYPE"),
        (
            [source("S3", "D", reciprocal=True), target("S3", 1, "E"), source("S4", "E", reciprocal=True),
             target("S4", 1, "D")],
            "ALLOC_SINGULAR",
        ),
    ],
)  # fmt: skip
def test_what_a_reciprocal_level_cannot_solve_is_refused(rows: list[Row], code: str) -> None:
    outcome = run(books_of(*ring(), *rows), "allocate_costs")
    assert outcome.error is not None
    assert outcome.error.code == code


def test_blocked_sources_and_other_levels_do_not_mix() -> None:
    books = books_of(*ring(), source("S3", "D", blocked=True), source("S4", "C", level=2), target("S4", 1, "E"))
    assert codes(done(run(books, "allocate_costs"))) == []
    assert balances(books[CostEntry].rows, "cost_center_code") == {"E": 150}
