"""Prices: which price list and row price a line, and the way there (spec 3, parts A and C)."""

from xlcost.prices import contract_lists, operations, resource_costs

__all__ = ["contract_lists", "operations", "resource_costs"]
