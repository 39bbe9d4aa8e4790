"""Plan cells and command-line parameters (spec 0, 5)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from tests.acceptance.memory import MemoryWorkbook
from xlcost.plan import make_step, parse_parameters, steps_of_plan
from xlcost.problems import OperationError


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", {}),
        ("strict=yes", {"strict": "yes"}),
        ("strict = yes ; list_all=no;", {"strict": "yes", "list_all": "no"}),
        ("date_filter=2026-01-01..2026-03-31", {"date_filter": "2026-01-01..2026-03-31"}),
        ('template=\'A;B\'; batch="say ""x"""', {"template": "A;B", "batch": 'say "x"'}),
        ("item_no='R&D'..'TOT R&D'; budget='B'", {"item_no": "'R&D'..'TOT R&D'", "budget": "B"}),
        ("location_code=''", {"location_code": "''"}),
        ("lines=[1, 2.50]; calc_per=Item", {"lines": [1, Decimal("2.50")], "calc_per": "Item"}),
        ('{"strict": true, "n": 1.10}', {"strict": True, "n": Decimal("1.10")}),
    ],
)
def test_parameters_are_read(text: str, expected: dict[str, Any]) -> None:
    assert parse_parameters(text) == expected


def test_two_quotes_are_a_filter_for_blank_codes_and_a_blank_elsewhere() -> None:
    given = parse_parameters("report=inventory_valuation; location_code=''; ending_date=''")
    parameters = make_step("report", given).parameters.model_dump()
    assert (parameters["location_code"], parameters["ending_date"]) == ("''", None)


@pytest.mark.parametrize("text", ["strict", "strict=yes; yes", "a=1; a=2", "[1]", '{"a": }', "=1"])
def test_parameters_that_cannot_be_read(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        parse_parameters(text)


@pytest.mark.parametrize(
    ("name", "given", "mentioned"),
    [
        ("transfer", {}, "transfer_gl"),
        ("report", {"report": "nothing"}, "cost_reconciliation"),
        ("transfer_gl", {"strickt": "yes"}, "strict"),
        ("transfer_gl", {"strict": "perhaps"}, "perhaps"),
        ("transfer_gl", {"Strict": "no", "strict": "yes"}, "Strict"),
        ("transfer_gl", {"strict": "yes", "STRICT": "no"}, "STRICT"),
    ],
)
def test_a_step_that_does_not_fit_names_what_would(name: str, given: dict[str, Any], mentioned: str) -> None:
    with pytest.raises(OperationError) as error:
        make_step(name, given)
    assert error.value.code == "PLAN_INVALID"
    assert mentioned in error.value.problems[0].sentence


@pytest.mark.parametrize(
    ("name", "given", "text"),
    [
        ("Transfer GL", {"List-all": "yes"}, "transfer_gl list_all=yes"),
        ("Report", {"Report": "Cost Statement", "NO FILTER": "A"}, "report report=cost_statement; no_filter=A"),
        ("update_prices", {"Price List": "L", "Class": "time", "percent": "1"},
         "update_prices price_list=L; class=time; percent=1"),
    ],
)  # fmt: skip
def test_names_are_compared_as_option_words_are(name: str, given: dict[str, Any], text: str) -> None:
    step = make_step(name, given)
    assert f"{step.name} {step.text}" == text


def test_all_faults_of_a_plan_are_reported_with_their_cells() -> None:
    book = MemoryWorkbook(
        {
            "run_plan": [
                {"step": "1", "operation": "transfer", "parameters": "", "enabled": None},
                {"step": "2", "operation": "transfer_gl", "parameters": "strict", "enabled": "yes"},
                {"step": "3", "operation": "nonsense", "parameters": "", "enabled": "no"},
            ]
        }
    )
    with pytest.raises(OperationError) as error:
        steps_of_plan(book.books())
    assert [str(each.where) for each in error.value.problems] == ["Run Plan!B2", "Run Plan!C3"]


def test_steps_run_in_their_order_and_ties_in_row_order() -> None:
    plan = [
        {"step": "20", "operation": "link_cost_types", "parameters": ""},
        {"step": "10", "operation": "transfer_gl", "parameters": "list_all=yes"},
        {"step": "20", "operation": "transfer_gl", "parameters": '{"strict": true}'},
    ]
    steps = steps_of_plan(MemoryWorkbook({"run_plan": plan}).books())
    assert [(step.name, step.text) for step in steps] == [
        ("transfer_gl", "list_all=yes"),
        ("link_cost_types", ""),
        ("transfer_gl", "strict=yes"),
    ]
