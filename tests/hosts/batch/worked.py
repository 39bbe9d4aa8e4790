"""Formulas with the answers that Excel documents or that follow by hand, and a workbook that holds them."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

import xlsxwriter

DATA: Sequence[Sequence[Any]] = [
    ["Code", "Qty", "Price", "Flag", "Day", "Fault"],
    ["BOLT", 3, 0.1, True, 46053, None],
    ["NUT", 4, 0.2, False, 46081, None],
    ["bolt", -2.5, 1.005, None, 46082, None],
    [None, 0, None, "x", 46387, None],
    ["10", 7, 100, None, None, None],
]
"""The days are 31 January, 28 February, 1 March and 31 December 2026; F2 holds 1/0."""
SHEET, FIRST = "Units", 1


class Worked(NamedTuple):
    """A formula and its answer: a number as text, a text in `=""`, a flag, an error."""

    formula: str
    answer: Any
    calc: bool = True
    """Whether Calc, as it is set up, answers like Excel."""


def n(text: str) -> Decimal:
    """A number."""
    return Decimal(text)


R = "XLCOST.ROUNDHALF"
WORKED = [
    # ours in the middle
    Worked(f"ROUND({R}(2.345)*3,1)", n("7.1")),
    Worked(f"{R}(2.345)+{R}(1.005)", n("3.36")),
    Worked('IFERROR(XLCOST.CONVERT(1,"XXX","USD","2026-01-01"),0)', n("0"), False),
    Worked(f'"x"&{R}(2.345)', "x2.35"),
    Worked("SUM(XLCOST.SPREAD(100,{1;1;1}))", n("100")),
    Worked("ROWS(XLCOST.SPREAD(100,{1;1;1}))", n("3")),
    Worked("INDEX(XLCOST.PERCENTS({3;3;3}),3)", n("33.33334")),
    Worked(f"{R}(Data!B2*Data!C4)", n("3.02")),
    Worked(f'IF(Data!A5="","",{R}(1/0))', ""),
    Worked(f"{R}(IF(Data!D2,1.005,0))", n("1.01")),
    Worked(f"-{R}(2.345)%", n("-0.0235")),
    Worked(f"{R}(1/3*3.015)", n("1.01")),
    Worked("ROUND(1.0049999999999999,2)", n("1.01")),
    Worked("ROUND(12345678901234.56,2)", n("12345678901234.56"), False),
    # arithmetic
    Worked("0.1+0.2", n("0.3")),
    Worked("0.1+0.2=0.3", True),
    Worked("1/3*3", n("1")),
    Worked("(1/3*3)=1", True),
    Worked("-2^2", n("4")),
    Worked("2^3^2", n("64")),
    Worked("2^-1", n("0.5")),
    Worked("4^0.5", n("2")),
    Worked("(-8)^(1/2)", "#NUM!"),
    Worked("10^400", "#NUM!"),
    Worked("50%%", n("0.005")),
    Worked("10-2-3", n("5")),
    Worked("1/0", "#DIV/0!"),
    Worked("1/Data!B5", "#DIV/0!"),
    Worked('"3"+4', n("7")),
    Worked('"1e2"*2', n("200")),
    Worked('"2026-01-31"+1', n("46054")),
    Worked('"abc"+1', "#VALUE!"),
    Worked('""+1', "#VALUE!"),
    Worked("TRUE+TRUE", n("2")),
    Worked("Data!A5+5", n("5")),
    Worked("Data!A6*2", n("20")),
    Worked('Data!A5&"-"&Data!B4&Data!D2', "--2.5TRUE", False),
    Worked('1/3&""', "0.333333333333333"),
    Worked('12345678.9*10&""', "123456789"),
    Worked("1+Data!F2", "#DIV/0!"),
    # comparison
    Worked('"a"="A"', True),
    Worked('"a"<"B"', True),
    Worked('"10">9', True),
    Worked("TRUE>5", True, False),
    Worked("Data!A5=0", True),
    Worked('Data!A5=""', True),
    Worked("Data!A5=FALSE", True),
    Worked('Data!A2="bolt"', True),
    Worked("1<>1.0", False),
    Worked("2>=2", True),
    Worked("NA()=1", "#N/A"),
    # choices
    Worked("IF(FALSE,1)", False),
    Worked("IF(TRUE,,1)", n("0")),
    Worked("IF(1,2,1/0)", n("2")),
    Worked("IF(Data!F2,1,2)", "#DIV/0!"),
    Worked('IF("abc",1,2)', "#VALUE!"),
    Worked("IFERROR(1/0,7)", n("7")),
    Worked("IFERROR(3,1/0)", n("3")),
    Worked("_xlfn.IFNA(NA(),8)", n("8")),
    Worked("_xlfn.IFNA(1/0,8)", "#DIV/0!"),
    Worked("_xlfn.IFS(FALSE,1,Data!B2=3,2,TRUE,1/0)", n("2")),
    Worked("_xlfn.IFS(FALSE,1)", "#N/A"),
    Worked('_xlfn.SWITCH(2,1,"one",2,"two","none")', "two"),
    Worked('_xlfn.SWITCH("B",1,"one","b","two")', "two"),
    Worked('_xlfn.SWITCH(9,1,"one",2,"two","none")', "none"),
    Worked("CHOOSE(2,1/0,5)", n("5")),
    Worked("AND(TRUE,1,Data!B2>2)", True),
    Worked("AND(Data!D2:D3)", False),
    Worked("OR(Data!D2:D3)", True),
    Worked("NOT(0)", True),
    Worked("_xlfn.XOR(TRUE,TRUE,TRUE)", True),
    # questions
    Worked("ISERROR(1/0)", True),
    Worked("ISERR(NA())", False),
    Worked("ISNA(NA())", True),
    Worked("ISNUMBER(Data!B2)", True),
    Worked("ISNUMBER(Data!A6)", False),
    Worked("ISTEXT(Data!A6)", True),
    Worked("ISBLANK(Data!A5)", True),
    Worked('ISBLANK("")', False),
    Worked("ISLOGICAL(Data!D2)", True),
    Worked('N("7")', n("0")),
    Worked("T(Data!B2)", ""),
    Worked("ROWS(Data!A2:C4)", n("3")),
    Worked("COLUMNS(Data!A2:C4)", n("3")),
    Worked("ROW(Data!C4)", n("4")),
    Worked("COLUMN(Data!C4)", n("3")),
    # rounding
    Worked("ROUND(2.5,0)", n("3")),
    Worked("ROUND(-2.5,0)", n("-3")),
    Worked("ROUND(1.005,2)", n("1.01")),
    Worked("ROUND(1/3*3.015,2)", n("1.01")),
    Worked("ROUND(1234.5,-2)", n("1200")),
    Worked("ROUND(2.15,1)", n("2.2")),
    Worked("ROUNDUP(3.2,0)", n("4")),
    Worked("ROUNDUP(-3.14159,1)", n("-3.2")),
    Worked("ROUNDUP(31415.92654,-2)", n("31500")),
    Worked("ROUNDDOWN(-3.9,0)", n("-3")),
    Worked("ROUNDDOWN(2.01*100,0)", n("201")),
    Worked("INT(-8.9)", n("-9")),
    Worked("INT(0.1*3*10)", n("3")),
    Worked("TRUNC(-8.9)", n("-8")),
    Worked("TRUNC(8.987,2)", n("8.98")),
    Worked("ABS(-4.5)", n("4.5")),
    Worked("SIGN(-0.1)", n("-1")),
    Worked("MOD(-3,2)", n("1")),
    Worked("MOD(3,-2)", n("-1")),
    Worked("MOD(3,0)", "#DIV/0!"),
    Worked("MOD(0.3,0.1)", n("0"), False),
    Worked("QUOTIENT(-10,3)", n("-3")),
    Worked("POWER(2,10)", n("1024")),
    Worked("SQRT(16)", n("4")),
    Worked("SQRT(-1)", "#NUM!"),
    Worked("CEILING(2.5,1)", n("3")),
    Worked("CEILING(-2.5,-2)", n("-4")),
    Worked("FLOOR(2.5,0.1)", n("2.5")),
    Worked("FLOOR(-2.5,-2)", n("-2")),
    Worked("MROUND(10,3)", n("9")),
    Worked("MROUND(5,-2)", "#NUM!", False),
    # sums
    Worked("SUM(Data!B2:B6)", n("11.5")),
    Worked('SUM(Data!A2:A6,"5",TRUE)', n("6"), False),
    Worked("SUM(Data!A6)", n("0")),
    Worked("SUM(Data!D2)", n("0"), False),
    Worked("SUM(Data!F2,1)", "#DIV/0!"),
    Worked("SUM(Data!C2:C3)=0.3", True),
    Worked("AVERAGE(Data!B2:B3)", n("3.5")),
    Worked("AVERAGE(Data!A2:A3)", "#DIV/0!"),
    Worked("MIN(Data!B2:B6)", n("-2.5")),
    Worked("MAX(Data!B2:B6,5)", n("7")),
    Worked("MAX(Data!A2:A3)", n("0")),
    Worked("COUNT(Data!A2:E6)", n("13"), False),
    Worked('COUNT(1,"2","x",TRUE)', n("3")),
    Worked("COUNTA(Data!A2:A6)", n("4")),
    Worked("PRODUCT(Data!B2:B3,2)", n("24")),
    Worked("SUMPRODUCT(Data!B2:B4,Data!C2:C4)", n("-1.4125")),
    Worked('SUMPRODUCT((Data!A2:A6="bolt")*Data!B2:B6)', n("0.5")),
    Worked("SUMPRODUCT(--(Data!B2:B6>0),Data!B2:B6)", n("14")),
    Worked("SUMPRODUCT(Data!B2:B4,Data!C2:C3)", "#VALUE!"),
    # conditions
    Worked('SUMIF(Data!A2:A6,"bolt",Data!B2:B6)', n("0.5")),
    Worked('SUMIF(Data!B2:B6,">3")', n("11")),
    Worked('SUMIF(Data!A2:A6,"b*",Data!B2:B6)', n("0.5")),
    Worked("SUMIF(Data!A2:A6,10,Data!B2:B6)", n("7"), False),
    Worked('SUMIF(Data!A2:A6,"<>bolt",Data!B2:B6)', n("11")),
    Worked('SUMIFS(Data!B2:B6,Data!A2:A6,Data!A2,Data!C2:C6,">1")', n("-2.5")),
    Worked('COUNTIF(Data!A2:A6,"?UT")', n("1")),
    Worked('COUNTIF(Data!B2:B6,"<=0")', n("2")),
    Worked("COUNTIF(Data!B2:B6,4)", n("1")),
    Worked('COUNTIFS(Data!A2:A6,"bolt",Data!B2:B6,"<0")', n("1")),
    Worked('AVERAGEIF(Data!A2:A6,"bolt",Data!B2:B6)', n("0.25")),
    Worked('AVERAGEIFS(Data!B2:B6,Data!A2:A6,"none")', "#DIV/0!"),
    Worked('_xlfn.MAXIFS(Data!B2:B6,Data!A2:A6,"bolt")', n("3")),
    Worked('_xlfn.MINIFS(Data!B2:B6,Data!A2:A6,"bolt")', n("-2.5")),
    Worked('COUNTIF(Data!A2:A6,"8100..8200")', n("0")),
    Worked('COUNTIF(Data!A2:A6,"")', n("1")),
    Worked('COUNTIF(Data!A2:A6,"<>")', n("4")),
    Worked('COUNTIF(Data!B2:B6,"<>0")', n("4")),
    # look-ups
    Worked('VLOOKUP("nut",Data!A2:C6,3,FALSE)', n("0.2")),
    Worked('VLOOKUP("none",Data!A2:C6,3,FALSE)', "#N/A"),
    Worked('VLOOKUP("nut",Data!A2:C6,4,FALSE)', "#REF!", False),
    Worked("VLOOKUP(46100,Data!E2:E5,1)", n("46082")),
    Worked('HLOOKUP("price",Data!A1:E6,3,FALSE)', n("0.2")),
    Worked('MATCH("NUT",Data!A2:A6,0)', n("2")),
    Worked("MATCH(46082,Data!E2:E5)", n("3")),
    Worked("MATCH(1,Data!E2:E5)", "#N/A"),
    Worked('MATCH("b*",Data!A2:A6,0)', n("1")),
    Worked('INDEX(Data!C2:C6,MATCH("nut",Data!A2:A6,0))', n("0.2")),
    Worked("INDEX(Data!A2:C6,2,2)", n("4")),
    Worked("INDEX(Data!A2:C2,3)", n("0.1")),
    Worked("SUM(INDEX(Data!A2:C6,0,2))", n("11.5")),
    Worked("INDEX(Data!A2:C6,9,1)", "#REF!", False),
    Worked('_xlfn.XLOOKUP("nut",Data!A2:A6,Data!C2:C6)', n("0.2"), False),
    Worked('_xlfn.XLOOKUP("none",Data!A2:A6,Data!C2:C6,"-")', "-", False),
    # texts
    Worked('LEFT("abc",2)', "ab"),
    Worked('LEFT("abc")', "a"),
    Worked('RIGHT("abc",5)', "abc"),
    Worked('RIGHT("abc",0)', ""),
    Worked('MID("abcdef",2,3)', "bcd"),
    Worked('MID("abc",0,1)', "#VALUE!"),
    Worked("LEN(Data!B4)", n("4")),
    Worked('TRIM("  a   b ")', "a b"),
    Worked('UPPER("aB1")', "AB1"),
    Worked('LOWER("AB1")', "ab1"),
    Worked('EXACT("a","A")', False),
    Worked('REPT("ab",3)', "ababab"),
    Worked('SUBSTITUTE("a-b-c","-","+",2)', "a-b+c"),
    Worked('SUBSTITUTE("a-b-c","-","")', "abc"),
    Worked('FIND("c","abc")', n("3")),
    Worked('FIND("C","abc")', "#VALUE!"),
    Worked('VALUE("12.50")', n("12.5")),
    Worked('VALUE("x")', "#VALUE!"),
    Worked('CONCATENATE("a",1,TRUE)', "a1TRUE", False),
    Worked("_xlfn.CONCAT(Data!A2:B3)", "BOLT3NUT4"),
    Worked('_xlfn.TEXTJOIN("-",TRUE,Data!A2:A6)', "BOLT-NUT-bolt-10"),
    Worked('_xlfn.TEXTJOIN("-",FALSE,"a","","b")', "a--b"),
    Worked('TEXT(7,"000")', "007"),
    Worked('TEXT(2.5,"0")', "3"),
    Worked('TEXT(46053,"yyyy-mm-dd")', "2026-01-31"),
    # days
    Worked("DATE(2026,1,31)", n("46053")),
    Worked("DATE(2026,14,0)", n("46418")),
    Worked("DATE(2024,2,30)", n("45352")),
    Worked("YEAR(Data!E2)", n("2026")),
    Worked("MONTH(Data!E2)", n("1")),
    Worked("DAY(Data!E2+0.9)", n("31")),
    Worked('MONTH("2026-12-31")', n("12")),
    Worked("EDATE(Data!E2,1)", n("46081")),
    Worked("EDATE(Data!E2,-2)", n("45991")),
    Worked("EOMONTH(Data!E3,0)", n("46081")),
    Worked("EOMONTH(DATE(2024,1,31),1)", n("45351")),
    Worked("WEEKDAY(46053)", n("7")),
    Worked("WEEKDAY(46053,2)", n("6")),
    Worked("YEAR(-1)", "#NUM!", False),
]


def workbook(path: Path) -> Path:
    """The formulas in column C of a plain range `Units`, one a row."""
    book = xlsxwriter.Workbook(str(path))
    sheet, data = book.add_worksheet(SHEET), book.add_worksheet("Data")
    for number, row in enumerate(DATA):
        for column, value in enumerate(row):
            if value is not None:
                data.write(number, column, value)
    data.write_formula("F2", "=1/0", None, "")
    sheet.write_row(0, 0, ["Unit", "Unit Group", "Factor"])
    for number, each in enumerate(WORKED, FIRST):
        sheet.write_row(number, 0, [f"U{number}", "G"])
        sheet.write_formula(number, 2, f"={each.formula}", None, "")
    book.close()
    return path
