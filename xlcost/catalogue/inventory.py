"""Codes of the inventory area."""

from xlcost.catalogue.entry import Code

CODES: dict[str, Code] = {}
