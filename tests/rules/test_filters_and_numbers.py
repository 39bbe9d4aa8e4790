import pytest

from xlcost.rules.filters import matches, quoted, selected
from xlcost.rules.numbers import incremented

CODES = ["8904", "8910", "8924", "9000", "9100", "A9", "VEHICLE"]


@pytest.mark.parametrize(
    ("filter_text", "expected"),
    [
        ("", CODES),
        ("8904..8910", ["8904", "8910"]),
        ("8904..8924|9*", ["8904", "8910", "8924", "9000", "9100"]),
        ("9000..", ["9000", "9100", "A9", "VEHICLE"]),
        ("..8910", ["8904", "8910"]),
        ("<>9000", ["8904", "8910", "8924", "9100", "A9", "VEHICLE"]),
        ("89*&<>8910", ["8904", "8924"]),
        ("*9*&..9999", ["8904", "8910", "8924", "9000", "9100"]),
        ("vehicle", ["VEHICLE"]),
        ("91??", ["9100"]),
    ],
)
def test_filters(filter_text: str, expected: list[str]) -> None:
    assert selected(filter_text, CODES) == expected


SIGNED = ["D", "O'NEIL", "R", "R&D", "S", "TOT R&D", "A|B", "X..Y", "Z*"]


@pytest.mark.parametrize(
    ("filter_text", "expected"),
    [
        ("R&D", ["R&D"]),
        ("r&d|S", ["R&D", "S"]),
        ("'R&D'", ["R&D"]),
        ("'R&D'|S", ["R&D", "S"]),
        ("<>'R&D'&<>S", ["D", "O'NEIL", "R", "TOT R&D", "A|B", "X..Y", "Z*"]),
        ("'R&D'..'TOT R&D'", ["R&D", "S", "TOT R&D"]),
        ("R..S&'R&D'", ["R&D"]),
        ("'A|B'|'X..Y'", ["A|B", "X..Y"]),
        ("O'NEIL|S", ["O'NEIL", "S"]),
        ("R|'S", ["R"]),
        ("''", []),
    ],
)
def test_codes_that_hold_signs_of_filters(filter_text: str, expected: list[str]) -> None:
    assert selected(filter_text, SIGNED) == expected


@pytest.mark.parametrize("code", SIGNED)
def test_a_quoted_code_selects_itself(code: str) -> None:
    assert code in selected(quoted(code), SIGNED)
    assert {code, "S"} <= set(selected(f"{quoted(code)}|S", SIGNED))


def test_ranges_compare_codes_as_text() -> None:
    assert matches("1..3", "25")
    assert not matches("1..3", "35")


@pytest.mark.parametrize(
    ("code", "following"),
    [
        ("ALLOC0", "ALLOC1"),
        ("ALLOC9", "ALLOC10"),
        ("AL0009", "AL0010"),
        ("A1B", "A2B"),
        ("X9Y99", "X9Y100"),
        ("A", "A"),
    ],
)
def test_the_last_run_of_digits_is_raised(code: str, following: str) -> None:
    assert incremented(code) == following
