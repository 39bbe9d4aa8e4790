"""Posting groups of projects: which account a line goes to, and what is missing (spec 3, B5.1)."""

from __future__ import annotations

from xlcost.books import Books
from xlcost.problems import NOWHERE, Problem, Where, problem
from xlcost.projects.entries import ACCOUNT_ORDER, Entry
from xlcost.tables.projects import ProjectPostingGroup


class PostingGroups:
    """The accounts of all posting groups, and the accounts found missing."""

    def __init__(self, books: Books) -> None:
        self._table = books[ProjectPostingGroup]
        self._missing: dict[tuple[int, str], ProjectPostingGroup] = {}
        self._unknown: dict[str, Problem] = {}

    def get(self, name: str) -> ProjectPostingGroup | None:
        """The posting group of that name."""
        return self._table.get(name)

    def account(self, name: str, column: str) -> str:
        """Account of a posting group; blank when the group has none or does not exist."""
        group = self.get(name)
        return str(getattr(group, column)) if group else ""

    def name(self, name: str) -> str:
        """The name as it stands in the setup table."""
        group = self.get(name)
        return group.posting_group if group else name

    def lacks(self, entry: Entry) -> bool:
        """Whether an entry has no account or no balancing account."""
        return not (entry.account and entry.balancing_account)

    def note(self, entry: Entry, where: Where, project: str, task: str) -> None:
        """Note the accounts that an entry needs and has not got; `where` is the cell that names the posting group."""
        group = self.get(entry.posting_group)
        if group is None:
            facts = {"project": project, "task": task, "posting_group": entry.posting_group}
            code = "POSTING_GROUP_NOT_FOUND" if entry.posting_group else "NO_POSTING_GROUP"
            self._unknown.setdefault(entry.posting_group.casefold() or str(where), problem(code, where, **facts))
            return
        for column in entry.columns:
            if not getattr(group, column):
                self._missing[ACCOUNT_ORDER.index(column), group.posting_group.casefold()] = group

    @property
    def faults(self) -> list[Problem]:
        """All that is missing: accounts in the order of B5.1, then posting groups."""
        missing = [
            problem(
                "MISSING_ACCOUNT",
                self._table.where(group, ACCOUNT_ORDER[order]),
                posting_group=group.posting_group,
                field=ACCOUNT_ORDER[order],
                caption=self._table.info.column(ACCOUNT_ORDER[order]).caption,
            )
            for (order, _), group in sorted(self._missing.items(), key=lambda each: each[0])
        ]
        return missing + list(self._unknown.values())

    def cell_of(self, name: str, account: str) -> tuple[str, Where]:
        """Column and cell of a posting group that hold an account, for messages about the account."""
        group = self.get(name)
        column = next((each for each in ACCOUNT_ORDER if group and getattr(group, each) == account), "")
        return (column, self._table.where(group, column)) if group and column else ("account", NOWHERE)
