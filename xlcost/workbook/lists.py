"""Sources of drop-down lists: words in the validation, words on a hidden sheet, keys of another table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from xlcost.workbook.cell_xml import NewColumn, Rendering, new_rows, rows_xml
from xlcost.workbook.choices import inline_list
from xlcost.workbook.model import TableChange, WrittenColumn
from xlcost.workbook.references import LAST_ROW, column_letters, quoted_sheet
from xlcost.workbook.xml_text import DECLARATION, MAIN

TITLE = "Lists"


def key_of(name: str) -> str:
    """A table name, header or column id by its letters and digits alone."""
    return "".join(sign for sign in name.casefold() if sign.isalnum()).replace("centre", "center")


class Lists:
    """The drop-downs of all new sheets of one change."""

    def __init__(self, title: str) -> None:
        self.title = title
        """Title of the hidden sheet, if there will be one."""
        self._long: dict[tuple[str, ...], int] = {}
        self._keys: dict[str, str] = {}

    def know(self, table: str, sheet: str, columns: Mapping[str, int], header_row: int = 1) -> None:
        """A table whose keys others offer: column key -> column number."""
        for key, column in columns.items():
            letters = column_letters(column)
            start = f"{quoted_sheet(sheet)}!${letters}$"
            whole = f"{start}{header_row}:${letters}${LAST_ROW}"
            # the list grows with the table and shows no blank lines
            formula = f"OFFSET({start}{header_row + 1},0,0,MAX(1,COUNTA({whole})-1),1)"
            self._keys[f"{key_of(table)}.{key_of(key)}"] = formula

    def of(self, change: TableChange) -> dict[str, str]:
        """Column key -> formula of its drop-down. A result table has none: nobody types into it."""
        if change.replace:
            return {}
        formulas = {column.key: self._formula(column) for column in change.columns}
        return {key: formula for key, formula in formulas.items() if formula}

    def _formula(self, column: WrittenColumn) -> str:
        if column.choices:
            return inline_list(column.choices) or self._hidden(column.choices)
        table, _, key = column.choices_from.partition(".")
        return self._keys.get(f"{key_of(table)}.{key_of(key)}", "")

    def _hidden(self, words: Sequence[str]) -> str:
        column = self._long.setdefault(tuple(words), len(self._long) + 1)
        letters = column_letters(column)
        return f"{quoted_sheet(self.title)}!${letters}$1:${letters}${len(words)}"

    def part(self) -> bytes:
        """The hidden sheet; empty when no list needs it."""
        if not self._long:
            return b""
        count = max(map(len, self._long))
        columns = [NewColumn(at, [*words, *[None] * (count - len(words))]) for words, at in self._long.items()]
        rows = b"".join(rows_xml(rows, cells, "") for rows, cells in new_rows(columns, 1, count, Rendering()))
        return DECLARATION + f'<worksheet xmlns="{MAIN}"><sheetData>'.encode() + rows + b"</sheetData></worksheet>"
