"""Codes of the prices area."""

from xlcost.catalogue.entry import Code

CODES: dict[str, Code] = {}
