"""Worksheet functions: one registry of typed pure functions for every host (docs/functions.md)."""

from xlcost import areas

areas.load()  # tables are declared in the order of the contract, whatever a function imports first

from xlcost.functions import (  # noqa: E402
    arithmetic,
    conversions,
    cost_ledger,
    dates_and_filters,
    inventory,
    prices,
    work_in_process,
)

__all__ = ["arithmetic", "conversions", "cost_ledger", "dates_and_filters", "inventory", "prices", "work_in_process"]
