"""The checks of an acceptance case, evaluated on the tables of a workbook (format: tests/cases/README.md)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

from tests.acceptance.memory import Rows, shown
from xlcost.tables.kinds import folded

BLANKS = (None, "", False, 0)
Tables = Mapping[str, Rows]


@dataclass
class Last:
    """How the last operation ended."""

    outcome: str = ""
    error: str = ""
    message: str = ""
    result: dict[str, Any] = field(default_factory=dict)


def same(expected: Any, actual: Any) -> bool:
    """Numbers as decimals, blanks alike, options whatever their spelling, anything else as text."""
    if isinstance(expected, list):
        return any(same(each, actual) for each in expected)
    if expected in BLANKS and not isinstance(expected, Decimal):
        number = _number(actual)
        return actual in BLANKS or number == 0 or shown(actual) == "" or str(actual).upper() in {"FALSE", "NO"}
    if isinstance(expected, bool):
        return shown(actual).strip().upper() in {"TRUE", "YES", "1"}
    left, right = _number(expected), _number(actual)
    if left == 0 and actual in BLANKS:
        return True
    if left is not None and right is not None:
        return left == right
    if shown(expected) == shown(actual):
        return True
    return folded(shown(expected)) == folded(shown(actual)) and not shown(expected).isupper()


def _number(value: Any) -> Decimal | None:
    if isinstance(value, bool) or value is None:
        return None
    try:
        return Decimal(str(value).strip())
    except InvalidOperation:
        return None


def fits(row: Mapping[str, Any], wanted: Mapping[str, Any]) -> bool:
    """A row fits if every wanted column does; `COLUMN~` = contains the text."""
    for column, value in wanted.items():
        if column.endswith("~"):
            if str(value).casefold() not in shown(row.get(column[:-1])).casefold():
                return False
        elif not same(value, row.get(column)):
            return False
    return True


def failures(check: Mapping[str, Any], tables: Tables, inputs: Tables, last: Last) -> list[str]:
    """What does not hold; empty when the check passes."""
    kind = next(each for each in _CHECKS if each in check)
    return _CHECKS[kind](check, tables, inputs, last)


def _outcome(check: Any, tables: Tables, inputs: Tables, last: Last) -> list[str]:
    del tables, inputs
    return (
        [] if last.outcome == check["outcome"] else [f"outcome {last.outcome} ({last.message}), not {check['outcome']}"]
    )


def _error(check: Any, tables: Tables, inputs: Tables, last: Last) -> list[str]:
    del inputs
    if last.error != check["error"]:
        return [f"error {last.error or 'none'} ({last.message}), not {check['error']}"]
    text = last.message + " ".join(shown(row.get("details")) for row in tables.get("problems", []))
    return [f"{word!r} not mentioned in {text}" for word in check.get("mentions", []) if str(word) not in text]


def _rows(check: Any, tables: Tables, inputs: Tables, last: Last) -> list[str]:
    del inputs, last
    rows, wanted, match = tables.get(check["rows"], []), check["rows_"], check["match"]
    text = f"{check['rows']} {match}"
    if match == "absent":
        return [f"{text}: {want} is there" for want in wanted if any(fits(row, want) for row in rows)]
    if match in {"exact", "last"}:
        if match == "exact" and len(rows) != len(wanted):
            return [f"{text}: {len(rows)} rows, not {len(wanted)}: {_brief(rows, wanted)}"]
        part = rows[-len(wanted) :] if wanted else []
        pairs = zip(wanted, part, strict=False)
        short = [f"{text}: only {len(part)} rows"] if len(part) < len(wanted) else []
        return short + [f"{text}: {want} != {_brief([row], [want])}" for want, row in pairs if not fits(row, want)]
    if match == "unordered" and len(rows) != len(wanted):
        return [f"{text}: {len(rows)} rows, not {len(wanted)}: {_brief(rows, wanted)}"]
    return _each_once(text, rows, wanted)


def _each_once(text: str, rows: Rows, wanted: Sequence[Mapping[str, Any]]) -> list[str]:
    left = list(rows)
    missing = []
    for want in wanted:
        found = next((row for row in left if fits(row, want)), None)
        if found is None:
            missing.append(f"{text}: {want} not found in {_brief(rows, wanted)}")
        else:
            left = [row for row in left if row is not found]
    return missing


def _brief(rows: Rows, wanted: Sequence[Mapping[str, Any]]) -> list[dict[str, str]]:
    names = list(dict.fromkeys(name.rstrip("~") for want in wanted for name in want))
    return [{name: shown(row.get(name)) for name in names} for row in rows[:40]]


def _count(check: Any, tables: Tables, inputs: Tables, last: Last) -> list[str]:
    del inputs, last
    found = sum(1 for row in tables.get(check["count"], []) if fits(row, check.get("where", {})))
    return [] if same(check["equals"], found) else [f"count {check} is {found}"]


def _sum(check: Any, tables: Tables, inputs: Tables, last: Last) -> list[str]:
    del inputs, last
    table, _, columns = check["sum"].partition(".")
    total = Decimal(0)
    for row in tables.get(table, []):
        if fits(row, check.get("where", {})):
            total += sum((_number(row.get(column)) or Decimal(0) for column in columns.split("+")), Decimal(0))
    return [] if total == Decimal(str(check["equals"])) else [f"sum {check} is {total}"]


def _unchanged(check: Any, tables: Tables, inputs: Tables, last: Last) -> list[str]:
    del last
    found = []
    for table in check["unchanged"]:
        before, now = inputs.get(table, []), tables.get(table, [])
        if len(before) != len(now) or not all(fits(row, was) for row, was in zip(now, before, strict=False)):
            found.append(f"{table} changed")
    return found


def _result(check: Any, tables: Tables, inputs: Tables, last: Last) -> list[str]:
    del tables, inputs
    return [
        f"result {name} is {last.result.get(name)}, not {value}"
        for name, value in check["result"].items()
        if not _same_result(value, last.result.get(name))
    ]


def _same_result(expected: Any, actual: Any) -> bool:
    if isinstance(expected, list) and isinstance(actual, list):
        pairs = zip(expected, actual, strict=False)
        return len(expected) == len(actual) and all(_same_result(want, have) for want, have in pairs)
    if isinstance(expected, Mapping) and isinstance(actual, Mapping):
        return fits(actual, expected)
    return same(expected, actual)


_CHECKS = {
    "outcome": _outcome,
    "error": _error,
    "rows": _rows,
    "count": _count,
    "sum": _sum,
    "unchanged": _unchanged,
    "result": _result,
}
