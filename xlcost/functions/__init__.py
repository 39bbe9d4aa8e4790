"""Worksheet functions: one registry of typed pure functions for every host (docs/functions.md)."""

from xlcost.functions import arithmetic, dates_and_filters

__all__ = ["arithmetic", "dates_and_filters"]
