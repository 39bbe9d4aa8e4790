"""The transfer as the comparators do it: accounts to cost types, places, combined entries, skips. Floats, no reasons
beyond those that the bench's ledger can meet, no checks of cells: less work than a run of xlcost does."""

from __future__ import annotations

import calendar
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

COST_ENTRY_HEADERS = (
    "Entry No.", "Cost Type No.", "Posting Date", "Document No.", "Description", "Amount", "Debit Amount",
    "Credit Amount", "Cost Center Code", "Cost Object Code", "G/L Entry No.", "G/L Account", "Register No.",
)  # fmt: skip
SOURCE_HEADERS = ("Cost Entry No.", "G/L Entry No.", "Amount")
SKIP_HEADERS = ("Entry No.", "Posting Date", "Document No.", "Description", "Amount", "Reason Code")
Records = Sequence[Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Setup:
    """What the transfer looks up."""

    income: frozenset[str]
    """Accounts of the income statement."""
    types: Mapping[str, str]
    """Account -> cost type."""
    combine: Mapping[str, str]
    """Cost type -> `None`, `Day` or `Month`."""
    blocked: frozenset[str]
    centers: frozenset[str]
    objects: frozenset[str]


def setup_of(sheets: Mapping[str, Records]) -> Setup:
    """The lookups of the setup sheets."""
    accounts = [row for row in sheets["Chart of Accounts"] if row["Account Type"] == "Posting"]
    kinds = [row for row in sheets["Cost Types"] if row["Type"] == "Cost Type"]
    numbers = [str(row["No."]) for row in accounts]
    types = {no: str(kind["No."]) for kind in kinds for no in numbers if in_range(no, str(kind["G/L Account Range"]))}
    return Setup(
        income=frozenset(str(row["No."]) for row in accounts if row["Income/Balance"] == "Income Statement"),
        types=types,
        combine={str(kind["No."]): kind["Combine Entries"] or "None" for kind in kinds},
        blocked=frozenset(str(kind["No."]) for kind in kinds if kind["Blocked"]),
        centers=frozenset(row["Code"] for row in sheets["Cost Centers"]),
        objects=frozenset(row["Code"] for row in sheets["Cost Objects"]),
    )


def in_range(number: str, ranges: str) -> bool:
    """Whether `8110..8119|8140` holds the number."""
    bounds = [part.partition("..") for part in ranges.split("|")]
    return any(low <= number <= (high or low) for low, _, high in bounds)


def skip_reason(setup: Setup, account: str, amount: float, center: str | None, thing: str | None) -> str | None:
    """Why an entry is not taken: a code, blank for what is out of scope; None when it is taken."""
    if not amount or account not in setup.income:
        return ""
    kind = setup.types.get(account)
    if kind is None:
        return "NO_COST_TYPE"
    if not center and not thing:
        return "NO_COST_CENTER_OR_OBJECT"
    if center and center not in setup.centers:
        return "UNKNOWN_COST_CENTER"
    if not center and thing not in setup.objects:
        return "UNKNOWN_COST_OBJECT"
    return "JNL_CT_BLOCKED" if kind in setup.blocked else None


def combined_day(day: datetime, combine: str) -> datetime:
    """The date of the cost entry: the end of the month where entries of a month are combined."""
    return day.replace(day=calendar.monthrange(day.year, day.month)[1]) if combine == "Month" else day
