"""What goes with a change: tables, styles, names, charts, links, the workbook part (spec 4, section 3)."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from typing import Any

import openpyxl
import pytest

from tests.workbook.changes import (
    AMOUNT,
    NO,
    D,
    apply,
    book,
    change,
    formulas,
    new_table,
    plain_entries,
    rows,
    sheet_rows,
    table_entries,
    written,
)
from tests.workbook.handmade import STRICT, STRICT_OFFICE, parts_of, worksheet, zipped
from xlcost.cells import Formula
from xlcost.workbook.model import ChartSpec, WrittenColumn
from xlcost.workbook.package import Package
from xlcost.workbook.parts import Parts
from xlcost.workbook.patch import PatchedPackage, apply_changes
from xlcost.workbook.sheet_extras import MAX_LINKS

SHEET = "xl/worksheets/sheet1.xml"
THREE = rows(("0510", D("1.50")), ("0520", D("-2.25")), ("0530", D("0")))


def with_chain(package: Package) -> Package:
    """The same workbook with a calculation chain over its formulas."""
    parts = Parts(package)
    chain = (
        b'<calcChain xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><c r="C2" i="1"/></calcChain>'
    )
    parts.add("xl/calcChain.xml", chain, "application/vnd.openxmlformats-officedocument.spreadsheetml.calcChain+xml")
    parts.relate("xl/workbook.xml", "calcChain", "xl/calcChain.xml")
    return written(PatchedPackage(package, parts.changed, parts.added, frozenset()))


def opened(package: Package) -> Any:
    return openpyxl.load_workbook(io.BytesIO(package.data))


# --- 1, 2: calculation


def test_the_calculation_chain_goes_when_a_formula_did() -> None:
    package = with_chain(book())
    new = apply(package, change(package, removed=[3]))
    assert "xl/calcChain.xml" not in new.names
    assert b"calcChain" not in new.read("[Content_Types].xml") + new.read("xl/_rels/workbook.xml.rels")


def test_the_calculation_chain_stays_raw_when_no_formula_was_touched() -> None:
    def build(workbook: Any) -> None:
        plain_entries(workbook)
        workbook.add_worksheet("Values").write_row(0, 0, ["No.", "Amount"])
        workbook.get_worksheet_by_name("Values").write_row(1, 0, ["a", 1])

    package = with_chain(book(build))
    new = apply(package, change(package, "Values", appended=rows(("b", D(2)))))
    assert new.raw_bytes("xl/calcChain.xml") == package.raw_bytes("xl/calcChain.xml")


def test_excel_calculates_all_when_it_opens() -> None:
    package = book()
    new = apply(package, change(package, updates=[(2, "amount", D(1))]))
    assert re.search(rb'<calcPr[^>]* fullCalcOnLoad="1"', new.read("xl/workbook.xml"))
    assert b"<v>60</v>" in new.read(SHEET), "saved values of formulas stay"


# --- 3: tables


def test_ids_and_names_are_unique_also_among_new_tables() -> None:
    def build(workbook: Any) -> None:
        table_entries(workbook)
        workbook.define_name("Results", "=Entries!$A$1")

    package = book(build)
    new = apply(package, new_table("One", appended=THREE), new_table("Two", appended=THREE))
    tables = [new.read(name).decode() for name in new.names if "/tables/" in name]
    ids = [re.findall(r'<table [^>]*\bid="(\d+)"', xml)[0] for xml in tables]
    names = [re.findall(r'displayName="([^"]+)"', xml)[0] for xml in tables]
    assert len(set(ids)) == 3
    assert names == ["entries", "results_2", "results_3"]


def test_header_cells_equal_the_column_names() -> None:
    headers = ["G/L Account No.", "Amount <LCY>", "50 % & more", "[x] 'y' #z"]
    columns = [WrittenColumn(f"c{at}", header, total="sum") for at, header in enumerate(headers)]
    new = apply(book(), new_table(columns=columns, appended={f"c{at}": [D(at)] for at in range(4)}))
    sheet = opened(new)["Results"]
    assert [cell.value for cell in sheet[1]] == headers
    assert [column.name for column in sheet.tables["results"].tableColumns] == headers


# --- 4: styles


def test_styles_are_appended_never_renumbered() -> None:
    package = book()
    new = apply(package, new_table(appended=THREE, bold=[2]))
    before, after = (p.read("xl/styles.xml").decode() for p in (package, new))
    old = re.findall(r"<cellXfs[^>]*>(.*?)</cellXfs>", before)[0]
    section = re.findall(r'<cellXfs count="(\d+)">(.*?)</cellXfs>', after)[0]
    assert section[1].startswith(old)
    assert int(section[0]) == section[1].count("<xf ")
    again = apply(new, new_table("More", appended=THREE, bold=[2]))
    assert again.read("xl/styles.xml") == new.read("xl/styles.xml"), "formats that are there are found again"


def test_number_formats_get_unused_ids() -> None:
    def build(workbook: Any) -> None:
        plain_entries(workbook)
        sheet = workbook.get_worksheet_by_name("Other")
        for at, code in enumerate(["0.000", "0.0000"]):
            sheet.write(at, 1, 1, workbook.add_format({"num_format": code}))

    new = apply(book(build), new_table(appended=THREE))
    ids = re.findall(r'numFmtId="(\d+)" formatCode', new.read("xl/styles.xml").decode())
    assert ids == ["164", "165", "166"]


# --- 7: new sheets


def test_a_new_sheet_goes_to_the_end_and_local_names_keep_their_index() -> None:
    def build(workbook: Any) -> None:
        plain_entries(workbook)
        workbook.define_name("Other!Mine", "=Other!$A$1")

    new = apply(book(build), new_table(appended=THREE))
    workbook = new.read("xl/workbook.xml").decode()
    assert re.findall(r'<sheet name="([^"]+)"', workbook) == ["Entries", "Other", "Results"]
    assert 'name="Mine" localSheetId="1"' in workbook
    assert 'name="_xlnm.Print_Titles" localSheetId="2"' in workbook
    assert len(set(re.findall(r'sheetId="(\d+)"', workbook))) == 3


def test_a_taken_title_gets_a_number_and_a_note() -> None:
    patched = apply_changes(book(), [new_table("Other", appended=THREE)])
    assert [found.code for found in patched.notes] == ["SHEET_TITLE_TAKEN"]
    assert opened(written(patched)).sheetnames == ["Entries", "Other", "Other (2)"]


def test_a_new_sheet_is_laid_out_to_be_read_and_printed() -> None:
    columns = (
        WrittenColumn("no", "No.", "@", 14.0, total="label", note="The number"),
        WrittenColumn("name", "Name", width=40.0, choices=("Balance", "Total")),
        WrittenColumn("amount", "Amount", AMOUNT.number_format, 16.0, total="sum", mark_nonzero=True),
    )
    appended = {"no": ["1", "2"], "name": ["a", "b"], "amount": [D("0.10"), D("0.20")]}
    more: dict[str, Any] = {"bold": [1], "indented": "name", "indents": {0: 2}, "links": {(0, "no"): "'Entries'!A2"}}
    new = apply(book(), new_table(columns=columns, appended=appended, **more))
    sheet = opened(new)["Results"]
    assert (sheet.freeze_panes, sheet.page_setup.orientation, sheet.page_setup.fitToHeight) == ("A2", "landscape", 0)
    assert sheet.print_title_rows == "$1:$1"
    assert "&P" in sheet.oddFooter.right.text or sheet.oddFooter.right.text == "Page &[Page] of &N"
    assert sheet.column_dimensions["B"].width == 40
    assert sheet["C2"].number_format == AMOUNT.number_format
    assert (sheet["B2"].alignment.indent, sheet["B3"].font.bold) == (2, True)
    assert sheet["A2"].hyperlink.location == "'Entries'!A2"
    assert sheet["A1"].comment.text == "The number"
    assert [found.formula1 for found in sheet.data_validations.dataValidation] == ['"Balance,Total"']
    assert sheet["C4"].value == "=SUBTOTAL(109,results[Amount])"
    assert b"<v>0.30</v>" in new.read("xl/worksheets/sheet3.xml")
    assert len(sheet.conditional_formatting) == 1
    assert b'numberStoredAsText="1"' in new.read("xl/worksheets/sheet3.xml")


def test_wrapped_text_gets_the_height_it_needs() -> None:
    reason = WrittenColumn("reason", "Reason", width=20.0, wrap=True)
    texts = ["short", "x" * 50, "a\nb\nc and much more to say"]
    new = apply(book(), new_table(columns=(NO, reason), appended={"no": ["1", "2", "3"], "reason": texts}))
    rows_of = opened(new)["Results"].row_dimensions
    assert [rows_of[row].height for row in (2, 3, 4)] == [None, 45, 60]


def test_a_chart_shows_the_chosen_rows() -> None:
    chart = ChartSpec("bar", "Cost", "no", ("amount",), (0, 2))
    new = apply(book(), new_table(appended=THREE, chart=chart))
    xml = new.read("xl/charts/chart1.xml").decode()
    assert "('Results'!$B$2:$B$2,'Results'!$B$4:$B$4)" in xml
    assert len(opened(new)["Results"]._charts) == 1


def test_the_chart_of_a_replaced_table_shows_the_new_rows() -> None:
    first = apply(book(), new_table(appended=THREE, chart=ChartSpec("bar", "Cost", "no", ("amount",), (0, 2))))
    ours = first.read("xl/charts/chart1.xml").replace(b"1F3864", b"ABCDEF")
    parts = Parts(first)
    parts.put("xl/charts/chart1.xml", ours)
    first = written(PatchedPackage(first, parts.changed, [], frozenset()))
    chart = ChartSpec("bar", "Cost", "no", ("amount",), (1, 2, 3))
    four = rows(*[("x", D(1))] * 4)
    new = apply(first, replace(change(first, "Results", appended=four, replace=True, chart=chart), table="results"))
    xml = new.read("xl/charts/chart1.xml").decode()
    assert re.findall("<c:f>(.*?)</c:f>", xml) == ["'Results'!$B$1", "'Results'!$A$3:$A$5", "'Results'!$B$3:$B$5"]
    assert "ABCDEF" in xml, "what the user made of it stays"


def test_a_strict_workbook_stays_strict() -> None:
    body = '<row r="1"><c r="A1" t="inlineStr"><is><t>No.</t></is></c></row>'
    sheets = {"Entries": worksheet(body, namespace=STRICT)}
    package = Package(zipped(parts_of(sheets, namespace=STRICT, office=STRICT_OFFICE)), "book.xlsx")
    chart = ChartSpec("pie", "Cost", "no", ("amount",))
    noted = (replace(NO, note="x"), AMOUNT)
    new = apply(package, new_table(columns=noted, appended=THREE, chart=chart), change(package, appended=THREE))
    for name in new.names:
        if name not in ("[Content_Types].xml", "_rels/.rels") and not name.endswith(".vml"):
            content = new.read(name).replace(b"schemas.openxmlformats.org/package/", b"")
            assert b"schemas.openxmlformats.org" not in content, name
    assert sheet_rows(new, "Results", (1, 2))[0] == (2, "0510", D("1.50"))
    assert sheet_rows(new, columns=(1, 2))[0] == (2, "0510", D("1.50"))


# --- 8: what follows the table


def with_followers(workbook: Any) -> None:
    plain_entries(workbook)
    sheet = workbook.get_worksheet_by_name("Entries")
    workbook.define_name("Amounts", "=Entries!$B$2:$B$4")
    workbook.define_name("First", "=Entries!$B$2:$B$3")
    workbook.define_name("Open", "=Entries!$B$2:$B$100")
    sheet.data_validation("A2:A4", {"validate": "length", "criteria": "<", "value": 9})
    sheet.conditional_format("B2:B4", {"type": "cell", "criteria": ">", "value": 5})
    sheet.conditional_format("B2:B4", {"type": "data_bar", "data_bar_2010": True})
    sheet.autofilter("A1:C4")
    chart = workbook.add_chart({"type": "column"})
    chart.add_series({"values": "=Entries!$B$2:$B$4", "categories": "=Entries!$A$2:$A$4"})
    workbook.get_worksheet_by_name("Other").insert_chart("C3", chart)


@pytest.mark.parametrize(("more", "last"), [({"appended": THREE}, 7), ({"removed": [3]}, 3)])
def test_ranges_that_ended_at_the_last_row_follow(more: dict[str, Any], last: int) -> None:
    package = book(with_followers)
    new = apply(package, change(package, **more))
    workbook, sheet = new.read("xl/workbook.xml").decode(), new.read(SHEET).decode()
    chart = new.read("xl/charts/chart1.xml").decode()
    assert f">Entries!$B$2:$B${last}</definedName>" in workbook
    assert f'"_xlnm._FilterDatabase" localSheetId="0" hidden="1">Entries!$A$1:$C${last}<' in workbook
    assert ">Entries!$B$2:$B$100</definedName>" in workbook
    assert f'sqref="A2:A{last}"' in sheet
    assert f'<conditionalFormatting sqref="B2:B{last}">' in sheet
    assert f"<xm:sqref>B2:B{last}</xm:sqref>" in sheet
    assert f'<autoFilter ref="A1:C{last}"' in sheet
    assert chart.count(f"${last}</c:f>") == 2


def test_a_range_that_ended_earlier_stays() -> None:
    package = book(with_followers)
    new = apply(package, change(package, appended=THREE))
    assert ">Entries!$B$2:$B$3</definedName>" in new.read("xl/workbook.xml").decode()


def test_the_totals_row_of_the_user_sums_all_rows() -> None:
    def build(workbook: Any) -> None:
        table_entries(workbook, totals=True)
        workbook.get_worksheet_by_name("Entries").write_formula("D7", "=SUM(D4:D6)", None, 120)

    package = book(build)
    new = apply(package, change(package, appended=THREE))
    assert formulas(new)["D10"] == "=SUM(D4:D9)"


# --- 11: hyperlinks


def test_too_many_hyperlinks_become_formulas() -> None:
    count = MAX_LINKS + 1
    links = {(at, "no"): "'Entries'!A2" for at in range(count)}
    new = apply(book(), new_table(appended={"no": ["x"] * count, "amount": [None] * count}, links=links))
    xml = new.read("xl/worksheets/sheet3.xml")
    assert b"<hyperlink" not in xml
    assert xml.count(b'HYPERLINK("#\'Entries\'!A2","x")') == count


# --- 12: what the replaced region holds


def test_merged_cells_links_and_shared_formulas_of_a_replaced_table_go() -> None:
    def build(workbook: Any) -> None:
        table_entries(workbook)
        sheet = workbook.get_worksheet_by_name("Entries")
        sheet.write_url("B5", "internal:Entries!A1", string="A2")
        sheet.write_url("H1", "internal:Entries!A2", string="stays")

    package = book(build)
    merged = b'<mergeCells count="1"><mergeCell ref="C5:C6"/></mergeCells>'
    raw = package.read(SHEET).replace(b"</sheetData>", b"</sheetData>" + merged)
    parts = Parts(package)
    parts.put(SHEET, raw)
    package = written(PatchedPackage(package, parts.changed, [], frozenset()))
    new = apply(package, change(package, appended=rows(("x", D(1))), replace=True))
    xml = new.read(SHEET).decode()
    assert "mergeCell" not in xml
    assert re.findall(r'<hyperlink ref="(\w+)"', xml) == ["H1"]


def test_shared_formulas_survive_the_loss_of_their_master() -> None:
    body = (
        '<row r="1"><c r="A1" t="inlineStr"><is><t>No.</t></is></c><c r="B1" t="inlineStr"><is><t>Amount</t></is></c></row>'
        '<row r="2"><c r="A2"><v>1</v></c><c r="B2"><f t="shared" ref="B2:B4" si="0">A2*$A$2</f><v>1</v></c></row>'
        '<row r="3"><c r="A3"><v>2</v></c><c r="B3"><f t="shared" si="0"/><v>2</v></c></row>'
        '<row r="4"><c r="A4"><v>3</v></c><c r="B4"><f t="shared" si="0"/><v>3</v></c></row>'
    )
    package = handmade(body)
    new = apply(package, change(package, updates=[(2, "amount", D(9))]))
    assert re.findall(rb"<f[^>]*>[^<]*</f>", new.read(SHEET)) == [b"<f>A3*$A$2</f>", b"<f>A4*$A$2</f>"]


def handmade(body: str, **options: Any) -> Package:
    return Package(zipped(parts_of({"Entries": worksheet(body, **options)})), "book.xlsx")


def test_prefixed_elements_and_missing_references() -> None:
    body = (
        '<x:row><x:c t="inlineStr"><x:is><x:t>No.</x:t></x:is></x:c><x:c t="inlineStr"><x:is><x:t>Amount</x:t></x:is></x:c>'
        '</x:row><x:row><x:c t="inlineStr"><x:is><x:t>A1</x:t></x:is></x:c><x:c><x:v>1</x:v></x:c></x:row>'
    )
    package = handmade(body, prefix="x:")
    new = apply(package, change(package, updates=[(2, "amount", D(5))], appended=rows(("A2", D(2)))))
    assert sheet_rows(new, columns=(1, 2)) == [(2, "A1", D(5)), (3, "A2", D(2))]


def test_comments_and_cdata_do_not_mislead() -> None:
    body = (
        '<row r="1"><c r="A1" t="inlineStr"><is><t>No.</t></is></c><c r="B1" t="inlineStr"><is><t>Amount</t></is></c></row>'
        '<!-- <row r="2"></row> --><row r="2"><c r="A2" t="inlineStr"><is><t><![CDATA[</row><row r="9">]]></t></is></c></row>'
    )
    package = handmade(body)
    new = apply(package, change(package, appended=rows(("A2", D(2)))))
    assert sheet_rows(new, columns=(1, 2)) == [(2, '</row><row r="9">', None), (3, "A2", D(2))]


def test_formula_values_are_saved() -> None:
    double = WrittenColumn("double", "Double", "0.00")
    values = [Formula("{amount}*2", D("3.00")), Formula("SUM({amount@0:1})", D("4.5"))]
    appended = {"no": ["a", "b"], "amount": [D("1.5"), D(3)], "double": values}
    new = apply(book(), new_table(columns=(NO, AMOUNT, double), appended=appended))
    assert opened(new)["Results"]["C3"].value == "=SUM(B2:B3)"
    assert b"<f>SUM(B2:B3)</f><v>4.5</v>" in new.read("xl/worksheets/sheet3.xml")


# --- what cannot follow is said


def test_formulas_and_notes_that_stay_behind_are_reported() -> None:
    def build(workbook: Any) -> None:
        table_entries(workbook)
        sheet = workbook.get_worksheet_by_name("Entries")
        sheet.write_formula("C1", "=SUM(C4:C6)", None, 60)
        sheet.write_formula("D1", "=SUM(C4:C600)", None, 60)
        sheet.write_comment("B6", "about A3")
        sheet.write_comment("B4", "about A1")

    package = book(build)
    patched = apply_changes(package, [change(package, removed=[5])])
    found = [(note.code, note.where.row, note.where.column) for note in patched.notes]
    assert found == [("RANGE_NOT_EXTENDED", 1, "C"), ("NOTE_NOT_MOVED", 6, "B")]
    assert apply_changes(package, [change(package, updates=[(5, "amount", D(1))])]).notes == []


def test_a_signature_that_does_not_cover_the_changes_is_reported() -> None:
    parts = Parts(book())
    parts.add("_xmlsignatures/sig1.xml", b"<Signature/>", "application/xml")
    package = written(PatchedPackage(parts.package, parts.changed, parts.added, frozenset()))
    patched = apply_changes(package, [change(package, updates=[(2, "amount", D(1))])])
    assert [note.code for note in patched.notes] == ["SIGNATURE_VOID"]
    assert written(patched).raw_bytes("_xmlsignatures/sig1.xml") == package.raw_bytes("_xmlsignatures/sig1.xml")
