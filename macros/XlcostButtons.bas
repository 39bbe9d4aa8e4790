Attribute VB_Name = "XlcostButtons"
' Generated from the functions of xlcost by: python -m macros.generate
Option Explicit

' Saves the workbook, runs its plan or the default period end and keeps a backup.
Public Sub XlcostRun()
    RunPython "from xlcost.hosts.excel import macros; macros.run()"
End Sub

Public Sub XlcostRunButton(control As Object)
    XlcostRun
End Sub

' Shows what a run would do. Nothing is written.
Public Sub XlcostDryRun()
    RunPython "from xlcost.hosts.excel import macros; macros.dry_run()"
End Sub

Public Sub XlcostDryRunButton(control As Object)
    XlcostDryRun
End Sub

' Lists the problems and skipped entries that a run would find. Nothing is written.
Public Sub XlcostCheck()
    RunPython "from xlcost.hosts.excel import macros; macros.check()"
End Sub

Public Sub XlcostCheckButton(control As Object)
    XlcostCheck
End Sub

' Tells how the row of the selected cell came about, or why the cell shows an error.
Public Sub XlcostExplain()
    Dim reason As String
    reason = XlcostReason(ActiveCell)
    If reason <> "" Then
        MsgBox reason, vbInformation, "xlcost"
        Exit Sub
    End If
    RunPython "from xlcost.hosts.excel import macros; macros.explain()"
End Sub

Public Sub XlcostExplainButton(control As Object)
    XlcostExplain
End Sub

' Goes from a row of a result or a ledger to the row it comes from.
Public Sub XlcostGoToSource()
    RunPython "from xlcost.hosts.excel import macros; macros.go_to_source()"
End Sub

Public Sub XlcostGoToSourceButton(control As Object)
    XlcostGoToSource
End Sub

' Brings the workbook back as it was before the last run.
Public Sub XlcostUndo()
    RunPython "from xlcost.hosts.excel import macros; macros.undo()"
End Sub

Public Sub XlcostUndoButton(control As Object)
    XlcostUndo
End Sub
