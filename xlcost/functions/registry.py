"""The one registry of worksheet functions: name, typed arguments with help, result shape, example (spec 5, section 1).

    @function("ROUNDHALF", example='=XLCOST.ROUNDHALF(2.345)')
    def round_half(
        amount: Annotated[Decimal, Cell(RATE, "Amount to round")],
        precision: Annotated[Decimal, Cell(RATE, "Smallest unit; left out = 0.01")] = CENT,
    ) -> Decimal:
        '''An amount rounded to the nearest multiple, halves away from zero.'''

Functions are pure: values in, a value or an `ErrorValue` out. `call` is what every host calls.
"""

from __future__ import annotations

import datetime as dt
import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal, get_args, get_origin, get_type_hints

from xlcost.functions.coercion import Answer, ErrorValue, Refusal, Scalar, impossible, value_of, wrong
from xlcost.functions.ranges import Range, TableRanges, range_of, single, tables_of
from xlcost.problems import OperationError
from xlcost.rules.dates import DateFormulaError
from xlcost.tables.columns import Row
from xlcost.tables.kinds import Kind

PREFIX = "XLCOST"
"""Namespace of the functions: `XLCOST.RATE`."""
MOST_TABLES = 20
"""Ranges that a repeated argument takes at most, for hosts that need a number."""
_MISSING = inspect.Parameter.empty
Shape = Literal["cell", "range", "tables"]
Returns = Literal["number", "text", "date", "flag"]


@dataclass(frozen=True, slots=True)
class Cell:
    """An argument of one cell, read like a table's cell of that kind; a blank one counts as left out."""

    kind: Kind
    help: str
    shape: Shape = "cell"

    def read(self, value: object, argument: str, default: Any) -> Any:
        """The value; the default when left out or blank."""
        raw = single(value)
        found = self.kind.blank if raw is None else value_of(raw, self.kind, argument)
        if raw is None or (isinstance(raw, str) and not raw.strip()):
            if default is _MISSING:
                raise wrong(f"{argument} is blank; give a value")
            return default
        return found


@dataclass(frozen=True, slots=True)
class Cells:
    """An argument of several cells in a row or a column, each of the kind; blank ones are the kind's blank."""

    kind: Kind
    help: str
    shape: Shape = "range"

    def read(self, value: object, argument: str, default: Any) -> Any:
        """The values in order."""
        if value is None and default is not _MISSING:
            return default
        return [value_of(cell, self.kind, argument) for cell in range_of(value).cells]


@dataclass(frozen=True, slots=True)
class Block:
    """An argument of a range as it is: rows of raw cells."""

    help: str
    shape: Shape = "range"

    def read(self, value: object, argument: str, default: Any) -> Any:
        """The range."""
        if value is None:
            if default is _MISSING:
                raise wrong(f"{argument} is missing; give a range")
            return default
        return range_of(value)


@dataclass(frozen=True, slots=True)
class Tables:
    """The last argument: any of the tables, in any order, each a range with its headings in the first row."""

    tables: tuple[type[Row], ...]
    help: str
    shape: Shape = "tables"

    def read(self, value: object, argument: str, default: Any) -> TableRanges:
        """The tables as books."""
        del argument, default
        return tables_of(value, self.tables)  # type: ignore[arg-type]


Reader = Cell | Cells | Block | Tables


@dataclass(frozen=True, slots=True)
class Argument:
    """One argument: its name in the function wizard, its help and how it is read."""

    name: str
    reader: Reader
    default: Any = _MISSING

    @property
    def help(self) -> str:
        """One sentence for the function wizard."""
        return self.reader.help

    @property
    def shape(self) -> Shape:
        """`cell`, `range`, or `tables`: any number of ranges as the last arguments."""
        return self.reader.shape

    @property
    def optional(self) -> bool:
        """May be left out."""
        return self.default is not _MISSING or self.shape == "tables"


@dataclass(frozen=True, slots=True)
class Function:
    """One worksheet function."""

    name: str
    run: Callable[..., Any]
    arguments: tuple[Argument, ...]
    returns: Returns
    spills: bool
    """The answer is a column of cells."""
    category: str
    example: str

    @property
    def help(self) -> str:
        """One sentence for the function wizard."""
        return (self.run.__doc__ or "").strip().splitlines()[0]

    @property
    def repeats(self) -> bool:
        """Whether the last argument may be given several times."""
        return bool(self.arguments) and self.arguments[-1].shape == "tables"

    def answer(self, values: Sequence[object]) -> Answer:
        """The answer to the values of a host. Raises `Refusal`."""
        own = self.arguments[:-1] if self.repeats else self.arguments
        if len(values) > len(own) and not self.repeats:
            raise wrong(f"{PREFIX}.{self.name} takes {len(own)} arguments, not {len(values)}")
        given = [*values[: len(own)], *[None] * (len(own) - len(values))]
        read = [each.reader.read(value, each.name, each.default) for each, value in zip(own, given, strict=True)]
        if self.repeats:
            last = self.arguments[-1]
            read.append(last.reader.read(values[len(own) :], last.name, None))
        found = self.run(*read)
        return [[each] for each in found] if self.spills else found


FUNCTIONS: dict[str, Function] = {}
_RETURNS: Mapping[Any, Returns] = {
    Decimal: "number", str: "text", dt.date: "date", bool: "flag",
}  # fmt: skip


def function(name: str, *, example: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Register a function under its name in the sheet. The signature gives the arguments, the docstring the help."""

    def register(run: Callable[..., Any]) -> Callable[..., Any]:
        hints = get_type_hints(run, include_extras=True)
        parameters = inspect.signature(run).parameters.values()
        arguments = tuple(Argument(each.name, get_args(hints[each.name])[1], each.default) for each in parameters)
        result = hints["return"]
        spills = get_origin(result) is list
        inner = get_args(result)[0] if spills else result
        kind = next(_RETURNS[each] for each in (inner, *get_args(inner)) if each in _RETURNS)
        category = run.__module__.rsplit(".", 1)[-1].replace("_", " ")
        FUNCTIONS[name] = Function(name, run, arguments, kind, spills, category, example)
        return run

    return register


def call(name: str, values: Sequence[object]) -> Answer:
    """The answer of the function to whatever a host passes, left out arguments as None. Errors are values too."""
    function = FUNCTIONS.get(name)
    if function is None:
        return ErrorValue("#NAME?", f"there is no function {PREFIX}.{name}")
    try:
        return function.answer(values)
    except Refusal as refusal:
        return refusal.error
    except OperationError as error:
        return wrong(str(error)).error
    except DateFormulaError as fault:
        return wrong(str(fault)).error
    except ArithmeticError:
        return impossible(f"{PREFIX}.{name} cannot work with numbers that large").error


__all__ = ["FUNCTIONS", "Answer", "Block", "Cell", "Cells", "Function", "Range", "Scalar", "Tables", "call", "function"]
