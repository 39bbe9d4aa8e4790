"""The jobs as a script with pandas does them; files through openpyxl, the only engine that writes into a workbook."""

from __future__ import annotations

import shutil
from pathlib import Path

import pandas as pd  # type: ignore[import-untyped]

from samples.generate import ENTRY_HEADERS
from tests.bench.contents import RESULT_ROWS, result_columns, written_rows
from tests.bench.measure import Jobs, Work, main
from tests.bench.transfer import COST_ENTRY_HEADERS, SKIP_HEADERS, SOURCE_HEADERS, Setup, setup_of

SETUP_SHEETS = ["Chart of Accounts", "Cost Types", "Cost Centers", "Cost Objects"]


def read(book: Path) -> Work:
    """Every cell of the ledger."""
    return lambda: len(pd.read_excel(book, sheet_name="GL Entries", engine="openpyxl"))


def write(book: Path) -> Work:
    """The entries into a new workbook."""
    _, rows = written_rows(book)
    frame = pd.DataFrame(rows, columns=list(ENTRY_HEADERS))

    def work() -> int:
        frame.to_excel(book.with_suffix(".pandas.xlsx"), sheet_name="Written Entries", index=False, engine="openpyxl")
        return len(frame)

    return work


def rewrite(book: Path) -> Work:
    """New figures into the sheet of the result, which is replaced."""
    copy = _copy(book)

    def work() -> int:
        frame = pd.DataFrame(result_columns(3))
        with pd.ExcelWriter(copy, engine="openpyxl", mode="a", if_sheet_exists="overlay") as writer:
            frame.to_excel(writer, sheet_name="Result", index=False)
        return RESULT_ROWS

    return work


def run(book: Path) -> Work:
    """Read, map and join, list what is skipped, write the result sheets into the workbook."""
    copy = _copy(book)

    def work() -> int:
        sheets = pd.read_excel(
            copy,
            sheet_name=[*SETUP_SHEETS, "GL Entries"],
            engine="openpyxl",
            dtype={"G/L Account No.": str},
            keep_default_na=False,  # `None` is a word of Combine Entries
            na_values=[""],
        )
        setup = setup_of({title: sheets[title].to_dict("records") for title in SETUP_SHEETS})
        results = _transferred(sheets["GL Entries"], setup)
        with pd.ExcelWriter(copy, engine="openpyxl", mode="a") as writer:
            for title, frame in results.items():
                frame.to_excel(writer, sheet_name=title, index=False)
        return len(results["Cost Entries"])

    return work


def _copy(book: Path) -> Path:
    copy = book.with_suffix(".pandas.xlsx")
    shutil.copyfile(book, copy)
    return copy


def _transferred(ledger: pd.DataFrame, setup: Setup) -> dict[str, pd.DataFrame]:
    ledger = ledger.rename(columns={"G/L Account No.": "G/L Account"})
    center, thing = ledger["Department Code"].fillna(""), ledger["Project Code"].fillna("")
    ledger["Cost Type No."] = ledger["G/L Account"].map(setup.types)
    ledger["Cost Center Code"], ledger["Cost Object Code"] = center, thing.where(center == "", "")
    in_scope = ledger["G/L Account"].isin(setup.income) & (ledger["Amount"] != 0)
    ledger["Reason Code"] = ""
    rules = {
        "JNL_CT_BLOCKED": ledger["Cost Type No."].isin(setup.blocked),
        "UNKNOWN_COST_OBJECT": (center == "") & ~thing.isin(setup.objects),
        "UNKNOWN_COST_CENTER": (center != "") & ~center.isin(setup.centers),
        "NO_COST_CENTER_OR_OBJECT": (center == "") & (thing == ""),
        "NO_COST_TYPE": ledger["Cost Type No."].isna(),
    }
    for reason, applies in rules.items():
        ledger.loc[applies, "Reason Code"] = reason
    skipped = ledger[in_scope & (ledger["Reason Code"] != "")]
    taken = ledger[in_scope & (ledger["Reason Code"] == "")].copy()
    entries = _combined(taken, setup)
    sources = taken.merge(entries[["Group", "Entry No."]].rename(columns={"Entry No.": "Cost Entry No."}), on="Group")
    sources = sources.rename(columns={"Entry No.": "G/L Entry No."})
    return {
        "Cost Entries": entries[list(COST_ENTRY_HEADERS)],
        "Cost Entry Sources": sources[list(SOURCE_HEADERS)],
        "Skipped Entries": skipped[list(SKIP_HEADERS)],
    }


def _combined(taken: pd.DataFrame, setup: Setup) -> pd.DataFrame:
    combine = taken["Cost Type No."].map(setup.combine)
    month_end = taken["Posting Date"] + pd.offsets.MonthEnd(0)
    taken["Posting Date"] = taken["Posting Date"].where(combine != "Month", month_end)
    single = taken["Entry No."].where(combine == "None", 0)
    keys = [taken[name] for name in ("Cost Type No.", "Cost Center Code", "Cost Object Code", "Posting Date")]
    taken["Group"] = taken.groupby([*keys, single], sort=False).ngroup()
    groups = taken.groupby("Group", sort=False)
    entries = groups.agg("last").drop(columns="Amount").join(groups["Amount"].sum().round(2)).join(
        groups.size().rename("Count")
    )  # fmt: skip
    entries = entries[entries["Amount"] != 0].reset_index()
    combined = "Combined entries " + entries["Posting Date"].dt.strftime("%Y-%m-%d")
    entries["Description"] = entries["Description"].where(entries["Count"] == 1, combined)
    entries["G/L Entry No."] = entries["Entry No."]
    entries["Entry No."] = range(1, len(entries) + 1)
    entries["Debit Amount"] = entries["Amount"].clip(lower=0)
    entries["Credit Amount"] = (-entries["Amount"]).clip(lower=0)
    entries["Register No."] = 1
    return entries


JOBS: Jobs = {"read": read, "write": write, "rewrite": rewrite, "run": run}

if __name__ == "__main__":
    main(JOBS)
