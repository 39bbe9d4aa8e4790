"""Excel on Windows without Windows: xlwings' own wrapper generator and call path give the golden answers (spec 5)."""

from __future__ import annotations

import io
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest

from tests.hosts.golden import CALLS, GoldenCall
from tests.hosts.spoilt import GOLDEN, spoil
from tests.hosts.windows import ComRange, pywin32
from xlcost.functions.registry import FUNCTIONS
from xlcost.hosts.excel.signatures import arguments_of, vba_name

BRIDGE = "xlcost.hosts.excel.bridge"
COM_ERRORS = {
    "#N/A": -2146826246,
    "#VALUE!": -2146826273,
    "#NUM!": -2146826252,
    "#DIV/0!": -2146826281,
    "#REF!": -2146826265,
}
LEFT_OUT = -2147352572


@pytest.fixture(scope="module")
def excel() -> Iterator[SimpleNamespace]:
    with pywin32() as found:
        yield found


def com_cell(value: Any) -> Any:
    """A golden cell as COM delivers it: an error as its number."""
    return COM_ERRORS[value["error"]] if isinstance(value, dict) else value


def com_value(value: Any) -> Any:
    """A golden argument as COM delivers it: rows as tuples."""
    return tuple(tuple(com_cell(cell) for cell in row) for row in value) if isinstance(value, list) else com_cell(value)


def sheet_value(cell: Any) -> Any:
    """What the wrapper makes of the bridge's answer."""
    if isinstance(cell, list | tuple):
        return [sheet_value(each) for each in cell]
    if isinstance(cell, str) and cell.startswith("\x1b"):
        error, _, sentence = cell[1:].partition(" ")
        assert sentence.strip(), "an error comes with its reason"
        return {"error": error}
    return cell


def given(golden: GoldenCall) -> list[Any]:
    missing = len(arguments_of(FUNCTIONS[golden.function])) - len(golden.arguments)
    return [com_value(value) for value in golden.arguments] + [LEFT_OUT] * missing


@pytest.mark.parametrize("golden", CALLS, ids=lambda golden: golden.name)
def test_calls_through_com(excel: SimpleNamespace, golden: GoldenCall) -> None:
    name = vba_name(FUNCTIONS[golden.function])
    found = sheet_value(excel.python.CallUDF(BRIDGE, name, given(golden)))
    assert golden.is_answer(found), found


@pytest.mark.parametrize("golden", CALLS, ids=lambda golden: golden.name)
def test_calls_with_ranges_that_xlwings_reads(excel: SimpleNamespace, golden: GoldenCall) -> None:
    values = [ComRange(value) if isinstance(value, tuple) else value for value in given(golden)]
    found = sheet_value(excel.python.CallUDF(BRIDGE, vba_name(FUNCTIONS[golden.function]), values))
    assert golden.is_answer(found), found


def test_the_wrapper_generator_of_xlwings_takes_every_function(excel: SimpleNamespace) -> None:
    text = io.StringIO()
    excel.udfs.generate_vba_wrapper(BRIDGE, excel.bridge, text, SimpleNamespace(Name="book.xlsm"))
    for function in FUNCTIONS.values():
        declared = ", ".join(("Optional " if each.optional else "") + each.name for each in arguments_of(function))
        assert f"Function {vba_name(function)}({declared})" in text.getvalue()
        assert f'"{BRIDGE}", "{vba_name(function)}"' in text.getvalue()


def test_help_texts_reach_xlwings(excel: SimpleNamespace) -> None:
    registered = excel.bridge.XLCOST_SPREAD.__xlfunc__
    assert registered["ret"]["doc"] == FUNCTIONS["SPREAD"].help
    assert [each["doc"] for each in registered["args"]] == [each.help for each in FUNCTIONS["SPREAD"].arguments]


def test_a_function_off_by_a_cent_turns_red(excel: SimpleNamespace, monkeypatch: pytest.MonkeyPatch) -> None:
    spoil(monkeypatch)
    found = sheet_value(excel.python.CallUDF(BRIDGE, "XLCOST_SPREAD", given(GOLDEN)))
    assert not GOLDEN.is_answer(found)
