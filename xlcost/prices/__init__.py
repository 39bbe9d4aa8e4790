"""Prices: which price list and row price a line, and the way there (spec 3, parts A and C)."""

from xlcost.prices import actuals, contract_lists, explanation, list_copying, operations, resource_costs

__all__ = ["actuals", "contract_lists", "explanation", "list_copying", "operations", "resource_costs"]
