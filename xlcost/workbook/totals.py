"""Saved totals carried on exactly, so that a totals row is right before anything calculates it."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal, InvalidOperation

from xlcost.cells import Formula, Value
from xlcost.workbook.cell_xml import number_text
from xlcost.workbook.xml_text import attribute, content, find_element


def saved_number(cell: bytes, prefix: str) -> Decimal | None:
    """The number in a cell; None for anything else."""
    element = find_element(cell, "v", prefix)
    if element is None or (attribute(cell[: cell.index(b">") + 1], "t") or "n") != "n":
        return None
    try:
        return Decimal(content(cell, element).decode())
    except (InvalidOperation, UnicodeDecodeError):
        return None


def sum_of(values: Sequence[Value]) -> Decimal:
    """The exact sum of the numbers among the values."""
    total = Decimal(0)
    for value in values:
        number = value.value if isinstance(value, Formula) else value
        if isinstance(number, Decimal | int) and not isinstance(number, bool):
            total += number
    return total


def with_saved_number(cell: bytes, value: Decimal, prefix: str) -> bytes:
    """The cell with another saved value, its formula kept."""
    name = prefix.encode() + b"v"
    new = b"<%s>%s</%s>" % (name, number_text(value).encode(), name)
    element = find_element(cell, "v", prefix)
    if element is None:
        close = cell.rindex(b"</")
        return cell[:close] + new + cell[close:]
    return cell[: element.start] + new + cell[element.end :]
