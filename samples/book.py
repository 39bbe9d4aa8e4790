"""Workbooks as companies keep them, for the samples."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import xlsxwriter

from samples.company import COMPANY

CREATED = dt.datetime(2026, 1, 8, 9, 0)
Rows = Sequence[Sequence[Any]]


class Book:
    """A workbook as a company keeps it: one Excel Table a sheet, notes and figures of its own beside."""

    def __init__(self, path: Path, title: str, company: str = COMPANY) -> None:
        self.file = xlsxwriter.Workbook(str(path), {"default_date_format": "yyyy-mm-dd"})
        self.file.set_properties({"title": title, "company": company, "created": CREATED})
        self.amount = self.file.add_format({"num_format": "#,##0.00;[Red]-#,##0.00"})
        self.day = self.file.add_format({"num_format": "yyyy-mm-dd"})
        self.text = self.file.add_format({"num_format": "@"})
        self.title = self.file.add_format({"bold": True, "font_size": 16, "font_color": "#1F4E78"})
        self.bold = self.file.add_format({"bold": True})

    def table(self, title: str, name: str, headers: Sequence[str], rows: Rows, widths: Sequence[float]) -> Any:
        """An Excel Table with a frozen header."""
        sheet = self.file.add_worksheet(title)
        for index, width in enumerate(widths):
            sheet.set_column(index, index, width)
        sheet.freeze_panes(1, 0)
        for number, row in enumerate(rows, 1):
            for index, value in enumerate(row):
                self.cell(sheet, number, index, value)
        columns = [{"header": header} for header in headers]
        sheet.add_table(0, 0, max(len(rows), 1), len(headers) - 1,
                        {"name": name, "columns": columns, "style": "Table Style Medium 2"})  # fmt: skip
        return sheet

    def cell(self, sheet: Any, row: int, column: int, value: Any) -> None:
        """A cell in the form an export has."""
        if isinstance(value, Decimal):
            sheet.write_number(row, column, float(value), self.amount)
        elif isinstance(value, dt.date):
            sheet.write_datetime(row, column, dt.datetime(value.year, value.month, value.day), self.day)
        elif isinstance(value, str) and value.startswith("#"):
            sheet.write_formula(row, column, "=NA()", None, value)
        elif isinstance(value, str) and value:
            sheet.write_string(row, column, value)
        elif isinstance(value, bool):
            sheet.write_boolean(row, column, value)
        elif isinstance(value, int):
            sheet.write_number(row, column, value)

    def cover(self, title: str, texts: Sequence[str]) -> None:
        """The first sheet: what stands in this workbook."""
        sheet = self.file.add_worksheet("Read me")
        sheet.hide_gridlines(2)
        sheet.set_column(0, 0, 100)
        sheet.write(0, 0, title, self.title)
        for row, text in enumerate(texts, 2):
            sheet.write_string(row, 0, text)
