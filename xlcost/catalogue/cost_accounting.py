"""Codes of the cost_accounting area."""

from xlcost.catalogue.entry import Code

CODES: dict[str, Code] = {}
