"""The direct host: the registry itself gives the golden answers (spec 5)."""

from __future__ import annotations

import pytest

import xlcost.functions  # noqa: F401  registers the functions
from tests.hosts.golden import CALLS, GoldenCall
from xlcost.functions.coercion import rows_for_host
from xlcost.functions.registry import FUNCTIONS, call


@pytest.mark.parametrize("golden", CALLS, ids=lambda golden: golden.name)
def test_golden_answers(golden: GoldenCall) -> None:
    found = rows_for_host(call(golden.function, golden.arguments))
    assert golden.is_answer(found), found


def test_every_function_is_in_the_golden_table() -> None:
    assert {golden.function for golden in CALLS} == set(FUNCTIONS)
