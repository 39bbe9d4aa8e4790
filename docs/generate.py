"""Writes the pages that are made of declarations: `python -m docs.generate`. A test fails when they are not current."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterable
from pathlib import Path

import click

import xlcost.functions  # noqa: F401  registers the functions
from xlcost import areas
from xlcost.catalogue import AREAS
from xlcost.cli import cli
from xlcost.functions.registry import FUNCTIONS, PREFIX, Argument, Function
from xlcost.hosts.batch import everyday  # noqa: F401  registers the functions
from xlcost.hosts.batch.everyday.table import EVERYDAY
from xlcost.operations import Operation, all_operations
from xlcost.tables.columns import REGISTRY, Column, TableInfo

FOLDER = Path(__file__).parent
_MADE = "<!-- made by docs/generate.py; edit the declarations, not this page -->\n"


def tables_page() -> str:
    """The data dictionary: every table and column."""
    areas.load()
    parts = [_MADE, "# Data dictionary\n"]
    area = ""
    for row_class in REGISTRY.values():
        info = row_class.info
        if info.area != area:
            area = info.area
            parts.append(f"\n## {_title(area)}\n")
        parts.append(_table_section(info))
    return "\n".join(parts)


def _table_section(info: TableInfo) -> str:
    kind = {"setup": "setup", "input": "input", "ledger": "ledger", "result": "result"}[info.group]
    head = f"\n### {info.caption} (`{info.id}`, {kind})\n\n{_one_line(info.description)}\n"
    rows = [
        (f"`{column.key}`", column.caption, _kind(column), _marks(column), column.description)
        for column in info.columns
    ]
    return head + "\n" + _markdown(("column", "header", "kind", "", "meaning"), rows)


def _kind(column: Column) -> str:
    if column.spread:
        return "one column each"
    words = ", ".join(word for word in column.kind.words if word)
    return f"{column.kind.name}: {words}" if column.kind.name == "option" else column.kind.name


def _marks(column: Column) -> str:
    marks = [("key", column.is_key), ("required", column.required and not column.is_key), ("filled", column.filled)]
    texts = [text for text, holds in marks if holds]
    return ", ".join([*texts, f"→ {column.reference}"] if column.reference else texts)


def codes_page() -> str:
    """Every problem code and skip reason."""
    parts = [_MADE, "# Problem codes and skip reasons\n"]
    for area, codes in AREAS.items():
        rows = [
            (f"`{code}`", entry.severity, entry.what, entry.remedy, "" if entry.retry else "not tried again")
            for code, entry in sorted(codes.items())
        ]
        parts.append(
            f"\n## {_title(area)}\n\n" + _markdown(("code", "severity", "what is wrong", "what to do", ""), rows)
        )
    return "\n".join(parts)


_HOW_TO_WRITE = """\
Parameters stand in the column *Parameters* of the sheet *Run Plan*, as `name=value; name=value`, or behind `-p` on the
command line. A value that holds a semicolon is quoted. Filters know `|` (or), `..` (from, to), `&` (and), `<>` (not),
`<`, `>` and the wildcards `*` and `?`. A code with one of these signs stands in quotes, as `'R&D'|SALES`; `''` is what
has no code, as `location_code=''`.
"""


def operations_page() -> str:
    """Every operation and report with its parameters."""
    areas.load()
    parts = [_MADE, "# Operations and reports\n", _HOW_TO_WRITE]
    parts += [_operation_section(operation) for operation in all_operations()]
    return "\n".join(parts)


def _operation_section(operation: Operation) -> str:
    fields = operation.parameters.model_fields
    rows = [
        (
            f"`{field.alias or name}`",
            _default(field.default if not field.is_required() else "required"),
            field.description or "",
        )
        for name, field in fields.items()
    ]
    head = f"\n## `{operation.name}` ({_title(operation.area)})\n\n{operation.summary}\n"
    return head + ("\n" + _markdown(("parameter", "default", "meaning"), rows) if rows else "")


def _default(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else str(value)


def functions_page() -> str:
    """Every worksheet function with its arguments and an example."""
    parts = [_MADE, "# Worksheet functions\n", _ABOUT_FUNCTIONS.format(everyday=_everyday())]
    categories = sorted({function.category for function in FUNCTIONS.values()})
    for category in categories:
        parts.append(f"\n## {_title(category)}\n")
        parts += [_function_section(each) for _, each in sorted(FUNCTIONS.items()) if each.category == category]
    return "\n".join(parts)


def _everyday() -> str:
    """The functions of Excel that a run calculates, in lines of the page's width."""
    return textwrap.fill(", ".join(f"`{name}`" for name in sorted(EVERYDAY)), 119, break_on_hyphens=False)


_ABOUT_FUNCTIONS = """\
The same functions in Excel, in Calc and in a run; `xlcost addin install` puts them into Excel and Calc. The code of the
operations answers, so a cell and a run never differ. A range argument holds its headings in the first row, matched like
those of a table; tables that come last may stand in any order and are told apart by their headings. A ledger has a
totals row once a run has written it: `cost_entries[[#Headers],[#Data]]` leaves it out. In a file for Calc write
`units[[#All]]` or `units[[#Headers],[#Data]]`: it does not read the `units[#All]` that Excel saves, whatever the
function. The sheets of live functions in `workbook_templates/` show them all at work ([excel.md](excel.md)).

Hosts spell the names differently (`XLCOST.RATE`, `XLCOST_RATE`, `_xldudf_XLCOST_RATE`); a run reads every spelling and
needs no host. Before its operations read the tables of a workbook it calculates there, and saves the values of:

- formulas that call one of these functions, also with operators and the everyday functions of Excel around it (listed
  below), as in `=IFERROR(ROUND(XLCOST.RATE(...)*[@Quantity],2),0)`;
- formulas that depend on such a cell, as `=[@Rate]*[@Quantity]` beside it, and those without a saved value that it
  needs;
- array formulas over several cells: each cell gets its element. In a single cell a column of cells shows its first.

It calculates with exact decimals; a division keeps 15 digits in the cell, as Excel shows. What it does not know or what
differs by the day or the language of Excel it does not guess: a formula that needs `TODAY`, `INDIRECT`, `LET`, ...
keeps its saved value, and if it has none the problem `FORMULA_NOT_CALCULATED` names what stands in the way. Other
formulas count by their saved values. In workbooks that count days from 1904 nothing is calculated.

Everyday functions around ours:
{everyday}.

A cell shows `#N/A` for something that is not there, `#VALUE!` for an argument that cannot be used and `#NUM!` for
figures without an answer. The number 0 is no key and no date, as Calc gives it for an empty cell too: leave an argument
out, or write text.
"""


def _function_section(function: Function) -> str:
    rows = [(f"`{each.name}`", _use(each), each.help) for each in function.arguments]
    head = f"\n### {PREFIX}.{function.name}\n\n{function.help}\n\n```\n{function.example}\n```\n"
    result = f"\nGives a {'column of cells' if function.spills else function.returns}.\n"
    return head + result + "\n" + _markdown(("argument", "", "meaning"), rows)


def _use(argument: Argument) -> str:
    kinds = {"cell": "", "range": "range", "tables": "ranges"}
    optional = "optional" if argument.optional and argument.shape != "tables" else ""
    return ", ".join(part for part in (kinds[argument.shape], optional) if part)


def command_page() -> str:
    """The command line's own help."""
    context = click.Context(cli, info_name="xlcost", **cli.context_settings)
    return "\n".join([_MADE, "# Command line\n", _block(cli.get_help(context)), *_commands(cli, context)])


def _commands(group: click.Group, context: click.Context) -> Iterable[str]:
    """The help of every command, those of a group behind the group."""
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        if command is not None:
            own = click.Context(command, info_name=name, parent=context)
            yield f"\n## {own.command_path}\n"
            yield _block(command.get_help(own))
            if isinstance(command, click.Group):
                yield from _commands(command, own)


def _block(text: str) -> str:
    return f"```\n{text}\n```\n"


def _markdown(headers: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    names = list(headers)
    lines = ["| " + " | ".join(names) + " |", "|" + "---|" * len(names)]
    lines += ["| " + " | ".join(_one_line(cell).replace("|", "\\|") for cell in row) + " |" for row in rows]
    return "\n".join(lines) + "\n"


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _title(area: str) -> str:
    return area.replace("_", " ").capitalize()


PAGES: dict[str, Callable[[], str]] = {
    "tables.md": tables_page,
    "codes.md": codes_page,
    "operations.md": operations_page,
    "command-line.md": command_page,
    "functions.md": functions_page,
}


def main() -> None:
    """Write all pages."""
    for name, page in PAGES.items():
        (FOLDER / name).write_text(page(), encoding="utf-8")


if __name__ == "__main__":
    main()
