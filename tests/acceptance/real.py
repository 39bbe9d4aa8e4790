"""A workbook file for an acceptance case: built like an export, run by the command line, read back from disk."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import xlsxwriter
from click.testing import CliRunner

from tests.acceptance.checks import Last
from xlcost import areas
from xlcost.cli import cli
from xlcost.tables.columns import REGISTRY, header_key

areas.load()
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}")
_NUMBERS = {"amount", "quantity", "rate", "percent", "number"}


class RealWorkbook:
    """Tables of a file. `tables` may be edited between runs; each run builds the file anew and reads it back."""

    def __init__(self, tables: Mapping[str, Sequence[Mapping[str, Any]]], folder: Path, *, plain: bool = False) -> None:
        self.plain = plain
        self.tables: dict[str, list[dict[str, Any]]] = {
            name: [dict(row) for row in rows] for name, rows in tables.items()
        }
        self.path = folder / "case.xlsx"

    def run(self, operation: str, parameters: Mapping[str, Any]) -> Last:
        """`run-workbook case.xlsx --operation ...` and what it printed."""
        write_book(self.path, self.tables, plain=self.plain)
        arguments = [
            "run-workbook",
            str(self.path),
            "--operation",
            operation,
            "--json",
            "--run-time",
            "2026-01-31T12:00:00",
        ]
        for name, value in parameters.items():
            text = value if isinstance(value, str) else json.dumps(value, default=str)
            arguments += ["-p", f"{name}={text}"]
        finished = CliRunner().invoke(cli, arguments, catch_exceptions=False)
        found = json.loads(finished.stdout, parse_float=Decimal)
        self.tables |= read_book(self.path)
        if not found["operations"]:
            refused = found["problems"][0]
            return Last("error", refused["code"], f"{refused['message']} {refused['details']}")
        last = found["operations"][-1]
        details = " ".join(each["details"] for each in found["problems"])
        return Last(last["outcome"], last["error_code"], f"{last['message']} {details}", last["result"])


def write_book(path: Path, tables: Mapping[str, Sequence[Mapping[str, Any]]], *, plain: bool = False) -> None:
    """One sheet and one Excel Table for each table that has rows, with the captions that exports carry.

    `plain` = a range instead of an Excel Table, below a line of blank cells, found by the sheet's title.
    """
    book = xlsxwriter.Workbook(str(path), {"default_date_format": "yyyy-mm-dd"})
    for table_id, rows in tables.items():
        if rows:
            _write_table(book, table_id, rows, plain=plain)
    if not book.worksheets():
        book.add_worksheet("Run Options").write_row(0, 0, ["Company", "Period End"])
    book.close()


def _write_table(book: Any, table_id: str, rows: Sequence[Mapping[str, Any]], *, plain: bool) -> None:
    info = REGISTRY[table_id].info
    sheet = book.add_worksheet(info.caption)
    captions = {column.key: column for column in info.columns}
    keys = list(dict.fromkeys(key for row in rows for key in row))
    headers = [captions[key].caption if key in captions else key for key in keys]
    top = 1 if plain else 0
    for number, row in enumerate(rows, top + 1):
        for index, key in enumerate(keys):
            kind = captions[key].kind.name if key in captions else "code"
            _write_cell(sheet, number, index, row.get(key), kind)
    if plain:
        sheet.write_row(top, 0, headers)
    else:
        columns = [{"header": header} for header in headers]
        sheet.add_table(0, 0, len(rows), len(keys) - 1, {"name": table_id, "columns": columns})


def _write_cell(sheet: Any, row: int, column: int, value: Any, kind: str) -> None:
    if value is None or value == "":
        return
    if isinstance(value, bool):
        sheet.write_boolean(row, column, value)
    elif isinstance(value, dt.datetime | dt.date):
        sheet.write_datetime(row, column, dt.datetime(value.year, value.month, value.day))
    elif kind == "date" and _ISO.fullmatch(str(value)):
        sheet.write_datetime(row, column, dt.datetime.fromisoformat(str(value)))
    elif kind in _NUMBERS and re.fullmatch(r"-?\d+(\.\d+)?", str(value)):
        sheet.write_number(row, column, float(value))
    else:
        sheet.write_string(row, column, str(value))


def read_book(path: Path) -> dict[str, list[dict[str, Any]]]:
    """Every table of the contract in the saved file, by column id; dates in ISO form."""
    book = openpyxl.load_workbook(path, data_only=True)
    ids = {header_key(table_id): table_id for table_id in REGISTRY}
    found: dict[str, list[dict[str, Any]]] = {}
    titles = {header_key(REGISTRY[table_id].info.caption): table_id for table_id in REGISTRY}
    for sheet in book.worksheets:
        for table in sheet.tables.values():
            table_id = ids.get(header_key(table.displayName))
            if table_id:
                cells = list(sheet[table.ref])
                found[table_id] = _read_cells(cells[:-1] if table.totalsRowCount else cells, table_id)
        if not sheet.tables and header_key(sheet.title) in titles:
            table_id = titles[header_key(sheet.title)]
            found[table_id] = _read_cells(
                [row for row in sheet.iter_rows() if any(cell.value is not None for cell in row)], table_id
            )
    return found


def _read_cells(cells: Sequence[Any], table_id: str) -> list[dict[str, Any]]:
    keys = {header_key(column.key): column.key for column in REGISTRY[table_id].info.columns}
    headers = [str(cell.value or "") for cell in cells[0]]
    names = [keys.get(header_key(header), header) for header in headers]
    rows = [{name: _plain(cell.value) for name, cell in zip(names, row, strict=True)} for row in cells[1:]]
    return [row for row in rows if any(value not in (None, "") for value in row.values())]


def _plain(value: Any) -> Any:
    if isinstance(value, dt.datetime):
        return value.date().isoformat()
    if isinstance(value, float):
        return Decimal(repr(value))
    return value
