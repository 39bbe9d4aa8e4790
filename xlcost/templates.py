"""Empty tables of chosen areas: what `new-workbook` and `add-tables` put into a workbook (spec 0, 7)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from xlcost import areas
from xlcost.changes import written_column
from xlcost.problems import fail
from xlcost.tables.columns import REGISTRY, TableInfo, header_key
from xlcost.workbook.model import TableChange, WrittenColumn

ALWAYS = ("run", "general_ledger")
"""Areas that every other area needs."""
DIMENSION_EXAMPLES = ("DEPARTMENT", "PROJECT")


def tables_of(chosen: Iterable[str]) -> list[TableInfo]:
    """Setup, input and ledger tables of the chosen areas (none = all), with those that every area needs."""
    areas.load()
    known = list(dict.fromkeys(row_class.info.area for row_class in REGISTRY.values()))
    wanted = {header_key(name): name for name in chosen}
    for key, name in wanted.items():
        if key not in {header_key(area) for area in known}:
            raise fail("AREA_UNKNOWN", area=name, areas=", ".join(known))
    in_scope = {area for area in known if not wanted or area in ALWAYS or header_key(area) in wanted}
    infos = [row_class.info for row_class in REGISTRY.values()]
    return [info for info in infos if info.area in in_scope and info.group != "result" and info.id != "run_log"]


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
        elif not column.spread:
            columns.append(written_column(column, column.header(DIMENSION_EXAMPLES)))
    return columns


def guide(infos: Sequence[TableInfo]) -> list[tuple[str, str, str]]:
    """Rows of the guide sheet: sheet, what it is for, what to do with it."""
    return [(info.caption, info.description.split("\n")[0], _GROUPS[info.group]) for info in infos]


_GROUPS = {
    "setup": "fill in once, keep up to date",
    "input": "fill in or paste from your ERP every period",
    "ledger": "written by runs; paste the history of your ERP here when you have one",
    "result": "written by runs",
}
