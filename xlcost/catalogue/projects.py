"""Codes of the projects area."""

from xlcost.catalogue.entry import Code

CODES: dict[str, Code] = {}
