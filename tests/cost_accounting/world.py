"""A small company for tests of cost accounting: tables as plain data, and short ways to run and look."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tests.acceptance.memory import MemoryWorkbook, Rows
from xlcost.close import RunReport, run_steps
from xlcost.operations import OPERATIONS
from xlcost.parameters import Parameters
from xlcost.plan import PlanStep

SETUP = {
    "cost_center_dimension": "DEP",
    "cost_object_dimension": "PRJ",
    "source_code_gl_to_ca": "GLTOCA",
    "source_code_cost_journal": "COSTJNL",
    "source_code_cost_allocation": "ALLOC",
    "source_code_budget_to_actual": "BUDACT",
    "last_allocation_doc_no": "ALLOC0",
}


def workbook(setup: Mapping[str, Any] | None = None, **tables: Rows) -> MemoryWorkbook:
    """A workbook with the usual setup and the given tables."""
    return MemoryWorkbook(
        {
            "run_options": [{"work_date": "2026-12-31", "user_id": "ANNA"}],
            "cost_accounting_setup": [{**SETUP, **(setup or {})}],
            "cost_types": [{"no": "T1", "gl_account_range": "10"}, {"no": "T2", "gl_account_range": "20"}],
            "cost_centers": [{"code": "ADM"}, {"code": "PROD"}],
            "cost_objects": [{"code": "P1"}],
            "gl_accounts": [
                {"no": "10", "name": "Rent"},
                {"no": "20", "name": "Energy"},
                {"no": "90", "income_balance": "Balance Sheet"},
            ],
            "cost_journal_templates": [{"name": "COST"}],
            "cost_journal_batches": [{"journal_template_name": "COST", "name": "B1"}],
            **tables,
        }
    )


def gl(entry_no: int, account: str, amount: str, **columns: Any) -> dict[str, Any]:
    """One G/L entry on cost center ADM, unless a dimension is given."""
    place = {} if {"DEP", "PRJ"} & set(columns) else {"DEP": "ADM"}
    return {
        "entry_no": entry_no,
        "gl_account_no": account,
        "posting_date": "2026-03-10",
        "document_no": "D1",
        "description": "Bill",
        "amount": amount,
        **place,
        **columns,
    }


def line(line_no: int, amount: str = "", **columns: Any) -> dict[str, Any]:
    """One cost journal line of batch B1 from T1/ADM to T2/PROD."""
    return {
        "journal_template_name": "COST",
        "journal_batch_name": "B1",
        "line_no": line_no,
        "posting_date": "2026-03-10",
        "document_no": "J1",
        "cost_type_no": "T1",
        "cost_center_code": "ADM",
        "bal_cost_type_no": "T2",
        "bal_cost_center_code": "PROD",
        "description": "Move",
        "amount": amount,
        **columns,
    }


def error_of(report: RunReport) -> str:
    """Code of the error of the last operation, blank without one."""
    error = report.outcomes[-1].error
    return error.code if error else ""


def warnings_of(report: RunReport) -> list[str]:
    """Codes of all findings of the last operation."""
    return [each.code for each in report.outcomes[-1].result.problems]


def reasons_of(report: RunReport) -> dict[Any, str]:
    """Skip reason by entry number, of the last operation."""
    return {each.entry_no: each.reason.code for each in report.outcomes[-1].result.skipped}


def run_planned(book: MemoryWorkbook, operation: str, parameters: Parameters) -> RunReport:
    """Run an operation with the parameters that only the default plan gives; the tables stay as they are."""
    return run_steps(book.books(), [PlanStep(OPERATIONS[operation], operation, parameters, {})])
