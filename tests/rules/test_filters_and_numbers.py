import pytest

from xlcost.rules.filters import matches, selected
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
