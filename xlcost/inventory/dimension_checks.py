"""Dimension rules of G/L lines: forbidden combinations and default dimensions of accounts (spec 2, 2.8 and 12)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import combinations

from xlcost.books import Books
from xlcost.inventory.account_setup import Finding
from xlcost.tables.columns import header_key
from xlcost.tables.general_ledger import DefaultDimension, DimensionCombination, DimensionValueCombination
from xlcost.tables.inventory import ValueEntry

_ACCOUNTS = header_key("G/L Account")
_RULES = {
    "Code Mandatory": "needs a value of",
    "Same Code": "takes only its default of",
    "No Code": "takes no value of",
}


class DimensionRules:
    """The dimension rules of a workbook."""

    def __init__(self, books: Books) -> None:
        self._books = books
        self._limits = {
            frozenset((row.dimension_1_code, row.dimension_2_code)): row
            for row in books[DimensionCombination].rows
            if row.restriction
        }
        self._forbidden = {
            frozenset(
                ((row.dimension_1_code, row.dimension_1_value_code), (row.dimension_2_code, row.dimension_2_value_code))
            )
            for row in books[DimensionValueCombination].rows
        }
        self._defaults: dict[str, dict[str, DefaultDimension]] = {}
        for default in books[DefaultDimension].rows:
            if header_key(default.table) == _ACCOUNTS:
                self._defaults.setdefault(default.no, {})[default.dimension_code] = default

    def findings(self, entry: ValueEntry, gl_account_no: str) -> list[Finding]:
        """The rules that the dimensions of a value entry break on a line of that account."""
        return [*self._combination_findings(entry), *self._default_findings(entry, gl_account_no)]

    def _combination_findings(self, entry: ValueEntry) -> Iterator[Finding]:
        if not self._limits:
            return
        for first, second in combinations(sorted(entry.dimensions.items()), 2):
            limit = self._limits.get(frozenset((first[0], second[0])))
            if limit is None or (limit.restriction == "Limited" and frozenset((first, second)) not in self._forbidden):
                continue
            at = self._books[ValueEntry].where(entry, first[0])
            yield Finding(
                "DIMENSION_COMBINATION_BLOCKED", at, {"dimension_1": " ".join(first), "dimension_2": " ".join(second)}
            )

    def _default_findings(self, entry: ValueEntry, gl_account_no: str) -> Iterator[Finding]:
        # a rule of the account wins over the rule for all accounts
        defaults = self._defaults.get("", {}) | self._defaults.get(gl_account_no, {})
        for code, default in sorted(defaults.items()):
            if _keeps(default, entry.dimensions):
                continue
            yield Finding(
                "DIMENSION_VALUE_POSTING",
                self._books[DefaultDimension].where(default, "value_posting"),
                {
                    "gl_account_no": gl_account_no,
                    "rule": _RULES[default.value_posting],
                    "dimension_code": code,
                    "dimension_value_code": entry.dimensions.get(code, ""),
                },
            )


def _keeps(default: DefaultDimension, dimensions: Mapping[str, str]) -> bool:
    value = dimensions.get(default.dimension_code, "")
    if default.value_posting == "Code Mandatory":
        return bool(value)
    if default.value_posting == "Same Code":
        return value == default.dimension_value_code
    return default.value_posting != "No Code" or not value
