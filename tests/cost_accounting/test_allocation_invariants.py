"""What holds for every allocation, whatever its sources, shares and amounts (spec 1, 5.3, 5.4, 5.6)."""

from __future__ import annotations

import random
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.cost_accounting.allocation_books import (
    CENTERS,
    OBJECTS,
    balances,
    books_of,
    done,
    entry,
    facts_of,
    run,
    source,
    target,
)
from xlcost.cost_accounting.allocation import PlannedAllocation, PlannedKeys
from xlcost.cost_accounting.shares import handed_out, percents
from xlcost.tables.columns import Row
from xlcost.tables.cost_accounting import (
    CostAllocationSource,
    CostAllocationTarget,
    CostEntry,
    CostRegister,
)

MANY = settings(max_examples=1000, deadline=None)
AMOUNTS = st.decimals(min_value=-9999, max_value=9999, places=2)
SHARES = st.one_of(st.just(Decimal(0)), st.decimals(min_value=0, max_value=999, places=5))
PLACES = st.sampled_from((*CENTERS, *OBJECTS))
TARGET_TYPES = st.sampled_from(
    (
        {},
        {},
        {"percent_per_share": Decimal("12.5")},
        {"amount_per_share": Decimal("1.75")},
        {"amount_per_share": Decimal("0.333")},
    )
)


@st.composite
def step_down_rows(draw: Any, levels: int = 3, all_costs: bool = False) -> list[Row]:
    """Sources on different centers with any targets, and entries on any place."""
    rows: list[Row] = []
    centers = draw(st.lists(st.sampled_from(CENTERS), unique=True, min_size=1, max_size=3))
    for center in centers:
        level = draw(st.integers(1, levels))
        rows.append(source(f"S{center}", center, level=level))
        for number in range(draw(st.integers(0, 4))):
            place = draw(PLACES.filter(lambda code: code != center))  # noqa: B023  drawn at once
            kind = {} if all_costs else draw(TARGET_TYPES)
            rows.append(target(f"S{center}", 10_000 * (number + 1), place, draw(SHARES), **kind))
    for number in range(1, draw(st.integers(0, 6)) + 1):
        rows.append(entry(number, draw(PLACES), draw(AMOUNTS)))
    return rows


def copies(rows: list[Row]) -> list[Row]:
    """The same rows anew, since a run changes them."""
    return [replace(each) for each in rows]  # type: ignore[type-var]


@MANY
@given(step_down_rows())
def test_documents_net_to_zero_and_the_control_equation_holds(rows: list[Row]) -> None:
    books = books_of(*copies(rows))
    before = balances(books[CostEntry].rows, "cost_type_no")
    done(run(books, "allocate_costs"))
    entries = books[CostEntry].rows
    written = [each for each in entries if each.allocation_id]
    assert balances(written, "document_no") == {}
    assert sum(before.values()) == sum(each.amount for each in entries)
    by_type = sum(balances(entries, "cost_type_no").values())
    by_place = sum(balances(entries, "cost_center_code").values()) + sum(balances(entries, "cost_object_code").values())
    assert by_type == by_place
    for register in books[CostRegister].rows:
        held = [each for each in entries if register.from_cost_entry_no <= each.entry_no <= register.to_cost_entry_no]
        assert len(held) == register.no_of_entries
        assert sum(each.debit_amount for each in held) == register.debit_amount == register.credit_amount


@MANY
@given(step_down_rows(levels=1, all_costs=True))
def test_a_source_with_shares_is_emptied(rows: list[Row]) -> None:
    books = books_of(*copies(rows))
    sources = books[CostAllocationSource].rows
    before = balances(books[CostEntry].rows, "cost_center_code")
    result = done(run(books, "allocate_costs")).result
    for each in sources:
        shares = sum(line.share for line in books[CostAllocationTarget].rows if line.id == each.id)
        relieved = [item for item in books[CostEntry].rows if item.allocation_id == each.id and item.allocated]
        expected = before.get(each.cost_center_code, Decimal(0)) if shares else Decimal(0)
        assert -sum(item.amount for item in relieved) == expected
        assert result.nothing_to_do or any(part["id"] == each.id for part in result.counts["per_source"])


@MANY
@given(step_down_rows(), st.randoms(use_true_random=False))
def test_the_order_of_rows_is_irrelevant(rows: list[Row], random_order: random.Random) -> None:
    first = books_of(*copies(rows))
    shuffled = copies(rows)
    random_order.shuffle(shuffled)
    second = books_of(*shuffled)
    done(run(first, "allocate_costs"))
    done(run(second, "allocate_costs"))
    assert facts_of(first[CostEntry].rows) == facts_of(second[CostEntry].rows)


@MANY
@given(step_down_rows())
def test_a_rerun_of_the_planned_steps_writes_nothing(rows: list[Row]) -> None:
    books = books_of(*copies(rows))
    done(run(books, "calculate_allocation_keys", PlannedKeys()))
    done(run(books, "allocate_costs", PlannedAllocation()))
    once = facts_of(books[CostEntry].rows)
    done(run(books, "calculate_allocation_keys", PlannedKeys()))
    again = done(run(books, "allocate_costs", PlannedAllocation()))
    assert again.result.nothing_to_do
    assert facts_of(books[CostEntry].rows) == once


@MANY
@given(
    st.lists(st.tuples(st.sampled_from(CENTERS[:3]), st.lists(SHARES, min_size=1, max_size=4), AMOUNTS), max_size=3,
             unique_by=lambda each: each[0])
)  # fmt: skip
def test_reciprocal_without_mutual_service_equals_step_down(parts: list[tuple[str, list[Decimal], Decimal]]) -> None:
    outside = ("D", "E", "X", "Y")
    results = []
    for reciprocal in (False, True):
        rows: list[Row] = []
        for number, (center, shares, amount) in enumerate(parts, 1):
            rows += [source(f"S{center}", center, reciprocal=reciprocal), entry(number, center, amount)]
            rows += [target(f"S{center}", line, outside[line], share) for line, share in enumerate(shares)]
        books = books_of(*rows)
        done(run(books, "allocate_costs"))
        results.append(facts_of(books[CostEntry].rows))
    assert results[0] == results[1]


@MANY
@given(
    st.lists(
        st.tuples(AMOUNTS, st.lists(st.integers(0, 40), min_size=3, max_size=3), st.integers(1, 60)),
        min_size=2, max_size=3,
    )
)  # fmt: skip
def test_a_ring_hands_everything_outside(parts: list[tuple[Decimal, list[int], int]]) -> None:
    rows: list[Row] = []
    for number, (amount, mutual, out) in enumerate(parts):
        id = f"S{CENTERS[number]}"
        rows += [source(id, CENTERS[number], reciprocal=True), entry(number + 1, CENTERS[number], amount)]
        rows += [
            target(id, other + 1, CENTERS[other], str(mutual[other])) for other in range(len(parts)) if other != number
        ]
        rows += [target(id, 8, "D", str(out)), target(id, 9, "Y", "1")]
    books = books_of(*rows)
    done(run(books, "allocate_costs"))
    entries = books[CostEntry].rows
    assert set(balances(entries, "cost_center_code")) <= {"D"}
    assert balances([each for each in entries if each.allocation_id], "document_no") == {}
    assert sum(each.amount for each in entries) == sum(amount for amount, _, _ in parts)


@MANY
@given(AMOUNTS, st.lists(SHARES, min_size=1, max_size=8))
def test_parts_add_up_to_the_whole_for_any_shares(amount: Decimal, shares: list[Decimal]) -> None:
    portions = percents(shares)
    parts = handed_out(amount, portions)
    if sum(shares):
        assert sum(portions) == 100
        assert sum(parts) == amount
        running = Fraction(0)
        for part, portion, index in zip(parts, portions, range(len(parts)), strict=True):
            running += Fraction(amount) * Fraction(portion) / 100
            assert abs(Fraction(sum(parts[: index + 1])) - running) <= Fraction(1, 200)
            del part
    else:
        assert set(portions) == set(parts) == {Decimal(0)}


def test_percents_differ_from_the_exact_ones_by_less_than_a_unit_except_on_the_last_line() -> None:
    shares = [Decimal(number) for number in (1, 1, 1, 3, 7, 11)]
    for share, portion in list(zip(shares, percents(shares), strict=True))[:-1]:
        assert abs(Fraction(portion) - 100 * Fraction(share) / 24) <= Fraction(1, 200_000)
