"""The generated VBA text in cells of a real Calc (spec 5, section 6).

The module of xlwings uses conditional declarations, which Calc does not read, so `XLPy` is a stand-in here: a class
that hands the call to a component of Calc, and that to xlwings' own call path in this process.
"""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, HTTPServer
from io import BytesIO
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from pyopenvba import ExcelFile, VBAModuleKind

from tests.folders import session_folder
from tests.hosts.golden import CALLS, GoldenCall
from tests.hosts.golden_workbook import answers, golden_workbook
from tests.hosts.spoilt import GOLDEN, spoil
from tests.hosts.test_calc import calculated
from tests.hosts.windows import pywin32
from xlcost.hosts.excel.vba import functions_module

STAND_IN = """Attribute VB_Name = "XlwingsStandIn"
Public Function XLPy() As Object
    Set XLPy = New XlwingsServer
End Function
"""
SERVER = """
Public Function CallUDF(script As String, functionName As String, given As Variant) As Variant
    Dim index As Long, found As Variant, made As Variant, row As Long
    For index = LBound(given) To UBound(given)
        If IsMissing(given(index)) Or IsError(given(index)) Then given(index) = -2147352572
    Next index
    found = CreateUnoService("org.xlcost.tests.Python").CallUDF(script, functionName, given)
    If Not IsArray(found) Then
        CallUDF = found
        Exit Function
    End If
    ReDim made(0 To UBound(found), 0 To 0)
    For row = 0 To UBound(found)
        made(row, 0) = found(row)
    Next row
    CallUDF = made
End Function
"""
COMPONENT = """
import json, urllib.request
import uno, unohelper
from com.sun.star.script import XInvocation

def plain(value):
    if isinstance(value, (tuple, list)):
        return [plain(each) for each in value]
    return value if isinstance(value, (str, int, float, bool)) or value is None else str(value)

class Python(unohelper.Base, XInvocation):
    def __init__(self, context):
        pass
    def getIntrospection(self):
        return None
    def invoke(self, name, values, indices, out):
        body = json.dumps([plain(each) for each in values]).encode()
        with urllib.request.urlopen("http://127.0.0.1:PORT/", body) as answer:
            found = json.loads(answer.read())
        return (tuple(found) if isinstance(found, list) else found), (), ()
    def setValue(self, name, value):
        pass
    def getValue(self, name):
        return None
    def hasMethod(self, name):
        return name.lower() == "calludf"
    def hasProperty(self, name):
        return False

g_ImplementationHelper = unohelper.ImplementationHelper()
g_ImplementationHelper.addImplementation(Python, "org.xlcost.tests.Python", ("org.xlcost.tests.Python",))
"""
MANIFEST = """<?xml version="1.0" encoding="UTF-8"?>
<manifest:manifest xmlns:manifest="http://openoffice.org/2001/manifest">
<manifest:file-entry manifest:media-type="application/vnd.sun.star.uno-component;type=Python" manifest:full-path="component.py"/>
</manifest:manifest>"""
DESCRIPTION = """<?xml version="1.0" encoding="UTF-8"?>
<description xmlns="http://openoffice.org/extensions/description/2006"><identifier value="org.xlcost.tests"/><version value="1.0"/></description>"""


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    """xlwings' call path behind a port, for the component in Calc."""
    with pywin32() as excel:

        class Answering(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                script, name, values = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                found = excel.python.CallUDF(script, name, [_com(value) for value in values])
                data = json.dumps([row[0] for row in found] if isinstance(found, list) else found).encode()
                self.send_response(200)
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            def log_message(self, *_given: object) -> None: ...

        server = HTTPServer(("127.0.0.1", 0), Answering)
        Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_port
        server.shutdown()
        server.server_close()


def _com(value: Any) -> Any:
    return tuple(tuple(row) for row in value) if isinstance(value, list) else value


def with_macros(book: Path) -> Path:
    """The workbook with our module and the stand-ins, as .xlsm."""
    bare = book.with_name("bare.xlsm")
    with ExcelFile.create_new(bare) as made:
        project = made.vba_project()
        # ranges of Calc have no Value2; their Value is the same
        project.add_module("XlcostFunctions", functions_module().replace(".Value2", ".Value"))
        project.add_module("XlwingsStandIn", "\r\n".join(STAND_IN.splitlines()) + "\r\n")
        project.add_module("XlwingsServer", "\r\n".join(SERVER.splitlines()) + "\r\n", kind=VBAModuleKind.other)
        made.save()
    path = book.with_suffix(".xlsm")
    macros = zipfile.ZipFile(bare).read("xl/vbaProject.bin")
    with zipfile.ZipFile(book) as before, zipfile.ZipFile(path, "w") as after:
        for name in before.namelist():
            text = before.read(name)
            if name == "[Content_Types].xml":
                text = text.replace(b"spreadsheetml.sheet.main+xml", b"sheet.macroEnabled.main+xml").replace(
                    b"openxmlformats-officedocument.sheet.macro", b"ms-excel.sheet.macro"
                )
                text = text.replace(
                    b"<Default ",
                    b'<Default Extension="bin" ContentType="application/vnd.ms-office.vbaProject"/><Default ',
                    1,
                )
            if name == "xl/_rels/workbook.xml.rels":
                text = text.replace(
                    b"</Relationships>",
                    b'<Relationship Id="macros" Type="http://schemas.microsoft.com/office/2006/relationships/vbaProject" Target="vbaProject.bin"/></Relationships>',
                )
            after.writestr(name, text)
        after.writestr("xl/vbaProject.bin", macros)
    return path


def addin(port: int) -> bytes:
    """The component as an extension of Calc."""
    data = BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr("META-INF/manifest.xml", MANIFEST)
        archive.writestr("description.xml", DESCRIPTION)
        archive.writestr("component.py", COMPONENT.replace("PORT", str(port)))
    return data.getvalue()


def _without_gaps(golden: GoldenCall) -> GoldenCall:
    """Calc hands nothing at all to Basic for an argument left empty between two commas; an empty text is as good."""
    return replace(golden, arguments=["" if value is None else value for value in golden.arguments])


@pytest.fixture(scope="module")
def found(port: int) -> list[Any]:
    """The answers of the cells; Calc starts once."""
    return cells_of(CALLS, port)


def cells_of(calls: Sequence[GoldenCall], port: int) -> list[Any]:
    """The answers in the cells of a Calc started for them."""
    folder = session_folder("vba")
    calls = [_without_gaps(golden) for golden in calls]
    starts = golden_workbook(folder / "golden.xlsx", calls, spelling="vba")
    cells = calculated(folder, with_macros(folder / "golden.xlsx"), addin(port)).cells
    return answers([row[0] for row in cells], starts, calls)


_ERRORS = {"Error 2042": "#N/A", "Error 2015": "#VALUE!", "Error 2036": "#NUM!"}
"""What Calc shows of `CVErr`."""


def shown(cell: Any) -> Any:
    """A cell, or a column of cells, with errors as errors."""
    if isinstance(cell, list):
        return [shown(each) for each in cell]
    return {"error": _ERRORS[cell]} if isinstance(cell, str) and cell in _ERRORS else cell


@pytest.mark.office
@pytest.mark.parametrize("golden", CALLS, ids=lambda golden: golden.name)
def test_golden_answers(found: list[Any], golden: GoldenCall) -> None:
    answer = shown(found[golden.number])
    assert golden.is_answer(answer), answer


@pytest.mark.office
def test_a_function_off_by_a_cent_turns_red(port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    spoil(monkeypatch)
    [answer] = cells_of([GOLDEN], port)
    assert not GOLDEN.is_answer(shown(answer))
    assert [part for [part] in answer] == pytest.approx([part + 0.01 for part in GOLDEN.answer])
