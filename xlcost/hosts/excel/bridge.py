"""What the VBA wrappers call through xlwings: `XLPy.CallUDF("xlcost.hosts.excel.bridge", "XLCOST_RATE", ...)`.

An error cannot travel through COM as a value, so it goes as text behind a mark; the wrapper makes `CVErr` of it and
keeps the sentence. Imported by Excel's Python on Windows, and by tests.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

import xlwings

from xlcost.functions.coercion import ErrorValue, HostValue, rows_for_host
from xlcost.functions.registry import Function, call
from xlcost.hosts.excel.signatures import arguments_of, functions_by_name, vba_name

ERROR_MARK = "\x1b"
"""First character of an error on its way to VBA: mark, error, space, sentence."""


def shown(value: HostValue) -> Any:
    """One cell of an answer on its way to VBA."""
    return f"{ERROR_MARK}{value.text} {value.sentence}" if isinstance(value, ErrorValue) else value


def _answer(name: str, values: tuple[object, ...]) -> list[list[Any]]:
    """The answer as rows of cells, which is what xlwings takes."""
    answer = rows_for_host(call(name, values))
    rows = answer if isinstance(answer, tuple) else ((answer,),)
    return [[shown(cell) for cell in row] for row in rows]


def _udf(function: Function) -> Callable[..., list[list[Any]]]:
    """The function as xlwings registers it: every argument raw, help texts attached."""

    def run(*values: object) -> list[list[Any]]:
        return _answer(function.name, values)

    arguments = arguments_of(function)
    kind = inspect.Parameter.POSITIONAL_OR_KEYWORD
    parameters = [
        inspect.Parameter(each.name, kind, **({"default": None} if each.optional else {})) for each in arguments
    ]
    run.__name__ = run.__qualname__ = vba_name(function)
    run.__doc__ = function.help
    run.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    run.__annotations__ = {}
    udf = xlwings.ret(convert="raw")(run)
    for each in arguments:
        udf = xlwings.arg(each.name, convert="raw", doc=each.help)(udf)
    return xlwings.func(category="xlcost")(udf)


globals().update({vba_name(function): _udf(function) for function in functions_by_name()})
