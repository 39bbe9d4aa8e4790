"""Empty tables of chosen areas: what `new-workbook` and `add-tables` put into a workbook (spec 0, 7)."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence

from xlcost import areas
from xlcost.changes import written_column
from xlcost.problems import fail
from xlcost.tables.columns import REGISTRY, TableInfo, header_key
from xlcost.workbook.guide import Guide, GuideEntry
from xlcost.workbook.model import TableChange, WrittenColumn

ALWAYS = ("run", "general_ledger")
"""Areas that every other area needs."""
DIMENSION_EXAMPLES = ("DEPARTMENT", "PROJECT")
ALSO_NEEDED = {"prices": ("projects",)}
"""Area -> tables of other areas that it cannot do without."""


def tables_of(chosen: Iterable[str]) -> list[TableInfo]:
    """Setup, input and ledger tables of the chosen areas (none = all), with those that every area needs."""
    areas.load()
    known = list(dict.fromkeys(row_class.info.area for row_class in REGISTRY.values()))
    wanted = {header_key(name): name for name in chosen}
    for key, name in wanted.items():
        if key not in {header_key(area) for area in known}:
            raise fail("AREA_UNKNOWN", area=name, areas=", ".join(known))
    in_scope = {area for area in known if not wanted or area in ALWAYS or header_key(area) in wanted}
    also = {table for area in in_scope for table in ALSO_NEEDED.get(area, ())}
    infos = [row_class.info for row_class in REGISTRY.values() if row_class.info.group != "result"]
    return [info for info in infos if (info.area in in_scope or info.id in also) and info.id != "run_log"]


def empty_tables(infos: Sequence[TableInfo], there: Collection[str] = ()) -> list[TableChange]:
    """One new sheet for each table that is not there yet."""
    return [
        TableChange(
            table=info.id,
            title=info.caption,
            place=None,
            columns=_columns(info),
            description=info.description,
        )
        for info in infos
        if info.id not in there
    ]


def _columns(info: TableInfo) -> list[WrittenColumn]:
    columns: list[WrittenColumn] = []
    for column in info.columns:
        if column.spread == "dimensions":
            columns += [
                WrittenColumn(code, f"{code.capitalize()} Code", "@", 18.0, note=f"Value of dimension {code}")
                for code in DIMENSION_EXAMPLES
            ]
        elif not (column.spread or column.only_filled):
            columns.append(written_column(column, column.header(DIMENSION_EXAMPLES)))
    return columns


def guide(infos: Sequence[TableInfo], others: Sequence[GuideEntry] = ()) -> Guide:
    """The guide sheet: what each sheet is for and who fills it; `others` are sheets that are no tables."""
    entries = [
        GuideEntry(info.caption, _first_sentence(info.description), _FILLED[info.group], _GROUPS[info.area])
        for info in infos
    ]
    return Guide("Period end with xlcost", _INTRODUCTION, [*others, *entries])


def _first_sentence(description: str) -> str:
    """The description without the reference to the rules that developers read."""
    return re.sub(r"\s*\(spec [^)]*\)", "", " ".join(description.split())).replace("`", "")


_INTRODUCTION = (
    "Fill in the setup sheets, paste the entries of your ERP under the headers, then run: run-workbook THIS-FILE.xlsx",
    "Columns and sheets of your own are left alone. Results come on new sheets behind these.",
)
_FILLED = {
    "setup": "Fill in once and keep up to date.",
    "input": "Fill in, or paste from your ERP, every period.",
    "ledger": "Written by runs. Paste the history of your ERP here if you have one.",
    "result": "Written by runs.",
}
_GROUPS = {
    "run": "The run",
    "general_ledger": "General ledger",
    "cost_accounting": "Cost accounting",
    "inventory": "Inventory",
    "prices": "Prices",
    "projects": "Projects",
}
