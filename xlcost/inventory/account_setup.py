"""Which account the posting setups name for a value entry, and what stands in its way (spec 2, 11.5 and 11.6)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from xlcost.books import Books
from xlcost.inventory.accounts import WIP, AccountType
from xlcost.problems import Fact, Where
from xlcost.rules.captions import caption_of
from xlcost.tables.general_ledger import GLAccount
from xlcost.tables.inventory import Item, ValueEntry


@dataclass(frozen=True, slots=True)
class Finding:
    """Why something cannot be posted: a code, the cell to mend, and its facts."""

    code: str
    where: Where
    facts: dict[str, Fact]


@dataclass(frozen=True, slots=True)
class Account:
    """The account that a setup row names; blank with findings when there is none or it must not be posted to."""

    no: str
    name: str = ""
    findings: tuple[Finding, ...] = ()


class AccountSetup:
    """The posting setups of a workbook, each account looked up once."""

    def __init__(self, books: Books) -> None:
        self._books = books
        self._known: dict[tuple[int, str, str], Account] = {}
        self._groups: dict[str, str] = {}

    def account(self, entry: ValueEntry, kind: AccountType) -> Account:
        """The account of that kind for a value entry. Its own groups decide, not the item's (spec 2, 11.5)."""
        if kind.of_inventory_setup:
            key = (kind.order, entry.location_code, self.inventory_posting_group(entry, kind))
        else:
            key = (kind.order, entry.gen_bus_posting_group, entry.gen_prod_posting_group)
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = self._look_up(kind, key[1], key[2])
        return found

    def inventory_posting_group(self, entry: ValueEntry, kind: AccountType) -> str:
        """The entry's inventory posting group; for WIP that of the item produced, when the source names one."""
        if kind is not WIP or entry.source_no == entry.item_no or entry.source_type.strip().casefold() != "item":
            return entry.inventory_posting_group
        if entry.source_no not in self._groups:
            item = self._books[Item].get(entry.source_no)
            self._groups[entry.source_no] = item.inventory_posting_group if item else ""
        return self._groups[entry.source_no] or entry.inventory_posting_group

    def _look_up(self, kind: AccountType, first: str, second: str) -> Account:
        table = self._books[kind.setup]
        row: Any = table.get(first, second)
        keys: dict[str, Fact] = dict(zip(table.info.keys, (first, second), strict=True))
        if row is None:
            code = "INVENTORY_POSTING_SETUP_MISSING" if kind.of_inventory_setup else "GENERAL_POSTING_SETUP_MISSING"
            return Account("", findings=(Finding(code, table.where(), keys),))
        findings = []
        if not kind.of_inventory_setup and row.blocked:
            findings.append(Finding("GENERAL_POSTING_SETUP_BLOCKED", table.where(row, "blocked"), keys))
        number: str = getattr(row, kind.field)
        facts = keys | {"field": kind.field, "setup_key": _named(keys)}
        at = table.where(row, kind.field)
        if not number:
            return Account("", findings=(*findings, Finding("ACCOUNT_BLANK", at, facts)))
        return self._checked(number, at, facts | {"gl_account_no": number}, findings)

    def _checked(self, number: str, at: Where, facts: dict[str, Fact], findings: list[Finding]) -> Account:
        chart = self._books[GLAccount]
        account = chart.get(number)
        if account is None:
            return Account(number, findings=(*findings, Finding("ACCOUNT_NOT_FOUND", at, facts)))
        if account.blocked:
            findings.append(Finding("ACCOUNT_BLOCKED", chart.where(account, "blocked"), facts))
        if account.account_type != "Posting":
            typed = facts | {"account_type": account.account_type}
            findings.append(Finding("ACCOUNT_NOT_POSTING", chart.where(account, "account_type"), typed))
        return Account(number, account.name, tuple(findings))


def _named(keys: dict[str, Fact]) -> str:
    return ", ".join(f'{caption_of(name)} "{value}"' for name, value in keys.items())
