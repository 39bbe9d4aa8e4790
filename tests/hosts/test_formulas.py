"""All spellings of our functions are read, and the one asked for is written (spec 5, section 1)."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

import xlcost.functions  # noqa: F401  registers the functions
from xlcost.cells import CellError
from xlcost.functions.registry import FUNCTIONS
from xlcost.hosts.formulas import SPELLINGS, Call, Constant, NotOurs, Reference, Rows, function_name, parsed, respelled

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


def test_parts_of_a_formula() -> None:
    tree = parsed('XLCOST.RATE("a ""b""",t[@[A]:[B]], \'My Sheet\'!$A$1 ,,-1.5,TRUE,{1,"x";-2,#N/A},XLCOST_WIP())')
    assert tree == Call(
        "RATE",
        (
            Constant('a "b"'), Reference("t[@[A]:[B]]"), Reference("'My Sheet'!$A$1"), Constant(None),
            Constant(Decimal("-1.5")), Constant(True),
            Rows(((Decimal(1), "x"), (Decimal(-2), CellError("#N/A")))), Call("WIP", ()),
        ),
    )  # fmt: skip


@pytest.mark.parametrize(
    "formula",
    [
        "=XLCOST.RATE(1)*2",
        "=1",
        "=SUM(A1)",
        "=XLCOST.RATE(1+2)",
        "=XLCOST.RATE(SUM(A1))",
        "=XLCOST.RATE((",
        "",
        "=XLCOST.RATE(1",
        "=-XLCOST.RATE(1)",
    ],
)
def test_more_than_a_call_is_not_ours(formula: str) -> None:
    with pytest.raises(NotOurs):
        parsed(formula)


@given(st.text(max_size=30))
def test_any_text_is_read_or_refused(text: str) -> None:
    formula = f"=XLCOST.RATE({text})"
    assert isinstance(respelled(formula), str)
    try:
        parsed(formula)
    except NotOurs:
        return
