"""Cost of an issue against an independent count of layers (spec 2, 4.7)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import xlcost.functions  # noqa: F401  registers the functions
from xlcost.functions.registry import call

RECEIPTS = st.lists(st.tuples(st.integers(1, 9), st.integers(1, 50), st.integers(1, 28)), min_size=1, max_size=6)


def _movements(receipts: list[tuple[int, int, int]]) -> list[list[Any]]:
    rows: list[list[Any]] = [["Entry No.", "Item No.", "Posting Date", "Quantity", "Cost Amount (Actual)"]]
    for number, (quantity, price, day) in enumerate(receipts, 1):
        rows.append([float(number), "BOLT", f"2026-01-{day:02}", float(quantity), float(quantity * price)])
    return rows


def _oracle(layers: list[tuple[int, int]], quantity: int) -> int:
    """One unit after the other from the first layer that has any."""
    units = [price for count, price in layers for _ in range(count)]
    return sum(units[:quantity])


@settings(max_examples=40, deadline=None)
@given(receipts=RECEIPTS, share=st.integers(1, 100))
def test_layers(receipts: list[tuple[int, int, int]], share: int) -> None:
    stock = sum(quantity for quantity, _, _ in receipts)
    quantity = max(1, stock * share // 100)
    ordered = sorted(receipts, key=lambda each: each[2])
    layers = [(count, price) for count, price, _ in ordered]
    arguments = [_movements(receipts), float(quantity)]
    assert call("FIFOCOST", arguments) == _oracle(layers, quantity)
    last_first = sorted(enumerate(receipts), key=lambda each: (-each[1][2], -each[0]))
    assert call("LIFOCOST", arguments) == _oracle([(count, price) for _, (count, price, _) in last_first], quantity)
    whole = sum(count * price for count, price in layers)
    assert call("AVERAGECOST", arguments) == pytest.approx(Decimal(whole) * quantity / stock, abs=Decimal("0.005"))


@settings(max_examples=25, deadline=None)
@given(receipts=RECEIPTS)
def test_everything_issued_costs_everything(receipts: list[tuple[int, int, int]]) -> None:
    stock = float(sum(quantity for quantity, _, _ in receipts))
    whole = sum(quantity * price for quantity, price, _ in receipts)
    for name in ("FIFOCOST", "LIFOCOST", "AVERAGECOST"):
        assert call(name, [_movements(receipts), stock]) == whole
