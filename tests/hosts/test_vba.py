"""The generated VBA text, run by pyOpenVBA's interpreter, gives the golden answers and real error values (spec 5)."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import pytest

from tests.hosts.golden import CALLS, GoldenCall
from tests.hosts.spoilt import GOLDEN, spoil
from tests.hosts.test_xlwings import COM_ERRORS, LEFT_OUT
from tests.hosts.windows import pywin32
from xlcost.functions.registry import FUNCTIONS
from xlcost.hosts.excel.signatures import vba_name
from xlcost.hosts.excel.vba import functions_module, help_module

try:
    from pyopenvba.apps.excel import ExcelApplication
    from pyopenvba.apps.excel._bridge import ExcelBridge
    from pyopenvba.interpreter import EMPTY, MISSING, VBAArray, VBAErrorValue, VBAObject, method
    from pyopenvba.interpreter._objects import MemberSpec
    from pyopenvba.interpreter._values import error
except ImportError:  # pragma: no cover
    if os.environ.get("CI"):
        raise
    pytest.skip("pyOpenVBA is not installed", allow_module_level=True)

_NUMBERS = {
    "#N/A": 2042,
    "#VALUE!": 2015,
    "#NUM!": 2036,
    "#NAME?": 2029,
    "#REF!": 2023,
    "#DIV/0!": 2007,
    "#NULL!": 2000,
}
_ERRORS = {number: text for text, number in _NUMBERS.items()}


class Python(VBAObject):  # type: ignore[misc]
    """The object that `XLPy` is in Excel, over the real server class of xlwings."""

    def __init__(self, server: Any) -> None:
        self.server = server

    @method  # type: ignore[untyped-decorator]
    def CallUDF(self, script: Any, name: Any, values: Any) -> object:  # noqa: N802
        """Variants to COM values, the call, COM values to variants; a server that cannot be reached is an error of VBA."""
        if self.server is None:
            raise error(1000, "Could not load the library")
        return _variant(self.server.CallUDF(script, name, [_com(each) for each in values.elements()]))


class WithXlwings(ExcelBridge):  # type: ignore[misc]
    """Excel with the module of xlwings, which is where `XLPy` comes from."""

    def __init__(self, application: Any, python: Python) -> None:
        super().__init__(application)
        self.python = python

    def global_object(self, name: str) -> object:
        return self.python if name.lower() == "xlpy" else super().global_object(name)


def _com(value: Any) -> Any:
    if value is MISSING:
        return LEFT_OUT
    if value is EMPTY:
        return None
    if isinstance(value, VBAErrorValue):
        return COM_ERRORS.get(_ERRORS.get(value.number, ""), -2146826273)
    if isinstance(value, VBAArray):
        (low, high), (left, right) = value.bounds
        return tuple(
            tuple(_com(value.get([row, col])) for col in range(left, right + 1)) for row in range(low, high + 1)
        )
    return value


def _variant(value: Any) -> Any:
    if value is None:
        return EMPTY
    if isinstance(value, dict):
        return VBAErrorValue(_NUMBERS[value["error"]])
    if not isinstance(value, list | tuple):
        return value
    made = VBAArray([(0, len(value) - 1), (0, len(value[0]) - 1)])
    for row, cells in enumerate(value):
        for column, cell in enumerate(cells):
            made.set([row, column], _variant(cell))
    return made


def _found(value: Any) -> Any:
    """What Excel would show in the cells."""
    if isinstance(value, VBAArray):
        return [[_found(cell) for cell in row] for row in _com_rows(value)]
    return {"error": _ERRORS[value.number]} if isinstance(value, VBAErrorValue) else value


def _com_rows(value: VBAArray) -> list[list[Any]]:
    (low, high), (left, right) = value.bounds
    return [[value.get([row, column]) for column in range(left, right + 1)] for row in range(low, high + 1)]


def _cell(app: Any) -> Any:
    return app.sheet(1).sheet.vba_get("Range", ["C5"])


@pytest.fixture(scope="module")
def app() -> Iterator[Any]:
    """An Excel in memory with our module and an `XLPy` that leads to the real call path."""
    with pywin32() as excel:
        made = ExcelApplication()
        made.interpreter.host = WithXlwings(made.application, Python(excel.python))
        made.add_workbook()
        # the interpreter has no cell that calls; in Excel it is the one that holds the formula
        made.application.vba_add_member(MemberSpec("Caller", "property", getter=lambda _app: _cell(made)))
        made.add_module(functions_module(), name="XlcostFunctions")
        yield made


@pytest.mark.parametrize("golden", CALLS, ids=lambda golden: golden.name)
def test_golden_answers(app: Any, golden: GoldenCall) -> None:
    arguments = [_variant(value) for value in golden.arguments]
    found = _found(app.interpreter.run(vba_name(FUNCTIONS[golden.function]), arguments))
    assert golden.is_answer(found), found


def test_a_function_off_by_a_cent_turns_red(app: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    spoil(monkeypatch)
    found = _found(app.interpreter.run("XLCOST_SPREAD", [_variant(value) for value in GOLDEN.arguments]))
    assert not GOLDEN.is_answer(found)


def test_the_reason_of_an_error_is_kept_for_its_cell(app: Any) -> None:
    found = app.interpreter.run("XLCOST_ROUNDHALF", ["abc"])
    _cell(app).vba_set("Value", found)
    assert "amount" in app.interpreter.run("XlcostReason", [_cell(app)])
    _cell(app).vba_set("Value", 1.0)
    assert app.interpreter.run("XlcostReason", [_cell(app)]) == ""


def test_without_python_a_cell_shows_value(app: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(app.interpreter.host.python, "server", None)
    assert _found(app.interpreter.run("XLCOST_ROUNDHALF", [1.0])) == {"error": "#VALUE!"}


def test_ranges_are_read_once_and_whole_columns_only_where_used(app: Any) -> None:
    sheet = app.sheet(1)
    for row in (1, 2, 3):
        sheet.set_value(f"A{row}", 1.0)
    sheet.set_value("C5", "lowest cell in use")
    for area, below in (("A1:A3", 0), ("A:A", 2)):
        found = _found(app.interpreter.run("XLCOST_SPREAD", [100.0, sheet.sheet.vba_get("Range", [area])]))
        assert found == [[33.33], [33.34], [33.33], *[[0.0]] * below]


def test_every_function_is_described_for_the_wizard() -> None:
    text = help_module()
    for function in FUNCTIONS.values():
        assert f'Macro:="{vba_name(function)}"' in text
    assert max(map(len, text.splitlines())) < 1000
    # VBA takes 24 continued lines in one statement
    assert max(block.count("_\r\n") for block in text.split("Application.MacroOptions")) <= 24
