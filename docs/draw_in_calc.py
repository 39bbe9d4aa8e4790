"""Run by Calc's own Python: opens a workbook, shows the wanted corner of one sheet, exports it as PDF."""

import subprocess
import sys
import time

import uno
from com.sun.star.beans import PropertyValue


def value(name, setting):
    found = PropertyValue()
    found.Name, found.Value = name, setting
    return found


def connect(office, profile):
    pipe = f"xlcost-{uno.generateUuid().value.hex()[:12]}"
    process = subprocess.Popen(
        [
            office,
            "--headless",
            "--norestore",
            f"-env:UserInstallation=file://{profile}",
            f"--accept=pipe,name={pipe};urp;",
        ]
    )
    resolver = uno.getComponentContext().ServiceManager.createInstance("com.sun.star.bridge.UnoUrlResolver")
    for _ in range(120):
        try:
            context = resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
            return process, context.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", context)
        except Exception:
            time.sleep(0.25)
    raise SystemExit("Calc did not start")


def wanted(columns, index):
    letters = ""
    number = index + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    key = (len(letters), letters)
    for part in columns.split(","):
        low, _, high = part.partition(":")
        if (len(low), low) <= key <= (len(high or low), high or low):
            return True
    return False


def show(document, title, columns, rows):
    sheets = document.Sheets
    sheet = sheets.getByName(title)
    for name in sheets.ElementNames:
        if name != title:
            sheets.getByName(name).IsVisible = False
    cursor = sheet.createCursor()
    cursor.gotoEndOfUsedArea(False)
    last_row, last_column = cursor.RangeAddress.EndRow, cursor.RangeAddress.EndColumn
    if columns:
        for index in range(last_column + 1):
            sheet.Columns.getByIndex(index).IsVisible = wanted(columns, index)
    if rows and last_row >= rows:
        sheet.Rows.getByIndex(rows)
        hidden = sheet.getCellRangeByPosition(0, rows, 0, last_row)
        hidden.Rows.IsVisible = False
    style = document.StyleFamilies.getByName("PageStyles").getByName(sheet.PageStyle)
    style.ScaleToPagesX, style.ScaleToPagesY = 1, 1
    style.HeaderIsOn = style.FooterIsOn = False
    style.IsLandscape, style.Width, style.Height = True, 60000, 40000


def main():
    office, profile, book, title, columns, rows, pdf = sys.argv[1:]
    process, desktop = connect(office, profile)
    try:
        document = desktop.loadComponentFromURL(uno.systemPathToFileUrl(book), "_blank", 0, (value("Hidden", True),))
        document.calculateAll()
        show(document, title, columns, int(rows))
        document.storeToURL(uno.systemPathToFileUrl(pdf), (value("FilterName", "calc_pdf_Export"),))
        document.close(True)
        desktop.terminate()
    finally:
        process.wait(30)


main()
