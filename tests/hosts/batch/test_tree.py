"""Formulas as trees: what binds what, references as their cell sees them, and formulas that nobody can read."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

import xlcost.functions  # noqa: F401  registers the functions
from xlcost.cells import CellError
from xlcost.hosts.batch.tree import (
    Call,
    Constant,
    Corner,
    Node,
    Operation,
    Reference,
    Rows,
    Uncalculated,
    parsed,
    references,
    shape_of,
)  # fmt: skip


def test_parts_of_a_formula() -> None:
    text = 'XLCOST.RATE("a ""b""",t[@[A]:[B]], \'My Sheet\'!A:C ,,-1.5,TRUE,{1,"x";-2,#N/A},XLCOST_WIP(),_xlfn.IFS(1))'
    assert parsed(text) == Call(
        "RATE",
        (
            Constant('a "b"'), Reference("t[@[A]:[B]]"), Reference("'My Sheet'!A:C"), Constant(None),
            Operation("u-", (Constant(Decimal("1.5")),)), Constant(True),
            Rows(((Decimal(1), "x"), (Decimal(-2), CellError("#N/A")))), Call("WIP", ()),
            Call("IFS", (Constant(Decimal(1)),), ours=False),
        ),
    )  # fmt: skip


def test_cells_are_seen_from_the_cell_of_the_formula() -> None:
    shape = shape_of("'It''s'!$B2+Sheet2!C$3:$D$4", 2, 3)
    assert shape == "'It''s'!R[0]C2+Sheet2!R3C[0]:R4C4"
    assert shape_of("'It''s'!$B9+Sheet2!E$3:$D$4", 9, 5) == shape
    first, second = references(shape)
    assert {each.sheet for each in (first, second)} == {"It's", "Sheet2"}
    corners = {each.sheet: each.corners for each in (first, second)}
    assert corners["It's"] == (Corner(0, True, 2, False), Corner(0, True, 2, False))
    assert corners["Sheet2"] == (Corner(3, False, 0, True), Corner(4, False, 4, False))


def written(node: Node) -> str:
    """A tree with all its brackets."""
    if isinstance(node, Constant):
        return str(node.value)
    assert isinstance(node, Operation)
    parts = [written(each) for each in node.operands]
    return f"({parts[0]}{node.operator}{parts[1]})" if len(parts) == 2 else f"({node.operator}{parts[0]})"


@pytest.mark.parametrize(
    ("formula", "brackets"),
    [
        ("1+2*3^2", "(1+(2*(3^2)))"), ("-2^2", "((u-2)^2)"), ("2^3^2", "((2^3)^2)"), ("1-2-3", "((1-2)-3)"),
        ("8/4*2", "((8/4)*2)"), ("1&2+3=4", "((1&(2+3))=4)"), ("--5%", "(u-(u-(%5)))"), ("(1+2)*3", "((1+2)*3)"),
        ("1<=2<>3", "((1<=2)<>3)"), ("2*-3", "(2*(u-3))"), ("+1 + 1", "((u+1)+1)"),
    ],
)  # fmt: skip
def test_what_binds_what(formula: str, brackets: str) -> None:
    assert written(parsed(formula)) == brackets


@pytest.mark.parametrize(
    "formula",
    ["", "1+", "XLCOST.RATE((", "XLCOST.RATE(1", "1 2", "A1:A2 B1", "SUM((A1,B1))", "{1,2;3}", ")", "(1", "{A1}"],
)
def test_what_cannot_be_read(formula: str) -> None:
    with pytest.raises(Uncalculated):
        parsed(shape_of(formula, 1, 1))


def test_nesting_ends_where_excel_ends_it() -> None:
    assert parsed("(" * 60 + "1" + ")" * 60) == Constant(Decimal(1))
    with pytest.raises(Uncalculated):
        parsed("(" * 5000 + "1" + ")" * 5000)


@given(st.text(max_size=30), st.text("AB12$:!'()+-*/^&=<>,;{}[]\"% #@R.", max_size=40))
def test_any_text_is_read_or_refused(first: str, second: str) -> None:
    for text in (f"XLCOST.RATE({first})", second):
        try:
            parsed(shape_of(text, 3, 3))
        except Uncalculated:
            continue
