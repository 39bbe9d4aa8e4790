"""The catalogue of problem codes and skip reasons, one module an area; `docs/codes.md` is made of it."""

from xlcost.catalogue import cost_accounting, inventory, prices, projects, workbook
from xlcost.catalogue.entry import Code

AREAS: dict[str, dict[str, Code]] = {
    "workbook": workbook.CODES,
    "cost_accounting": cost_accounting.CODES,
    "inventory": inventory.CODES,
    "prices": prices.CODES,
    "projects": projects.CODES,
}

CODES: dict[str, Code] = {}
"""Code -> its entry. A code that two areas share is declared by the first of them."""
for _codes in AREAS.values():
    for _code, _entry in _codes.items():
        CODES.setdefault(_code, _entry)
