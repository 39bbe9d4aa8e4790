"""Loads the areas, so that their tables, operations, reports and explanations are registered, in contract order."""

from __future__ import annotations

from importlib import import_module

_TABLES = (
    "run",
    "general_ledger",
    "cost_accounting",
    "cost_accounting_results",
    "inventory",
    "inventory_results",
    "prices",
    "projects",
)
AREAS = ("cost_accounting", "inventory", "prices", "projects")


def load() -> None:
    """Import all tables, then all areas."""
    for name in _TABLES:
        import_module(f"xlcost.tables.{name}")
    for name in AREAS:
        import_module(f"xlcost.{name}")
