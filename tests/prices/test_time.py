"""The rate of time: dimensions, units, overrides, markups (spec 3, A3)."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.prices.build import codes, line, link, parameters, price_list, results, run, setup
from xlcost.prices.units import UnitFault, Units
from xlcost.tables.prices import Unit

DEVELOPER = {"role_price": "R", "price_list": "C", "role": "Developer", "price": 100}


def cost(lines: list[dict[str, Any]], *columns: str, **tables: Any) -> list[Any]:
    tables.setdefault("role_prices", [DEVELOPER])
    return results(run("resolve_cost_prices", setup(actual_lines=lines, **tables)), *columns)


# ---- dimensions


def test_names_match_without_case_and_blanks_around() -> None:
    assert cost([line(role=" developer ")], "reason", "price_line") == [("FALLBACK", "R")]


def test_the_resource_fills_blank_dimensions_only() -> None:
    resources = [{"resource": "Ann", "role": "Developer", "org_unit": "India"}]
    rows = [DEVELOPER, {**DEVELOPER, "role_price": "R2", "resourcing_unit": "India", "price": 60}]
    lines = [line(1, role="", resource="ann"), line(2, role="Tester", resource="Ann"), line(3, resource="Bob")]
    found = cost(lines, "price_line", role_prices=rows, resources=resources)
    assert found == ["R2", "", "R"]


def test_a_dimension_may_have_another_column_on_lines() -> None:
    dimensions = [
        {"dimension": "role", "applies_to_cost": "yes", "cost_priority": 1},
        {"dimension": "grade", "applies_to_cost": "yes", "cost_priority": 2, "line_column": "Salary Band"},
    ]
    rows = [DEVELOPER, {**DEVELOPER, "role_price": "R2", "grade": "senior", "price": 150}]
    lines = [line(1, **{"Salary Band": "Senior"}), line(2, **{"Salary Band": "Junior"}), line(3, grade="Senior")]
    found = cost(lines, "price_line", "reason", "level", role_prices=rows, pricing_dimensions=dimensions)
    assert found == [("R2", "EXACT", 0), ("R", "FALLBACK", 1), ("R", "FALLBACK", 1)]


def test_a_dimension_of_the_other_side_is_ignored_on_row_and_line() -> None:
    dimensions = [
        {"dimension": "role", "applies_to_cost": "yes", "cost_priority": 1, "applies_to_sales": "yes"},
        {"dimension": "grade", "applies_to_sales": "yes", "sales_priority": 2},
    ]
    rows = [{**DEVELOPER, "grade": "senior"}]
    assert cost([line(grade="junior")], "reason", role_prices=rows, pricing_dimensions=dimensions) == ["EXACT"]


def test_matched_and_dropped_dimensions_are_named() -> None:
    found = cost([line(resourcing_unit="US")], "matched_dims", "dropped_dims")
    assert found == [("role", "resourcing_unit")]


def test_a_row_without_any_value_is_the_catch_all() -> None:
    rows = [DEVELOPER, {"role_price": "All", "price_list": "C", "price": 70}]
    assert cost([line(role="Cook")], "reason", "price_line", "level", role_prices=rows) == [("CATCH_ALL", "All", 2)]


def test_nothing_found_names_the_closest_rows() -> None:
    rows = [{**DEVELOPER, "resourcing_unit": "India"}, {**DEVELOPER, "role_price": "X", "role": "Cook"}]
    message = cost([line(resourcing_unit="US")], "message", role_prices=rows)[0]
    assert "role=Developer, resourcing_unit=US" in message
    assert "R differs in resourcing_unit; X differs in role" in message


# ---- units


def chain(quantities: list[int]) -> Units:
    any_unit: Any = Unit
    rows = [any_unit(unit="u0", unit_group="g")]
    for number, quantity in enumerate(quantities, 1):
        rows.append(any_unit(unit=f"u{number}", unit_group="g", base_unit=f"u{number - 1}", quantity=Decimal(quantity)))
    return Units(rows)


@given(st.lists(st.integers(1, 12), min_size=2, max_size=5), st.data())
def test_factors_compose_and_invert(quantities: list[int], data: st.DataObject) -> None:
    units = chain(quantities)
    a, b, c = (f"u{data.draw(st.integers(0, len(quantities)))}" for _ in range(3))
    there, back, on, straight = (units.factor(*pair) for pair in ((a, b), (b, a), (b, c), (a, c)))
    assert isinstance(there, Fraction)
    assert isinstance(back, Fraction)
    assert isinstance(on, Fraction)
    assert there * back == 1
    assert there * on == straight


@given(st.lists(st.integers(1, 12), min_size=1, max_size=5))
def test_the_top_unit_is_the_product_of_its_chain(quantities: list[int]) -> None:
    product = 1
    for quantity in quantities:
        product *= quantity
    assert chain(quantities).factor("u0", f"u{len(quantities)}") == product


@pytest.mark.parametrize(
    ("rows", "source", "target", "code"),
    [
        ([("a", "b", 2), ("b", "a", 3)], "a", "b", "UNIT_NOT_CONVERTIBLE"),
        ([("a", "a", 2), ("b", "", None)], "a", "b", "UNIT_NOT_CONVERTIBLE"),
        ([("a", "", None), ("b", "", None)], "a", "b", "UNIT_NOT_CONVERTIBLE"),
        ([("a", "gone", 2), ("b", "", None)], "a", "b", "UNIT_NOT_CONVERTIBLE"),
        ([("a", "b", None), ("b", "", None)], "a", "b", "UNIT_NOT_CONVERTIBLE"),
        ([("b", "", None)], "", "b", "UNIT_NOT_CONVERTIBLE"),
        ([("a", "b", 0), ("b", "", None)], "b", "a", "UNIT_FACTOR_ZERO"),
    ],
)
def test_units_that_do_not_convert(rows: list[Any], source: str, target: str, code: str) -> None:
    any_unit: Any = Unit
    quantities = [None if quantity is None else Decimal(quantity) for *_, quantity in rows]
    units = Units(
        any_unit(unit=unit, unit_group="g", base_unit=base, quantity=quantity)
        for (unit, base, _), quantity in zip(rows, quantities, strict=True)
    )
    fault = units.factor(source, target)
    assert isinstance(fault, UnitFault)
    assert fault.code == code


def test_units_of_different_groups_do_not_convert() -> None:
    rows = [{**DEVELOPER, "unit": "Mile"}]
    assert cost([line()], "reason", "price_line", role_prices=rows) == [("UNIT_NOT_CONVERTIBLE", "R")]


def test_a_unit_that_is_not_set_up_is_named_as_it_is_written() -> None:
    (message,) = cost([line(unit="Man Day")], "message", role_prices=[DEVELOPER])
    assert message.startswith("Man Day does not convert")


def test_a_line_of_time_without_a_unit_is_not_guessed() -> None:
    assert cost([line(unit="")], "reason") == ["UNIT_NOT_CONVERTIBLE"]


def test_the_unit_of_the_list_is_the_default_of_its_rows() -> None:
    lists = [price_list("C", time_unit="Day")]
    found = cost([line(quantity=3)], "unit_rate", "unit_factor", "list_unit", "amount", price_lists=lists)
    assert found == [(Decimal("12.5"), Decimal("0.125"), "Day", Decimal("37.5"))]


def test_the_rate_is_rounded_before_the_amount() -> None:
    lists = [price_list("C", time_unit="Week")]
    rounding = parameters(unit_amount_rounding="0.01", amount_rounding="0.1")
    rows = [{**DEVELOPER, "price": 1001}]
    found = cost(
        [line(quantity=3)], "unit_rate", "amount", role_prices=rows, price_lists=lists, pricing_parameters=rounding
    )
    # 1001 / 40 = 25.025, half away from zero
    assert found == [(Decimal("25.03"), Decimal("75.1"))]


def test_prices_and_percents_take_as_many_places_as_they_have() -> None:
    rows = [{**DEVELOPER, "price": "0.123456789"}]
    rounding = parameters(unit_amount_rounding="0.000000001")
    assert cost([line()], "unit_rate", role_prices=rows, pricing_parameters=rounding) == [Decimal("0.123456789")]
    found = marked_up([{"role_price_markup": "M", "hours": "Overtime", "percent": "0.0000001"}],
                      pricing_parameters=rounding)  # fmt: skip
    assert found[0] == Decimal("100.0000001")


# ---- overrides


def overridden(lines: list[dict[str, Any]], overrides: list[dict[str, Any]], **tables: Any) -> list[Any]:
    rows = [{"parent": "R", **row} for row in overrides]
    return cost(lines, "override", "unit_rate", price_overrides=rows, **tables)


def test_the_unscoped_override_stands_behind_an_older_scoped_one() -> None:
    rows = [
        {"override": "O1", "effective_from": "2026-01-01", "scope_type": "org_unit", "scope": "India", "price": 80},
        {"override": "O2", "effective_from": "2026-02-01", "price": 90},
    ]
    lines = [line(1, resourcing_unit="india"), line(2, resourcing_unit="US"), line(3, date="2026-01-15")]
    assert overridden(lines, rows) == [("O1", 80), ("O2", 90), ("", 100)]


def test_an_override_outside_its_list_is_ignored_and_reported() -> None:
    rows = [{"override": "O", "parent": "R", "effective_from": "2025-12-31", "price": 80}]
    book = run("resolve_cost_prices", setup(role_prices=[DEVELOPER], price_overrides=rows, actual_lines=[line()]))
    assert results(book, "override", "unit_rate") == [("", 100)]
    assert codes(book) == ["OVERRIDE_OUTSIDE_LIST"]


def test_an_override_in_its_own_unit() -> None:
    rows = [{"override": "O", "effective_from": "2026-01-01", "unit": "Day", "price": 400}]
    assert overridden([line()], rows) == [("O", 50)]


def test_two_overrides_of_one_day_decide_nothing() -> None:
    rows = [{"override": name, "parent": "R", "effective_from": "2026-01-01", "price": 80} for name in "AB"]
    assert cost([line()], "reason", price_overrides=rows) == ["DUPLICATE_PRICE_LINE"]


def test_an_empty_override_is_a_zero_price_not_the_old_one() -> None:
    rows = [{"override": "O", "parent": "R", "effective_from": "2026-01-01"}]
    assert cost([line()], "reason", "price_line", price_overrides=rows) == [("PRICE_IS_ZERO", "R")]


@pytest.mark.parametrize(
    ("scope_type", "columns"),
    [("vendor_invoice", {"vendor_invoice": "V7"}), ("subcontract", {}), ("vendor", {"vendor": "V7"})],
)
def test_scopes_of_purchase_lists(scope_type: str, columns: dict[str, Any]) -> None:
    scope = "SC" if scope_type == "subcontract" else "V7"
    rows = [{"override": "O", "effective_from": "2026-01-01", "scope_type": scope_type, "scope": scope, "price": 55}]
    tables = {"price_lists": [price_list("C", "purchase")], "price_list_links": [link("C", "subcontract", "SC")]}
    assert overridden([line(subcontract="SC", **columns)], rows, **tables) == [("O", 55)]


def test_scopes_of_sales_lists_strongest_first() -> None:
    rows = [
        {"override": name, "parent": "S1", "effective_from": day, "scope_type": kind, "scope": scope, "price": price}
        for name, kind, scope, day, price in (
            ("A", "customer", "Adatum", "2026-02-01", 180),
            ("B", "contract", "K", "2026-01-01", 170),
            ("D", "contract", "Other", "2026-02-20", 160),
        )
    ]
    projects = [
        {"project": "P", "contract": "K", "customer": "Adatum", "sales_currency": "USD"},
        {"project": "P2", "contract": "K2", "sales_currency": "USD"},
    ]
    tables = setup(
        projects=projects,
        contracts=[{"contract": "K2", "customer": "ADATUM", "currency": "USD"}],
        role_prices=[{"role_price": "S1", "price_list": "S", "price": 200}],
        price_list_links=[link("S", "contract", "K"), link("S", "contract", "K2")],
        price_overrides=rows,
        actual_lines=[line(1), line(2, project="P2")],
    )
    book = run("resolve_sales_prices", tables)
    assert results(book, "override", "unit_rate") == [("B", 170), ("A", 180)]


@given(st.lists(st.tuples(st.integers(1, 28), st.sampled_from(("", "US", "India"))), max_size=6), st.integers(1, 28))
def test_overrides_agree_with_a_plain_reading(rows: list[tuple[int, str]], day: int) -> None:
    overrides = [
        {
            "override": f"O{number}",
            "parent": "R",
            "effective_from": f"2026-02-{start:02}",
            "scope_type": "org_unit" if scope else "",
            "scope": scope,
            "price": 10 + number,
        }
        for number, (start, scope) in enumerate(rows)
    ]
    started = [(scope == "US", start, number) for number, (start, scope) in enumerate(rows)
               if start <= day and scope in {"", "US"}]  # fmt: skip
    best = max(started, default=None)
    twice = best is not None and sum(each[:2] == best[:2] for each in started) > 1
    expected = "DUPLICATE_PRICE_LINE" if twice else f"O{best[2]}" if best else ""
    lines = [line(resourcing_unit="US", date=f"2026-02-{day:02}")]
    found = cost(lines, "override", "reason", price_overrides=overrides)[0]
    assert (found[1] if twice else found[0]) == expected


# ---- markups

MARKUP_DIMENSIONS = [
    {"dimension": "role", "applies_to_cost": "yes", "cost_priority": 1},
    {"dimension": "hours", "kind": "markup", "applies_to_cost": "yes", "cost_priority": 2},
]


def marked_up(markups: list[dict[str, Any]], **tables: Any) -> Any:
    rows = [{"price_list": "C", **row} for row in markups]
    columns = ("unit_rate", "markup_line", "markup_percent", "reason")
    lines = [line(hours="Overtime")]
    return cost(lines, *columns, role_price_markups=rows, pricing_dimensions=MARKUP_DIMENSIONS, **tables)[0]


def test_a_markup_comes_after_override_and_unit() -> None:
    overrides = [{"override": "O", "parent": "R", "effective_from": "2026-01-01", "unit": "Day", "price": 880}]
    found = marked_up([{"role_price_markup": "M", "hours": "overtime", "percent": 12.5}], price_overrides=overrides)
    assert found == (Decimal("123.75"), "M", Decimal("12.5"), "EXACT")


def test_two_markups_with_the_same_values_give_zero() -> None:
    rows = [{"role_price_markup": name, "hours": "Overtime", "percent": 5} for name in "MN"]
    assert marked_up(rows) == (0, "", None, "DUPLICATE_PRICE_LINE")


def test_a_markdown_to_nothing_is_a_zero_with_a_reason() -> None:
    assert marked_up([{"role_price_markup": "M", "hours": "Overtime", "percent": -100}])[3] == "PRICE_IS_ZERO"


def test_markups_without_a_markup_dimension_are_not_asked() -> None:
    rows = [{"role_price_markup": "M", "price_list": "C", "role": "Developer", "percent": 5}]
    assert cost([line()], "unit_rate", "markup_line", role_price_markups=rows) == [(100, "")]
