"""The VBA modules, generated from the registry: one wrapper a function, and the help texts of the function wizard."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from xlcost.functions.registry import PREFIX, Function
from xlcost.hosts.excel.signatures import arguments_of, functions_by_name, vba_name

GENERATED = "' Generated from the functions of xlcost by: python -m macros.generate"
_LONGEST_HELP = 255
"""Characters that Excel takes for a description."""

_ANSWERING = """\
Private Const BRIDGE As String = "xlcost.hosts.excel.bridge"
Private reasons As Collection

' The answer of a function; an error becomes a real error value, its reason is kept for the button Explain.
Private Function XlcostAnswer(functionName As String, ByVal given As Variant) As Variant
    Dim index As Long, values() As Variant
    On Error GoTo failed
    ReDim values(LBound(given) To UBound(given))
    For index = LBound(given) To UBound(given)
        If IsObject(given(index)) Then
            values(index) = XlcostCells(given(index))
        ElseIf Not IsMissing(given(index)) Then
            values(index) = given(index)
        End If
    Next index
    XlcostAnswer = XlcostShown(XLPy.CallUDF(BRIDGE, functionName, values))
    Exit Function
failed:
    XlcostAnswer = XlcostError("#VALUE!", "Python could not be called: " & Err.Description & "; run xlcost doctor")
End Function

' The values of a range; of whole columns only the part that is in use.
Private Function XlcostCells(ByVal area As Object) As Variant
    If area.Rows.Count = area.Worksheet.Rows.Count Then
        Set area = area.Application.Intersect(area, area.Worksheet.UsedRange)
        If area Is Nothing Then Exit Function
    End If
    XlcostCells = area.Value2
End Function

Private Function XlcostShown(ByVal answer As Variant) As Variant
    Dim row As Long
    If IsArray(answer) Then
        For row = LBound(answer, 1) To UBound(answer, 1)
            answer(row, LBound(answer, 2)) = XlcostCell(answer(row, LBound(answer, 2)))
        Next row
        XlcostShown = answer
    Else
        XlcostShown = XlcostCell(answer)
    End If
End Function

Private Function XlcostCell(ByVal answer As Variant) As Variant
    Dim gap As Long
    XlcostCell = answer
    If VarType(answer) <> vbString Then Exit Function
    If Left$(answer, 1) <> Chr$(27) Then Exit Function
    gap = InStr(answer, " ")
    XlcostCell = XlcostError(Mid$(answer, 2, gap - 2), Mid$(answer, gap + 1))
End Function

Private Function XlcostError(ByVal shown As String, ByVal sentence As String) As Variant
    XlcostKeep sentence
    Select Case shown
        Case "#N/A": XlcostError = CVErr(2042)
        Case "#NUM!": XlcostError = CVErr(2036)
        Case "#NAME?": XlcostError = CVErr(2029)
        Case "#REF!": XlcostError = CVErr(2023)
        Case "#DIV/0!": XlcostError = CVErr(2007)
        Case "#NULL!": XlcostError = CVErr(2000)
        Case Else: XlcostError = CVErr(2015)
    End Select
End Function

Private Sub XlcostKeep(ByVal sentence As String)
    Dim cell As String
    ' called from a macro there is no cell, and a cell without a reason has none to remove
    On Error Resume Next
    If reasons Is Nothing Then Set reasons = New Collection
    cell = Application.Caller.Address(True, True, 1, True)
    If cell = "" Then Exit Sub
    reasons.Remove cell
    reasons.Add sentence, cell
End Sub

' Why a cell shows an error; empty when xlcost has nothing to say about it.
Public Function XlcostReason(ByVal cell As Object) As String
    If Not IsError(cell.Value) Then Exit Function
    On Error Resume Next
    XlcostReason = reasons(cell.Address(True, True, 1, True))
End Function
"""


def quoted(text: str) -> str:
    """A VBA text constant; VBA source knows no characters beyond the code page, so there are none."""
    plain = " ".join(text.split()).encode("ascii", "replace").decode()
    return '"' + plain.replace('"', '""') + '"'


def module(name: str, lines: Sequence[str]) -> str:
    """A standard module as the editor exports it: name first, CRLF."""
    text = "\n".join([f'Attribute VB_Name = "{name}"', GENERATED, "Option Explicit", "", *lines])
    return "\r\n".join(text.splitlines()) + "\r\n"


def functions_module() -> str:
    """`XlcostFunctions.bas`: one public function for each worksheet function."""
    wrappers = (line for function in functions_by_name() for line in _wrapper(function))
    return module("XlcostFunctions", [*_ANSWERING.splitlines(), *wrappers])


def _wrapper(function: Function) -> Iterator[str]:
    name, arguments = vba_name(function), arguments_of(function)
    declared = [f"{'Optional ' if each.optional else ''}{each.name} As Variant" for each in arguments]
    yield ""
    yield f"' {function.help}".encode("ascii", "replace").decode()
    yield from _wrapped(f"Public Function {name}(", declared, ") As Variant")
    yield from _wrapped(f'    {name} = XlcostAnswer("{name}", Array(', [each.name for each in arguments], "))")
    yield "End Function"


def _wrapped(start: str, parts: Sequence[str], end: str) -> Iterator[str]:
    """One statement, continued over lines where it gets long."""
    line = start
    for number, part in enumerate(parts, 1):
        text = part + (end if number == len(parts) else ", ")
        if len(line) + len(text) > 110:
            yield f"{line}_"
            line = "        "
        line += text
    yield line if parts else line + end


def help_module() -> str:
    """`XlcostHelp.bas`: descriptions for the function wizard, entered when the add-in is opened."""
    described = (line for function in functions_by_name() for line in _description(function))
    opening = [
        "Public Sub Auto_Open()",
        "    ' descriptions cannot be entered before a workbook is shown",
        '    Application.OnTime Now, "XlcostDescribe"',
        "End Sub",
        "",
        "Public Sub XlcostDescribe()",
        "    ' without descriptions the functions work all the same",
        "    On Error Resume Next",
    ]
    return module("XlcostHelp", [*opening, *described, "End Sub"])


def _description(function: Function) -> Iterator[str]:
    example = function.example.replace(f"{PREFIX}.", f"{PREFIX}_")
    help_text = f"{function.help} Example: {example}"
    text = help_text if len(help_text) <= _LONGEST_HELP else function.help[:_LONGEST_HELP]
    parts = [quoted(each.help[:_LONGEST_HELP]) for each in arguments_of(function)]
    yield f'    Application.MacroOptions Macro:="{vba_name(function)}", Category:="xlcost", _'
    yield f"        Description:={quoted(text)}, _"
    yield from _wrapped("        ArgumentDescriptions:=Array(", parts, ")")
