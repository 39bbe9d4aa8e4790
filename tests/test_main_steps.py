"""The main steps of long explanations (spec 0, 7): what is listed, what is only counted."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from xlcost.main_steps import LISTED, main_steps
from xlcost.operations import Step
from xlcost.problems import Where
from xlcost.rules.money import money


def step(text: str, level: int, amount: int | None = None) -> Step:
    return Step(text, Where("cost_entries", "Cost Entries", 2, "H"), None if amount is None else Decimal(amount), level)


def below(count: int, level: int) -> list[Step]:
    return [step(f"part {number}", level, number) for number in range(1, count + 1)]


def test_a_short_explanation_stays_as_it_is() -> None:
    steps = [step("entry", 0, 10), step("posted", 1), *below(4, 2), step("stays", 1)]
    assert main_steps(steps) == steps


def test_the_largest_are_listed_in_their_order_with_what_lies_below_them_and_the_others_are_counted() -> None:
    parts = [each for number in range(30, 0, -1) for each in (step(f"{number}", 1, number), step(f"of {number}", 2))]
    parts[0] = step("-99", 1, -99)
    found = main_steps([step("entry", 0), *parts, step("end", 0)])
    assert [each.text for each in found[1:3]] == ["-99", "of 30"]
    numbers = [int(each.text) for each in found if each.level == 1 and each.amount is not None]
    assert numbers == [-99, *range(29, 10, -1)]
    assert found[-2].text.startswith(f"... and 10 more, {money(Decimal(sum(range(1, 11))))} in all")
    assert found[-1].text == "end"


def test_words_figures_without_a_cell_and_single_cells_of_other_tables_are_always_listed() -> None:
    others = [Step("balance", amount=Decimal(0), level=1), Step("base", Where("wip_totals", "WIP", 2), Decimal(0), 1)]
    found = main_steps([step("entry", 0), step("posted", 1), *others, *below(100, 1), *[step("stays", 1)] * 50])
    assert [each.text for each in found[:4]] == ["entry", "posted", "balance", "base"]
    assert sum(each.text == "stays" for each in found) == 50
    assert len(found) == 4 + LISTED[1] + 50 + 1


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(-9, 9) | st.none()), max_size=400))
def test_every_step_is_listed_counted_or_below_one_that_is_counted(drawn: list[tuple[int, int | None]]) -> None:
    steps = [step(str(at), level, amount) for at, (level, amount) in enumerate(drawn)]
    found = main_steps(steps)
    listed = [each for each in found if not each.text.startswith("...")]
    numbers = [int(each.text) for each in listed]
    assert numbers == sorted(set(numbers))
    assert all(each is steps[int(each.text)] for each in listed)
    if len(found) == len(listed):
        assert listed == steps
    assert all(int(each.text.split()[2]) > 1 for each in found if each not in listed)
    assert len(found) >= min(len(steps), LISTED[-1])
