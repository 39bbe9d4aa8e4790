"""Plan steps: from `run_plan` rows, the command line or the default plan to checked operations (spec 0, 5)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from pydantic import ValidationError

from xlcost.books import Books
from xlcost.operations import OPERATIONS, REPORTS, Operation, find
from xlcost.parameters import BLANK_CODES, Parameters
from xlcost.problems import NOWHERE, OperationError, Problem, Where, problem
from xlcost.tables.kinds import folded
from xlcost.tables.run import RunPlanStep

_PAIR = re.compile(r"""\s*([^=;\s]+)\s*=\s*("(?:[^"]|"")*"|'(?:[^']|'')*'|[^;]*?)\s*(?:;|$)""")


@dataclass(frozen=True, slots=True)
class PlanStep:
    """One operation to run, its parameters checked."""

    operation: Operation
    name: str
    """Name as the plan has it (`report` for reports)."""
    parameters: Parameters
    given: Mapping[str, Any]
    row: RunPlanStep | None = None

    @property
    def text(self) -> str:
        """The parameters as `name=value; ...`, for the run log."""
        return "; ".join(f"{name}={_shown(value)}" for name, value in self.given.items())


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value if isinstance(value, str) else json.dumps(value, default=str, ensure_ascii=False)


def make_step(
    name: str,
    given: Mapping[str, Any],
    where: Where = NOWHERE,
    row: RunPlanStep | None = None,
    model: type[Parameters] | None = None,
) -> PlanStep:
    """A checked step. An unknown operation or parameter, or a value that does not fit, is `PLAN_INVALID`.

    Names are compared as option words are, since spreadsheets like to begin a cell with a capital letter.
    `model` is a variant of the operation's parameters: what the default plan does differently.
    """
    name = _meant(name, (*OPERATIONS, "report"))
    given = _as_named(given, ("report",))
    if name == "report":
        given["report"] = _meant(str(given.get("report", "")), REPORTS)
    operation, _ = find(name, given)
    if operation is None:
        raise OperationError(_invalid(_unknown(name, given), where))
    given = _as_named(given, _parameter_names(operation))
    _, own = find(name, given)
    try:
        parameters = (model or operation.parameters).model_validate(own)
    except ValidationError as fault:
        raise OperationError(*(_invalid(_why(operation, error), where) for error in fault.errors())) from None
    return PlanStep(operation, name, parameters, given, row)


def _meant(written: str, names: Iterable[str]) -> str:
    """The name that is written, whatever its case, spaces, dots, dashes and underscores; else what is written."""
    return next((name for name in names if folded(name) == folded(written)), written)


def _as_named(given: Mapping[str, Any], names: Sequence[str]) -> dict[str, Any]:
    """The parameters by their own names. A name that is given twice stays as it is written, and so is refused."""
    found: dict[str, Any] = {}
    for written, value in given.items():
        name = _meant(written, names)
        found[written if name in found or (name != written and name in given) else name] = value
    return found


def _parameter_names(operation: Operation) -> list[str]:
    return [field.alias or name for name, field in operation.parameters.model_fields.items()]


def _unknown(name: str, given: Mapping[str, Any]) -> str:
    if name == "report":
        return f"there is no report {given.get('report', '')!r}; reports are {', '.join(sorted(REPORTS))}"
    return f"there is no operation {name!r}; operations are {', '.join(sorted(OPERATIONS))}"


def _why(operation: Operation, error: Any) -> str:
    names = ", ".join(_parameter_names(operation)) or "none"
    place = ".".join(str(part) for part in error["loc"])
    if error["type"] == "extra_forbidden":
        return f"{operation.name} has no parameter {place}; it has {names}"
    message = str(error["msg"]).removeprefix("Value error, ")
    return f"parameter {place} of {operation.name}, {error['input']!r}, {_sentence(message)}"


def _sentence(message: str) -> str:
    return message if message.startswith(("is ", "has ", "shows ")) else f"does not fit: {message}"


def _invalid(why: str, where: Where) -> Problem:
    return problem("PLAN_INVALID", where, why=why)


def parse_parameters(text: str) -> dict[str, Any]:
    """`name=value; name="a; b"` or a JSON object. Raises `ValueError` with the part that cannot be read."""
    plain = text.strip()
    if plain.startswith("{"):
        found = json.loads(plain, parse_float=Decimal)
        if not isinstance(found, dict):
            raise ValueError("is not a JSON object")
        return found
    parameters: dict[str, Any] = {}
    position = 0
    while position < len(plain):
        match = _PAIR.match(plain, position)
        if match is None:
            raise ValueError(f"cannot be read at {plain[position:]!r}; write name=value; name=value")
        name, value = match.groups()
        if name in parameters:
            raise ValueError(f"names {name} twice")
        parameters[name] = parse_value(value)
        position = match.end()
    return parameters


def parse_value(value: str) -> Any:
    """A value as typed: quotes taken off, a list or object read as JSON, anything else as text.

    Quotes belong to a filter where they do not hold the whole of it (`'A'..'B'`), or hold nothing (`''` = blank codes).
    """
    mark = value[:1]
    if len(value) > 1 and mark == value[-1] and mark in "\"'" and value != BLANK_CODES:
        inner = value[1:-1].replace(mark * 2, "")
        return value if mark in inner else value[1:-1].replace(mark * 2, mark)
    if value[:1] in {"[", "{"}:
        return json.loads(value, parse_float=Decimal)
    return value


def steps_of_plan(books: Books) -> list[PlanStep]:
    """The enabled rows of `run_plan` in order of `step`, ties in row order. All faults are reported together."""
    table = books[RunPlanStep]
    steps: list[PlanStep] = []
    faults: list[Problem] = []
    for row in sorted(table.rows, key=lambda row: row.step):
        if not row.enabled or not (row.operation.strip() or row.parameters.strip()):
            continue
        try:
            given = parse_parameters(row.parameters)
            steps.append(make_step(row.operation.strip(), given, table.where(row, "operation"), row))
        except OperationError as error:
            faults += error.problems
        except ValueError as fault:
            faults.append(
                _invalid(f"parameters {row.parameters!r} {_json_fault(fault)}", table.where(row, "parameters"))
            )
    if faults:
        raise OperationError(*faults)
    return steps


def _json_fault(fault: ValueError) -> str:
    return f"are no JSON: {fault}" if isinstance(fault, json.JSONDecodeError) else str(fault)


def steps_given(given: Iterable[tuple[str, Mapping[str, Any]]]) -> list[PlanStep]:
    """Steps named on the command line. All faults are reported together."""
    steps: list[PlanStep] = []
    faults: list[Problem] = []
    for name, parameters in given:
        try:
            steps.append(make_step(name, parameters))
        except OperationError as error:
            faults += error.problems
    if faults:
        raise OperationError(*faults)
    return steps
