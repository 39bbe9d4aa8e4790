"""Which table stands where: names before titles, exact before similar, the user's own sheets left alone (spec 0, 1)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field

import pytest

from xlcost import areas
from xlcost.locating import locate
from xlcost.workbook.model import FoundColumn, Place, RawTable

areas.load()


@dataclass
class Book:
    """A workbook of known tables and plain ranges, which remembers the sheets that were read."""

    sheets: list[str]
    named: list[Place] = field(default_factory=list)
    plain: dict[str, Place] = field(default_factory=dict)
    date1904: bool = False
    sha256: str = ""
    read_sheets: list[str] = field(default_factory=list)

    def tables(self) -> list[Place]:
        return self.named

    def plain_range(self, sheet: str) -> Place | None:
        self.read_sheets.append(sheet)
        return self.plain.get(sheet)

    def read(self, place: Place, columns: Collection[int]) -> RawTable:
        raise AssertionError(f"locating reads no cells, but asks for {columns} of {place}")


def at(sheet: str, name: str = "", header: str = "No.") -> Place:
    return Place(sheet, name, 1, 9, (FoundColumn(header, 1),))


@pytest.mark.parametrize("title", ["Cost Types", "cost_types", "COST TYPES", "Cost-Types"])
def test_a_plain_range_is_found_by_the_title_of_its_sheet(title: str) -> None:
    book = Book([title], plain={title: at(title)})
    assert locate(book).places == {"cost_types": at(title)}


def test_sheets_that_name_no_table_are_never_read() -> None:
    book = Book(
        ["My ledger", "Cost Types", "Notes"], plain={"My ledger": at("My ledger"), "Cost Types": at("Cost Types")}
    )
    locate(book)
    assert book.read_sheets == ["Cost Types"]


def test_a_sheet_is_not_read_for_a_table_that_is_found_by_name() -> None:
    book = Book(["Cost Types", "Data"], [at("Data", "cost_types")], {"Cost Types": at("Cost Types")})
    assert locate(book).places == {"cost_types": at("Data", "cost_types")}
    assert book.read_sheets == []


def test_the_one_table_of_a_sheet_answers_to_its_title_whatever_its_name() -> None:
    book = Book(["Cost Types"], [at("Cost Types", "Table1")])
    assert locate(book).places == {"cost_types": at("Cost Types", "Table1")}
    book.named.append(at("Cost Types", "Table2"))
    assert locate(book).places == {}
    assert book.read_sheets == []


def test_a_table_found_by_its_name_does_not_answer_to_its_sheet_as_well() -> None:
    book = Book(["Cost Types"], [at("Cost Types", "gl_accounts")])
    assert locate(book).places == {"gl_accounts": at("Cost Types", "gl_accounts")}


def test_a_sheet_with_the_title_and_none_of_the_columns_is_the_users() -> None:
    book = Book(["Cost Types"], plain={"Cost Types": at("Cost Types", header="My notes")})
    assert locate(book).places == {}


def test_an_empty_sheet_with_the_title_is_taken_unless_another_holds_the_table() -> None:
    empty = Place("Cost Types", "", 1, 1, ())
    assert locate(Book(["Cost Types"])).places == {"cost_types": empty}
    filled = Book(["Cost Types", "cost_types"], plain={"cost_types": at("cost_types")})
    assert locate(filled).places == {"cost_types": at("cost_types")}


def test_two_similar_names_are_ambiguous_and_an_exact_one_wins() -> None:
    similar = [at("A", "CostTypes"), at("B", "COST_TYPES")]
    found = locate(Book(["A", "B"], similar))
    assert found.places == {}
    assert found.problems["cost_types"].code == "TABLE_AMBIGUOUS"
    assert "sheet A" in found.problems["cost_types"].sentence and "sheet B" in found.problems["cost_types"].sentence
    exact = at("C", "cost_types")
    assert locate(Book(["A", "B", "C"], [*similar, exact])).places == {"cost_types": exact}


def test_two_sheets_of_similar_titles_are_ambiguous() -> None:
    titles = ["Cost-Types", "CostTypes"]
    found = locate(Book(titles, plain={title: at(title) for title in titles}))
    assert found.problems["cost_types"].code == "TABLE_AMBIGUOUS"
