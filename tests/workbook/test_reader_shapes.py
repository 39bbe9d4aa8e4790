"""The fast way of reading gives exactly what the general way gives, whatever the rows look like."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.workbook.handmade import all_places, parts_of, worksheet, zipped
from xlcost.workbook.limits import WorkbookRefused
from xlcost.workbook.model import Place, RawTable
from xlcost.workbook.package import Package
from xlcost.workbook.plain_rows import PlainRows
from xlcost.workbook.reader import WorkbookReader
from xlcost.workbook.references import column_letters

STRINGS = ["<t>a</t>", "<t/>", "<t> </t>", "<t>ü_x0041_</t>"]
BODIES = [
    "<v>{n}</v>", "<v>{n}.5</v>", "<v></v>", "<v/>", "<v>#N/A</v>", "<v> {n} </v>", "<v>&amp;{n}&lt;</v>", "<v>&#65;</v>",
    "<v>é{n}</v>", "<v>a\n\t{n}</v>", "<v>a\r\nb</v>", "<v>]]</v>", "<v><![CDATA[</row>{n}]]></v>", "<v>{n}<!-- </row> --></v>", "<v\n>1</v >",
    "<f>A1&amp;1</f><v>{n}</v>", "<f/>", '<f t="shared" si="0"/><v>3</v>', "<f>A1</f>", "<f>x\ny</f><v>1</v>", "<f>1>2</f><v>0</v>",
    "<is><t>in{n}</t></is>", '<is><t xml:space="preserve"> x </t></is>', "<is><r><t>r</t></r></is>", "<is/>",
    "<v>{n}</v><extLst/>", "<v>2026-10-31</v>", "<v>1</v><v>2</v>", "",
]  # fmt: skip
TYPES = [
    "",
    "",
    ' t="s"',
    ' t="str"',
    ' t="n"',
    ' t="b"',
    ' t="e"',
    ' t="d"',
    ' t="inlineStr"',
    " t='s'",
    ' t=""',
    ' t="X"',
]
STYLES = ["", ' s="1"', ' s="12" cm="1"', " x14ac:y='<'".replace("<", "&lt;"), ' s = "3"']
ROW_ATTRIBUTES = ["", ' spans="1:3"', ' x14ac:dyDescent="0.25"', ' ht="1>2"', " hidden='1'"]
BETWEEN = ["", "", "", "", "\n", "<!-- <row r='9'></row> -->", "<?pi </row>?>", "<extLst><row r='1'/></extLst>"]

cells = st.tuples(
    st.integers(1, 6),
    st.sampled_from(STYLES),
    st.sampled_from(TYPES),
    st.sampled_from(BODIES),
    st.integers(0, 5),
    st.sampled_from(["r", "r", "r", "r", "no r", "self"]),
)
rows = st.lists(
    st.tuples(
        st.integers(1, 3),
        st.sampled_from(ROW_ATTRIBUTES),
        st.lists(cells, max_size=5),
        st.sampled_from(BETWEEN),
        st.sampled_from(["r", "r", "r", "r", "r", "no r", "spans first"]),
    ),
    max_size=9,
)


def _cell(column: int, row: int, drawn: tuple[int, str, str, str, int, str]) -> str:
    _, style, cell_type, body, number, shape = drawn
    address = "" if shape == "no r" else f' r="{column_letters(column)}{row}"'
    tag = f"{address}{style}{cell_type}"
    return f"<c{tag}/>" if shape == "self" else f"<c{tag}>{body.format(n=number)}</c>"


def _rows_xml(drawn: list[tuple[int, str, list[tuple[int, str, str, str, int, str]], str, str]]) -> str:
    xml, row = "", 1
    for step, attributes, drawn_cells, between, shape in drawn:
        row += 1 if shape == "no r" else step
        column, inner = 0, ""
        for cell in drawn_cells:
            column += 1 if cell[5] == "no r" else max(1, cell[0] - 3)
            inner += _cell(column, row, cell)
        number = {"r": f' r="{row}"{attributes}', "no r": attributes, "spans first": f'{attributes} r="{row}"'}[shape]
        xml += f"<row{number}>{inner}</row>{between}" if inner else f"<row{number}/>{between}"
    return xml


def _read(content: bytes, plain_from: int) -> tuple[list[Place], list[RawTable]] | str:
    book = WorkbookReader(Package(content, "Book.xlsx"), plain_from)
    try:
        places = list(all_places(book))
        every = [column.index for column in places[0].columns] if places else []
        asked = [every, every[:1], every[1:2]]
        return places, [book.read(places[0], columns) for columns in asked if places]
    except WorkbookRefused as refusal:
        return refusal.code


@settings(max_examples=400, deadline=None)
@given(rows, st.sampled_from([1, 40, 300, 1 << 18]))
def test_both_ways_read_the_same(
    drawn: list[tuple[int, str, list[tuple[int, str, str, str, int, str]], str, str]], piece: int
) -> None:
    header = "".join(f'<c r="{letter}1" t="inlineStr"><is><t>{letter}</t></is></c>' for letter in "ABCD")
    part = worksheet(f'<row r="1">{header}</row>{_rows_xml(drawn)}', after="<mergeCells><row/></mergeCells>")
    content = zipped(parts_of({"Data": part}, STRINGS))
    original = Package.chunks
    general = _read(content, 1 << 60)
    try:
        Package.chunks = lambda self, name, _=0: original(self, name, piece)  # type: ignore[method-assign, assignment]
        fast = _read(content, 0)
    finally:
        Package.chunks = original  # type: ignore[method-assign]
    assert fast == general


def test_the_rows_of_common_writers_are_plain() -> None:
    """The fast way would be no use if it handed everything back."""
    excel = (
        b'<row r="2" spans="1:3" x14ac:dyDescent="0.25"><c r="A2" s="1" t="s"><v>12</v></c><c r="B2" s="2"/>'
        b'<c r="C2" t="str"><f>A2&amp;"x"</f><v>x</v></c><c r="D2"><v>1</v></c></row>'
    )
    sdk = b'<x:row r="2"><x:c r="A2" t="inlineStr"><x:is><x:t>a</x:t></x:is></x:c><x:c r="B2" t="n"><x:v>1</x:v></x:c></x:row>'
    kept = b'<row r="2"><c r="A2" s="1" t="inlineStr"><is><t xml:space="preserve"> two\nlines\t</t></is></c></row>'
    for prefix, row in (("", excel), ("x:", sdk), ("", kept)):
        found, rest = PlainRows(1, 3, prefix).split(row)
        assert rest == b""
        assert [int(cells[0]) for cells in found] == [2]


def _long_sheet(chance: random.Random) -> str:
    """Columns of new numbers, of few numbers and of texts, here and there with something else in them."""
    odd = ["<v>NaN</v>", "<v>1E+2</v>", "<f>A1</f><v>5</v>", "<v>.5</v>", "<v></v>", "<v>&amp;</v>", "<v>+1</v>"]
    xml = "".join(f'<c r="{letter}1" t="inlineStr"><is><t>{letter}</t></is></c>' for letter in "ABC")
    xml = f'<row r="1">{xml}</row>'
    for row in range(2, 900):
        new, few, text = f"<v>{row}.{chance.randrange(10**6)}</v>", f"<v>{chance.randrange(9)}</v>", chance.randrange(4)
        if chance.random() < 0.004:
            new = chance.choice(odd)
        blank = chance.random() < 0.004
        cells = f'<c r="A{row}" s="1">{new}</c><c r="B{row}">{few}</c><c r="C{row}" t="s"><v>{text}</v></c>'
        xml += f'<row r="{row}">{"" if blank else cells}</row>'
    return xml


@pytest.mark.parametrize("seed", range(6))
def test_both_ways_read_long_columns_the_same(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    chance = random.Random(seed)
    content = zipped(parts_of({"Data": worksheet(_long_sheet(chance))}, STRINGS))
    general = _read(content, 1 << 60)
    original, piece = Package.chunks, chance.choice([5_000, 9_000, 1 << 18])
    monkeypatch.setattr(Package, "chunks", lambda self, name, _=0: original(self, name, piece))
    assert _read(content, 0) == general
    assert isinstance(general, tuple)
    assert len(general[1][0].rows) > 850
