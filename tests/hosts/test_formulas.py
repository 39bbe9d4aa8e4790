"""All spellings of our functions are read, and the one asked for is written (spec 5, section 1)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

import xlcost.functions  # noqa: F401  registers the functions
from xlcost.functions.registry import FUNCTIONS
from xlcost.hosts.formulas import SPELLINGS, function_name, respelled

SPELT = [
    "XLCOST.RATE(", "XLCOST_RATE(", "xlcost.Rate(", "_xldudf_XLCOST_RATE(", "_xll.XLCOST_RATE(", "_xll.XLCOST.RATE(",
    "[1]!XLCOST_RATE(", "'C:\\Add ins\\it''s.xlam'!XLCOST_RATE(", "xlcost.xlam!XLCOST_RATE(",
]  # fmt: skip
FOREIGN = ["RATE(", "XLCOSTS.RATE(", "MYXLCOST_RATE(", "XLCOST.(", "XLCOST.NOSUCH(", "XLCOST-RATE("]


@pytest.mark.parametrize("token", SPELT)
def test_spellings_that_hosts_save(token: str) -> None:
    assert function_name(token) == "RATE"
    assert respelled(f"={token}A1,2)*2") == "=XLCOST.RATE(A1,2)*2"


@pytest.mark.parametrize("token", FOREIGN)
def test_names_of_others(token: str) -> None:
    assert function_name(token) is None
    assert respelled(f"={token}A1)") == f"={token}A1)"


@given(st.sampled_from(sorted(FUNCTIONS)), st.sampled_from(sorted(SPELLINGS)), st.sampled_from(sorted(SPELLINGS)))
def test_respelling_loses_nothing(name: str, first: str, second: str) -> None:
    text = f"=IF(XLCOST.{name}(\"XLCOST_RATE(\",'XLCOST.RATE('!A1,{{1;2}}),XLCOST.{name}(),a[[#All],[XLCOST_RATE(]])"
    there = respelled(text, first)
    assert respelled(there, second) == respelled(text, second)
    assert respelled(there) == text
    assert '"XLCOST_RATE("' in there
    assert "'XLCOST.RATE('!A1" in there


@given(st.text(max_size=30))
def test_any_text_is_read(text: str) -> None:
    formula = f"=XLCOST.RATE({text})"
    assert isinstance(respelled(formula), str)
