"""A rerun of the plan writes nothing, though it warns of sources that are already allocated (spec 0, 6; spec 1, 5.4)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.acceptance.real import read_book, write_book
from tests.test_cli import ENTRY, RUN_TIME, SETUP, xlcost

ALLOCATION: dict[str, Any] = {
    "cost_centers": [{"code": code, "name": code, "line_type": "Cost Center"} for code in ("ADM", "PROD")],
    "cost_types": [
        {"no": "8230", "name": "Phone", "type": "Cost Type", "gl_account_range": "8230"},
        {"no": "9901", "name": "Handed on", "type": "Cost Type"},
    ],
    "cost_accounting_setup": [SETUP["cost_accounting_setup"][0] | {"last_allocation_doc_no": "ALLOC0"}],
    "cost_allocation_sources": [{"id": "A1", "level": 1, "cost_center_code": "ADM", "credit_to_cost_type": "9901"}],
    "cost_allocation_targets": [
        {"id": "A1", "line_no": 10000, "target_cost_type": "9901", "target_cost_center": "PROD",
         "allocation_target_type": "All Costs", "base": "Static", "share": "1"}
    ],
}  # fmt: skip


@pytest.mark.parametrize(
    "faulty", [(), (ENTRY | {"entry_no": 2, "DEPARTMENT": "NOWHERE"},)], ids=["no problems before", "skipped before"]
)
def test_a_rerun_after_an_allocation_leaves_the_file_byte_identical(tmp_path: Path, faulty: Any) -> None:
    path = tmp_path / "book.xlsx"
    write_book(path, SETUP | ALLOCATION | {"gl_entries": [ENTRY, *faulty]})
    first = xlcost(path, *RUN_TIME)
    assert [str(row["amount"]) for row in read_book(path)["cost_entries"]] == ["12.34", "12.34", "-12.34"], first.stdout
    before = path.read_bytes()
    again = xlcost(path)
    assert "ALLOC_ALREADY_RUN" in again.stderr
    assert "nothing new" in again.stdout
    assert again.returncode == first.returncode
    assert path.read_bytes() == before


def test_a_new_problem_beside_the_repeated_warning_is_written(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    write_book(path, SETUP | ALLOCATION | {"gl_entries": [ENTRY]})
    xlcost(path, *RUN_TIME)
    tables = read_book(path)
    tables["cost_journal_templates"] = [{"name": "COST"}]
    tables["cost_journal_batches"] = [{"journal_template_name": "COST", "name": "KEEP", "delete_after_posting": False}]
    tables["cost_journal_lines"] = [
        {"journal_template_name": "COST", "journal_batch_name": "KEEP", "line_no": 10000, "amount": "1"}
    ]
    write_book(path, tables)
    assert "Written to" in xlcost(path, *RUN_TIME).stdout
    codes = [row["code"] for row in read_book(path)["problems"]]
    assert {"JNL_BATCH_LEFT_OUT", "ALLOC_ALREADY_RUN"} <= set(codes)
