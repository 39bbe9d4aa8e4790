"""Codes of reading, validating, planning and writing a workbook (spec 0)."""

from xlcost.catalogue.entry import Code

CODES: dict[str, Code] = {
    "CELL_INVALID": Code("{field} {why}{shown}", "correct the cell"),
    "UNKNOWN_OPTION": Code("{field} {why}{shown}", "write one of these words"),
    "FORMULA_NOT_CALCULATED": Code("{field} {why}", "open the workbook in Excel, let it calculate and save it"),
    "KEY_BLANK": Code("{field} {why}", "fill it in or delete the row"),
    "KEY_DUPLICATE": Code("{why}, also in {other}", "keep one of the two rows"),
    "COLUMN_MISSING": Code(
        "{sheet} has no column {field}", "add a column with the header {field}, or rename the one that holds it"
    ),
    "COLUMN_AMBIGUOUS": Code("Two columns both answer to {field}: {first} and {second}", "rename one of the headers"),
    "TABLE_AMBIGUOUS": Code("Two tables both answer to {table}: {first} and {second}", "rename one of them"),
    "NO_TABLES": Code("The workbook holds no table of xlcost", "run `xlcost add-tables` on it to get the empty tables"),
    "SHEET_NOT_READ": Code("{sheet} is not read, but has the headers of {table}", "{what_to_do}", "warning"),
    "NO_ROOM": Code("{what} stands in the way of {table}", "move it elsewhere"),
    "TOO_MANY_ROWS": Code(
        "{table} would have {rows} rows, more than a sheet holds", "move older rows to a workbook of their own"
    ),
    "PLAN_INVALID": Code("{why}", "correct the step"),
    "WORK_DATE_MISSING": Code(
        "Neither a work date nor a period end is given", "fill work_date or period_end in Run Options"
    ),
    "SHEET_TITLE_TAKEN": Code("Sheet {title} is yours, so {table} went to {new_title}", "rename one", "warning"),
    "NOTE_NOT_MOVED": Code(
        "The note on {cell} stayed there when the rows of {table} moved", "move it to its row", "warning"
    ),
    "SIGNATURE_VOID": Code(
        "{file} is signed, and its signature does not cover the changes", "sign it again in Excel", "warning"
    ),
    "RANGE_NOT_EXTENDED": Code("{what} ended at the old last row of {table}", "extend it yourself", "warning"),
    "TABLE_UNKNOWN": Code("There is no explanation for {table}", "name one of: {tables}"),
    "NOTHING_TO_EXPLAIN": Code("{table} has no row {key}", "look the key up in the sheet"),
    "AREA_UNKNOWN": Code("There is no area {area}", "name one of: {areas}"),
}
