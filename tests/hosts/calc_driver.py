# mypy: ignore-errors
# ruff: noqa
"""Run by Calc's own Python: installs the add-in in a running Calc, opens a workbook, calculates it, saves a copy.

Arguments: soffice, profile folder, add-in, workbook, copy, file for the answers, sheet whose cells are answers.
"""

import json
import os
import subprocess
import sys
import time

import uno
from com.sun.star.beans import PropertyValue

sys.path.append(os.path.join(os.path.dirname(__file__), *("..", "..", "xlcost", "hosts", "calc")))
from add_in_office import Yes, connect


def value(name, setting):
    found = PropertyValue()
    found.Name, found.Value = name, setting
    return found


def install(context, extension):
    manager = context.getByName("/singletons/com.sun.star.deployment.ExtensionManager")
    manager.addExtension(f"file://{extension}", (), "user", manager.createAbortChannel(), Yes())


def stop(context, process):
    try:
        context.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", context).terminate()
    except Exception:
        pass  # the bridge falls with the office
    try:
        process.wait(60)
    except subprocess.TimeoutExpired:
        process.kill()


def shown(cells, row, column, value):
    """A cell's value; an error, which has none, by its text."""
    if value is not None and value == value:
        return value
    cell = cells.getCellByPosition(column, row)
    return {"error": cell.getString()} if cell.getError() else None


def main(office, profile, extension, book, copy, answers, sheet):
    process, context = connect(office, f"-env:UserInstallation=file://{profile}")
    try:
        desktop = context.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", context)
        if extension:
            install(context, extension)
        document = desktop.loadComponentFromURL(
            f"file://{book}", "_blank", 0, (value("Hidden", True), value("MacroExecutionMode", 4))
        )
        started = time.perf_counter()
        document.calculateAll()
        seconds = time.perf_counter() - started
        cells = document.Sheets.getByName(sheet)
        cursor = cells.createCursor()
        cursor.gotoEndOfUsedArea(False)
        area = cursor.RangeAddress
        data = cells.getCellRangeByPosition(0, 0, area.EndColumn, area.EndRow).getDataArray()
        found = [[shown(cells, r, c, value) for c, value in enumerate(row)] for r, row in enumerate(data)]
        with open(answers, "w", encoding="utf-8") as out:
            json.dump({"seconds": seconds, "cells": found}, out)
        document.storeToURL(f"file://{copy}", (value("FilterName", "Calc MS Excel 2007 XML"),))
        document.close(True)
    finally:
        stop(context, process)


main(*sys.argv[1:])
