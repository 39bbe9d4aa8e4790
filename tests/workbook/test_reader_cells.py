"""Each kind of cell that a file can hold becomes what spec 4, section 2 says, by either way of reading."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from tests.workbook.handmade import MAIN, STRICT, STRICT_OFFICE, all_places, one_sheet, parts_of, worksheet, zipped
from xlcost.cells import NOT_CALCULATED, CellError, RawCell
from xlcost.workbook.package import Package
from xlcost.workbook.reader import WorkbookReader

ALWAYS, NEVER = 0, 1 << 60
STRINGS = [
    "<t>0010</t>",
    '<t xml:space="preserve">  a b </t>',
    "<t>line_x000D_end</t>",
    "<t>_x005F_x0041_</t>",
    "<r><rPr><b/></rPr><t>bold</t></r><r><t> plain</t></r>",
    "<t>課</t><rPh sb='0' eb='1'><t>カ</t></rPh><phoneticPr fontId='1'/>",
    "<t/>",
    "<t><![CDATA[<5 & 6>]]></t>",
    "<t>_xD83D__xDE00_</t>",
]

CELLS: list[tuple[str, RawCell]] = [
    ('t="s"><v>0</v></c>', "0010"),
    ('t="inlineStr"><is><t>0010</t></is></c>', "0010"),
    ('t="str"><f>TEXT(10,"0000")</f><v>0010</v></c>', "0010"),
    ('t="s"><v>1</v></c>', "  a b "),
    ('t="s"><v>2</v></c>', "line\rend"),
    ('t="s"><v>3</v></c>', "_x0041_"),
    ('t="s"><v>4</v></c>', "bold plain"),
    ('t="s"><v>5</v></c>', "課"),
    ('t="s"><v>7</v></c>', "<5 & 6>"),
    ('t="s"><v>8</v></c>', "😀"),
    ('t="inlineStr"><is><t>_x0041__x000D_</t></is></c>', "A\r"),
    ('t="str"><v>_x005F_x0041_</v></c>', "_x0041_"),
    ('t="inlineStr"><is><r><t>a</t></r><r><t>b</t></r><rPh sb="0" eb="1"><t>x</t></rPh></is></c>', "ab"),
    ('t="inlineStr"><is><t>a &amp;&lt;&#65; &amp;lt;</t></is></c>', "a &<A &lt;"),
    ('t="str"><f>A1&amp;"x"</f><v>&quot;&apos;&gt;</v></c>', "\"'>"),
    ('t="s"><v>99</v></c>', CellError("shared string 99, which the file does not hold")),
    ('t="s"><v>-1</v></c>', CellError("shared string -1, which the file does not hold")),
    ("><v>1234.5599999999999</v></c>", Decimal("1234.5599999999999")),
    ("><v>1.005</v></c>", Decimal("1.005")),
    ('t="n"><v>12345678901234567</v></c>', Decimal("12345678901234567")),
    ("><v>-0.5E-3</v></c>", Decimal("-0.0005")),
    ("><v>1.0000000000000001E+20</v></c>", Decimal("1.0000000000000001E+20")),
    ("><v>0</v></c>", Decimal(0)),
    ("><v>NaN</v></c>", CellError("NaN")),
    ("><v>Infinity</v></c>", CellError("Infinity")),
    ("><v>1_000</v></c>", CellError("1_000")),
    ("><v>1,5</v></c>", CellError("1,5")),
    ("><v>٣</v></c>", CellError("٣")),
    ("><v>1e999999</v></c>", CellError("1e999999")),
    ("><v>1e-9999</v></c>", CellError("1e-9999")),
    ("><v>-1</v></c>", Decimal(-1)),
    ('t="b"><v>1</v></c>', True),
    ('t="b"><v>0</v></c>', False),
    ('t="b"><v>2</v></c>', CellError("2")),
    ('t="e"><v>#N/A</v></c>', CellError("#N/A")),
    ('t="e"><v>#REF!</v></c>', CellError("#REF!")),
    ('t="e"><f>SEQUENCE(9)</f><v>#SPILL!</v></c>', CellError("#SPILL!")),
    ('t="e" vm="1"><v>#CALC!</v></c>', CellError("#CALC!")),
    ('t="d"><v>2026-10-31</v></c>', date(2026, 10, 31)),
    ('t="d"><v>2026-10-31T23:59:59.999Z</v></c>', date(2026, 10, 31)),
    ('t="d"><v>2026-02-30</v></c>', CellError("2026-02-30")),
    ('t="d"><v>T10:00:00</v></c>', CellError("T10:00:00")),
    ('t="zzz"><v>5</v></c>', CellError("5")),
    ("><f>A1+1</f><v>2</v></c>", Decimal(2)),
    ('><f t="shared" ref="A1:A9" si="0">A1+1</f><v>2</v></c>', Decimal(2)),
    ('><f t="shared" si="0"/><v>3</v></c>', Decimal(3)),
    ('cm="1"><f t="array" ref="A1">A1+1</f><v>2</v></c>', Decimal(2)),
    ("><f>A1+1</f></c>", NOT_CALCULATED),
    ("><f>A1+1</f><v></v></c>", NOT_CALCULATED),
    ("><f>A1+1</f><v/></c>", NOT_CALCULATED),
    ('t="str"><f>A1</f></c>', NOT_CALCULATED),
    ('t="str"><f>""</f><v></v></c>', ""),
    ('t="str"><f>""</f><v/></c>', ""),
    ("><v><!-- note -->7</v></c>", Decimal(7)),
    ("><v><![CDATA[8]]></v></c>", Decimal(8)),
    ("><v>9</v><extLst><ext><v>1</v></ext></extLst></c>", Decimal(9)),
    ('><x:v xmlns:x="urn:other">4</x:v><v>5</v></c>', Decimal(5)),
    (" />", None),
    ("></c>", None),
    ('t="s"/>', None),
    ('t="s"><v></v></c>', None),
    ("><v/></c>", None),
]


def reader(content: bytes, plain_from: int) -> WorkbookReader:
    return WorkbookReader(Package(content, "Book.xlsx"), plain_from)


@pytest.mark.parametrize("plain_from", [ALWAYS, NEVER], ids=["plain", "general"])
@pytest.mark.parametrize(("xml", "value"), CELLS, ids=[xml for xml, _ in CELLS])
def test_cell(xml: str, value: RawCell, plain_from: int) -> None:
    rows = (
        '<row r="1"><c r="A1" t="inlineStr"><is><t>Key</t></is></c><c r="B1"><v>1</v></c></row>'
        f'<row r="2"><c r="A2"><v>1</v></c><c r="B2" s="3" {xml}</row>'
        '<row r="3"><c r="A3"><v>1</v></c><c r="B3"><v>1</v></c></row>'
    ).replace('s="3" >', 's="3">')
    book = reader(one_sheet(rows, STRINGS), plain_from)
    found = book.read(all_places(book)[0], [1, 2])
    assert found.rows == [2, 3]
    assert found.cells[2] == [value, Decimal(1)]
    assert type(found.cells[2][0]) is type(value)


@pytest.mark.parametrize("text", ["1234.5599999999999", "1.10", "-0", "12345678901234567890.10", "1E5"])
def test_a_number_keeps_its_exact_text(text: str) -> None:
    book = reader(
        one_sheet(f'<row r="1"><c r="A1"><v>5</v></c></row><row r="2"><c r="A2"><v>{text}</v></c></row>'), NEVER
    )
    assert str(book.read(all_places(book)[0], [1]).cells[1][0]) == str(Decimal(text))


ROWS = (
    '<{p}row r="1"><{p}c r="A1" t="inlineStr"><{p}is><{p}t>No.</{p}t></{p}is></{p}c>'
    '<{p}c r="B1" t="inlineStr"><{p}is><{p}t>Amount</{p}t></{p}is></{p}c></{p}row>'
    '<{p}row r="2"><{p}c r="A2" t="str"><{p}v>0010</{p}v></{p}c><{p}c r="B2"><{p}v>1.5</{p}v></{p}c></{p}row>'
    '<{p}row r="4"><{p}c r="B4" t="e"><{p}v>#N/A</{p}v></{p}c></{p}row>'
)


@pytest.mark.parametrize("plain_from", [ALWAYS, NEVER], ids=["plain", "general"])
@pytest.mark.parametrize("prefix", ["", "x:", "main-1.a:"])
@pytest.mark.parametrize("namespace", [MAIN, STRICT])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-8-sig"])
def test_prefixes_namespaces_and_encodings_read_alike(
    prefix: str, namespace: str, encoding: str, plain_from: int
) -> None:
    part = worksheet(ROWS.format(p=prefix), prefix=prefix, namespace=namespace)
    if encoding == "utf-16":
        part = part.replace("UTF-8", "UTF-16")
    office = (
        STRICT_OFFICE if namespace == STRICT else "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    )
    parts = parts_of({"Data": worksheet("")}, namespace=namespace, office=office)
    parts["xl/worksheets/sheet1.xml"] = part.encode(encoding)
    book = reader(zipped(parts), plain_from)
    (place,) = all_places(book)
    assert [(column.header, column.index) for column in place.columns] == [("No.", 1), ("Amount", 2)]
    assert (place.header_row, place.last_row) == (1, 4)
    found = book.read(place, [1, 2])
    assert found.rows == [2, 4]
    assert found.cells == {1: ["0010", None], 2: [Decimal("1.5"), CellError("#N/A")]}


def test_cells_and_rows_without_an_address_follow_the_one_before() -> None:
    rows = (
        "<row><c><v>1</v></c><c><v>2</v></c></row><row r='5'><c r='B5'><v>3</v></c><c><v>9</v></c></row>"
        "<row><c><v>4</v></c></row>"
    )
    book = reader(one_sheet(rows), ALWAYS)
    (place,) = all_places(book)
    assert place.last_row == 6
    found = book.read(place, [1, 2])
    assert found.rows == [5, 6]
    assert found.cells == {1: [None, Decimal(4)], 2: [Decimal(3), None]}


@pytest.mark.parametrize(("flag", "expected"), [("1", True), ("true", True), ("0", False), ("", False)])
def test_date_system(flag: str, expected: bool) -> None:
    properties = f'<workbookPr date1904="{flag}"/>' if flag else ""
    content = zipped(parts_of({"Data": worksheet("")}, properties=properties))
    assert reader(content, NEVER).date1904 is expected


def test_equal_texts_are_one_object() -> None:
    rows = '<row r="1"><c r="A1" t="s"><v>0</v></c></row>' + "".join(
        f'<row r="{row}"><c r="A{row}" t="s"><v>0</v></c></row>' for row in range(2, 9)
    )
    for plain_from in (ALWAYS, NEVER):
        book = reader(one_sheet(rows, ["<t>same</t>"]), plain_from)
        values = book.read(all_places(book)[0], [1]).cells[1]
        assert len(values) == 7
        assert len({id(value) for value in values}) == 1
