"""Test report of the cost posting: every G/L line it would write, and all that stands in the way (spec 2, 12)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from xlcost.books import Books
from xlcost.inventory.account_setup import Finding
from xlcost.inventory.assessment import Assessed, Assessor, Line, entry_facts
from xlcost.inventory.cost_posting import (
    PER_ENTRY,
    READS,
    CostPostingFilters,
    document_no_problems,
    expected_with_actual,
)
from xlcost.inventory.dimension_checks import DimensionRules
from xlcost.inventory.posting_groups import Group, Groups, entry_description, entry_lines
from xlcost.inventory.queue import current_queue
from xlcost.operations import ALL, Result, operation
from xlcost.parameters import Flag
from xlcost.problems import Fact, Problem, warning
from xlcost.tables.general_ledger import DefaultDimension, DimensionCombination, DimensionValueCombination
from xlcost.tables.inventory import ValueEntry
from xlcost.tables.inventory_results import CostPostingTestLine

_NO_LINE = ("EXPECTED_COST_POSTING_OFF", "NOTHING_TO_POST")


class CostPostingTestParameters(CostPostingFilters):
    """As for the posting, and what the report shows."""

    show_dimensions: Flag = False
    """Show the dimensions of each line."""
    only_warnings: Flag = False
    """Leave out lines without a finding."""


@operation(
    "post_cost_to_gl_test",
    CostPostingTestParameters,
    reads={**READS, DimensionCombination: ALL, DimensionValueCombination: ALL, DefaultDimension: ALL},
)
def post_cost_to_gl_test(books: Books, parameters: CostPostingTestParameters) -> Result:
    """Show the G/L lines that cost posting would write and warn of everything in their way; posts nothing."""
    report = _TestReport(books, parameters)
    for refused in document_no_problems(books, parameters):
        report.problems.append(replace(refused, severity="warning"))
    groups = Groups()
    for entry in parameters.entries(current_queue(books)):
        assessed = report.take(entry)
        if parameters.method == PER_ENTRY:
            report.add_entry(assessed)
        else:
            groups.add(assessed)
    for group in groups.in_order():
        report.add_group(group)
    books[CostPostingTestLine].replace(report.rows)
    lines, found = len(report.rows), len(report.problems)
    return Result(
        counts={"lines": lines, "warnings": found},
        problems=report.problems,
        nothing_to_do=not lines and not found,
        message=f"{lines} G/L lines tested, {found} warnings ({parameters.in_words})",
    )


class _TestReport:
    def __init__(self, books: Books, parameters: CostPostingTestParameters) -> None:
        self._books = books
        self._parameters = parameters
        self._assessor = Assessor(books)
        self._rules = DimensionRules(books)
        self.rows: list[CostPostingTestLine] = []
        self.problems: list[Problem] = []

    def take(self, entry: ValueEntry) -> Assessed:
        """Assess an entry; what is wrong with it as a whole is reported once, on a row without an account."""
        assessed = self._assessor.assess(entry)
        if entry.expected_cost and entry.cost_amount_actual:
            self.problems.append(expected_with_actual(self._books, entry))
        findings = [each for each in assessed.findings if each.code not in _NO_LINE]
        if findings:
            self._warn(findings, entry_facts(entry))
            amount = entry.cost_amount_actual
            self._add(_entry_values(entry) | {"description": f"Value Entry {entry.entry_no}"}, amount, entry, findings)
        return assessed

    def add_entry(self, assessed: Assessed) -> None:
        """The lines of one entry."""
        for line in entry_lines(assessed):
            values = _entry_values(assessed.entry) | {"description": entry_description(assessed.entry)}
            self._add_line(values, line, assessed.entry, entry_facts(assessed.entry), line.amount)

    def add_group(self, group: Group) -> None:
        """One line of a posting group; it belongs to no single value entry."""
        values: dict[str, Any] = {
            "posting_date": group.entry.posting_date,
            "document_no": self._parameters.document_no,
            "description": group.description,
        }
        facts: dict[str, Fact] = {"posting_date": group.entry.posting_date}
        self._add_line(values, group.line, group.entry, facts, group.amount)

    def _add_line(
        self, values: dict[str, Any], line: Line, entry: ValueEntry, facts: Mapping[str, Fact], amount: Any
    ) -> None:
        findings = self._assessor.line_findings(line, entry)
        if not any(each.code.endswith("SETUP_MISSING") for each in findings):
            findings += self._rules.findings(entry, line.account.no)
        self._warn(findings, {**facts, "gl_account_no": line.account.no})
        account = {"gl_account_no": line.account.no, "name": line.account.name}
        self._add(values | account, amount, entry, findings)

    def _add(self, values: dict[str, Any], amount: Any, entry: ValueEntry, findings: Sequence[Finding]) -> None:
        if self._parameters.only_warnings and not findings:
            return
        if self._parameters.show_dimensions:
            values["dimensions"] = "; ".join(f"{code}={value}" for code, value in sorted(entry.dimensions.items()))
        codes = ", ".join(dict.fromkeys(each.code for each in findings))
        self.rows.append(CostPostingTestLine(**values, amount=amount, codes=codes))

    def _warn(self, findings: Sequence[Finding], facts: Mapping[str, Fact]) -> None:
        self.problems += [warning(each.code, each.where, **{**facts, **each.facts}) for each in findings]


def _entry_values(entry: ValueEntry) -> dict[str, Any]:
    return {
        "posting_date": entry.posting_date,
        "document_no": entry.document_no,
        "value_entry_no": entry.entry_no,
        "item_ledger_entry_no": entry.item_ledger_entry_no,
        "item_no": entry.item_no,
        "item_ledger_entry_type": entry.item_ledger_entry_type,
        "entry_type": entry.entry_type,
    }
