"""Sheets of live functions, one an area: what `new-workbook --functions` and the templates carry (docs/excel.md)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import xlcost.functions  # noqa: F401  registers the functions
from xlcost.live_sheets import costs, inventory, prices, wip
from xlcost.live_sheets.layout import laid_out, tables_asked
from xlcost.live_sheets.model import LiveSheet
from xlcost.tables.columns import TableInfo
from xlcost.templates import empty_tables, guide
from xlcost.workbook.guide import GuideEntry
from xlcost.workbook.template import new_workbook as write_new_workbook

SHEETS = (costs.SHEET, inventory.SHEET, prices.SHEET, wip.SHEET)


HOSTS: Mapping[str, str] = {"calc": "canonical", "excel-macros": "vba", "office-addin": "office.js"}
"""Host that a user names -> spelling of the functions in its files."""


def new_workbook(path: Path, infos: Sequence[TableInfo], host: str = "calc") -> None:
    """The empty tables, a guide, and the live sheets whose tables are among them, spelled for a host."""
    there = {info.id for info in infos}
    live = [sheet for sheet in SHEETS if there.issuperset(tables_asked([sheet]))]
    forms = [laid_out(sheet, {}, spelling=HOSTS[host]) for sheet in live]
    write_new_workbook(path, empty_tables(infos), guide(infos, entries(live)), forms)


def entries(live: Sequence[LiveSheet]) -> list[GuideEntry]:
    """What the guide says of them."""
    return [
        GuideEntry(sheet.title, sheet.purpose, "Fill in the yellow cells. Needs the add-in; runs leave it alone.",
                   "Live functions")
        for sheet in live
    ]  # fmt: skip
