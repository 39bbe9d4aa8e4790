from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xlcost.rules.money import CENT, credit, debit, money, plain, rounded, spread

CENTS = st.decimals(min_value=-(10**9), max_value=10**9, places=2)
WEIGHTS = st.lists(st.decimals(min_value=0, max_value=1000, places=3), min_size=1, max_size=8)


@pytest.mark.parametrize(
    ("value", "precision", "expected"),
    [
        ("0.005", "0.01", "0.01"),
        ("-0.005", "0.01", "-0.01"),
        ("2.345", "0.01", "2.35"),
        ("2.344999", "0.01", "2.34"),
        ("1.025", "0.05", "1.05"),
        ("-1.024", "0.05", "-1.00"),
        ("1250", "100", "1300"),
        ("7.5", "1", "8"),
    ],
)
def test_halves_go_away_from_zero(value: str, precision: str, expected: str) -> None:
    assert rounded(Decimal(value), Decimal(precision)) == Decimal(expected)
    assert rounded(Fraction(value), Decimal(precision)) == Decimal(expected)


@given(CENTS, WEIGHTS)
def test_parts_add_up_to_the_whole(amount: Decimal, weights: list[Decimal]) -> None:
    parts = spread(amount, weights)
    assert sum(parts) == (amount if sum(weights) else 0)


@given(CENTS, WEIGHTS.filter(any))
def test_a_part_is_within_a_cent_of_its_share(amount: Decimal, weights: list[Decimal]) -> None:
    whole = sum(map(Fraction, weights))
    for part, weight in zip(spread(amount, weights), weights, strict=True):
        assert abs(Fraction(part) - Fraction(amount) * Fraction(weight) / whole) <= Fraction(CENT)


def test_debit_and_credit_are_never_both_filled() -> None:
    assert (debit(Decimal(5)), credit(Decimal(5))) == (Decimal(5), Decimal(0))
    assert (debit(Decimal(-5)), credit(Decimal(-5))) == (Decimal(0), Decimal(5))


@pytest.mark.parametrize(("value", "text"), [("1E+3", "1000"), ("0.50", "0.5"), ("-0.00", "0"), ("12", "12")])
def test_plain_text_has_no_exponent(value: str, text: str) -> None:
    assert plain(Decimal(value)) == text


def test_money_for_a_sentence() -> None:
    assert money(Decimal("1234567.5")) == "1,234,567.50"
    assert money(Decimal("0.12345")) == "0.12345"
