"""Every refusal is one clear sentence: what, where, what to do."""

from __future__ import annotations

import pytest

from xlcost.workbook.limits import MAX_PARTS, MAX_UNPACKED, REFUSALS, WorkbookRefused, check_sizes, printable, refused

MEGABYTE = 1000**2


@pytest.mark.parametrize("code", REFUSALS)
def test_refusals_name_the_file_and_say_what_to_do(code: str) -> None:
    refusal = refused(code, "Book.xlsx", part="xl/workbook.xml", detail="line 3")
    assert refusal.code == code
    assert "Book.xlsx" in refusal.message
    assert "{" not in str(refusal)
    assert str(refusal) == f"{refusal.message}; {refusal.remedy}."
    assert refusal.remedy


@pytest.mark.parametrize(
    "sizes",
    [
        [("a", 1, 1)] * (MAX_PARTS + 1),
        [("a", MAX_UNPACKED // 4, MAX_UNPACKED // 2), ("b", MAX_UNPACKED // 4, MAX_UNPACKED // 2 + 1)],
        [("a", 200_000, 100 * MEGABYTE + 1)],
        [("a", 0, 101 * MEGABYTE)],
    ],
    ids=["parts", "unpacked", "ratio", "nothing packed"],
)
def test_too_large(sizes: list[tuple[str, int, int]]) -> None:
    with pytest.raises(WorkbookRefused) as refusal:
        check_sizes("Book.xlsx", sizes)
    assert refusal.value.code == "FILE_TOO_LARGE"


@pytest.mark.parametrize(
    "sizes",
    [
        [("a", 1, 1)] * MAX_PARTS,
        [("a", MAX_UNPACKED // 4, MAX_UNPACKED // 2)] * 2,
        [("a", 200_000, 100 * MEGABYTE)],
        [("a", 1, 99 * MEGABYTE)],
        [("a", 70 * MEGABYTE, 500 * MEGABYTE)],
        [],
    ],
    ids=["parts", "unpacked", "ratio at its bound", "tight but small", "a million rows", "nothing"],
)
def test_large_enough(sizes: list[tuple[str, int, int]]) -> None:
    check_sizes("Book.xlsx", sizes)


def test_text_of_a_file_is_made_fit_for_a_message() -> None:
    assert printable("a\x00b\n\x1b[31mc\ud800") == "a?b??[31mc?"
    assert len(printable("x" * 500)) == 120
