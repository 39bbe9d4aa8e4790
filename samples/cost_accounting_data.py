"""What the sample company's controller keeps beside the charts: journals, allocation keys, staff and the budget."""

from __future__ import annotations

from decimal import Decimal

TEMPLATE = "COST"
BATCHES = (
    # name, description, reason code, delete after posting
    ("IMPUTED", "Imputed interest and owner's salary", "IMPUTED", True),
    ("ACCRUALS", "Holiday pay and bonuses of the year", "ACCRUAL", False),
)
BALANCE = ("9920", "ACCRUAL")
"""Cost type and center that take the other side of imputed costs and accruals."""

IMPUTED = (
    # cost type, center, text, amount a month
    ("8710", "BUILDING", "Imputed interest, hall and office", "1450.00"),
    ("8710", "PROD", "Imputed interest, machines", "620.00"),
    ("8710", "VEHICLE", "Imputed interest, vehicles", "110.00"),
    ("8725", "ADM", "Owner's salary, imputed", "4000.00"),
)
ACCRUALS = (
    ("8115", "PROD", "Holiday pay and bonuses, production", "18400.00"),
    ("8115", "SALES", "Holiday pay and bonuses, sales", "7900.00"),
    ("8115", "ADM", "Holiday pay and bonuses, administration", "6200.00"),
    ("8115", "WORKSHOP", "Holiday pay and bonuses, workshop", "3600.00"),
    ("8115", "PURCH", "Holiday pay and bonuses, purchasing", "2700.00"),
)

STEP_DOWN, RING = "", "RING"
SOURCES = (
    # id, level, center, credit to cost type, variant, reciprocal, comment
    ("ADM", 1, "ADM", "9901", STEP_DOWN, False, "By wages and salaries of the year"),
    ("PERS", 1, "PERS", "9901", STEP_DOWN, False, "By employees"),
    ("BUILDING", 1, "BUILDING", "9901", STEP_DOWN, False, "Internal rent per square metre"),
    ("WORKSHOP", 2, "WORKSHOP", "9902", STEP_DOWN, False, "By hours worked for others"),
    ("VEHICLE", 2, "VEHICLE", "9902", STEP_DOWN, False, "By kilometres driven"),
    ("PROD", 3, "PROD", "9903", STEP_DOWN, False, "By machine hours, weighted"),
    ("PURCH", 3, "PURCH", "9903", STEP_DOWN, False, "Overhead on material"),
    ("SALES", 3, "SALES", "9903", STEP_DOWN, False, "By orders"),
    ("ADVERT", 3, "ADVERT", "9903", STEP_DOWN, False, "By campaigns"),
    ("RING-ADM", 1, "ADM", "9901", RING, True, "Service centers serve each other"),
    ("RING-PERS", 1, "PERS", "9901", RING, True, "Service centers serve each other"),
    ("RING-BLDG", 1, "BUILDING", "9901", RING, True, "Service centers serve each other"),
)
"""Three levels: service centers, auxiliary centers, main centers to objects. RING is an alternative to level 1."""

STATIC = {
    # source: (cost type debited, rate per share or "", ((place, share), ...))
    "VEHICLE": ("9902", "", (("PURCH", 14200), ("PROD", 8600), ("SALES", 41300), ("ADVERT", 3900))),
    "BUILDING": ("9901", "64.00", (("WORKSHOP", 320), ("VEHICLE", 260), ("PURCH", 180), ("PROD", 1650), ("SALES", 240), ("ADVERT", 60))),
    "SALES": ("9903", "", (("CHAIRS", 760), ("TABLES", 540), ("CABINETS", 330), ("FITTINGS", 220), ("PAINT", 180), ("CONSULT", 60))),
    "ADVERT": ("9903", "", (("CHAIRS", 40), ("TABLES", 25), ("CABINETS", 20), ("FITTINGS", 5), ("PAINT", 5), ("CONSULT", 5))),
    "RING-ADM": ("9901", "", (("PERS", 6), ("BUILDING", 2), ("WORKSHOP", 10), ("PURCH", 9), ("PROD", 50), ("SALES", 20), ("ADVERT", 3))),
    "RING-BLDG": ("9901", "", (("ADM", 210), ("PERS", 90), ("WORKSHOP", 320), ("VEHICLE", 260), ("PURCH", 180), ("PROD", 1650), ("SALES", 240), ("ADVERT", 60))),
}  # fmt: skip
WEIGHTED = {
    # source: (cost type debited, ((place, static base, weighting), ...)); the share is base × weighting
    "WORKSHOP": ("9902", (("PROD", 1720, "1"), ("PURCH", 140, "1"), ("SALES", 60, "1.25"), ("ADVERT", 40, "1.25"))),
    "PROD": ("9903", (("CHAIRS", 5200, "1"), ("TABLES", 3900, "1.1"), ("CABINETS", 3100, "1.3"))),
}
DYNAMIC = {
    # source: (cost type debited, base, no. filter, date code, percent per share or "", places)
    "ADM": ("9901", "Cost Type Entries", "8110|8120", "Year", "", ("WORKSHOP", "PURCH", "PROD", "SALES", "ADVERT")),
    "PERS": ("9901", "No of Employees", "", "", "", ("WORKSHOP", "VEHICLE", "PURCH", "PROD", "SALES", "ADVERT")),
    "PURCH": ("9903", "Cost Type Entries", "7110..7210", "Year", "13", ("CHAIRS", "TABLES", "CABINETS")),
    "RING-PERS": ("9901", "No of Employees", "", "", "", ("ADM", "BUILDING", "WORKSHOP", "VEHICLE", "PURCH", "PROD", "SALES", "ADVERT")),
}  # fmt: skip

STAFF = (
    ("ADM", "Alder, Ruth", "Byrne, Owen", "Cole, Hannah"),
    ("PERS", "Dunn, Maya"),
    ("BUILDING", "Ellis, Tom"),
    ("VEHICLE", "Frost, Dan", "Grant, Lily"),
    ("WORKSHOP", "Hale, Simon", "Irwin, Beth", "Jarvis, Noel"),
    ("PURCH", "Keane, Asha", "Lamb, Peter"),
    ("PROD", "Marsh, Ivy", "Nash, Leo", "Oakes, Joan", "Park, Min", "Quinn, Rory", "Reed, Tess", "Shaw, Colin", "Tate, Una", "Usher, Ned",
     "Vance, Gwen", "Webb, Carl", "Yates, Nina", "Abbot, Sean", "Booth, Erin", "Crane, Jack", "Drew, Orla", "Egan, Phil", "Flynn, Sara"),
    ("SALES", "Gale, Marcus", "Hobbs, Jenny", "Innes, Kurt", "Joyce, Amy", "Kerr, Ben"),
    ("ADVERT", "Lowe, Stella"),
)  # fmt: skip
FORMER_STAFF = (("Moss, Adam", "Terminated", "PROD"), ("Noble, Faye", "Inactive", "SALES"))

BUDGET_NAME = "2025"
BUDGET = (
    # cost type, center, object, amount a month, season
    ("6110", "", "CHAIRS", -98000, "sales"), ("6110", "", "TABLES", -78000, "sales"), ("6110", "", "CABINETS", -55000, "sales"),
    ("6110", "", "FITTINGS", -38000, "sales"), ("6110", "", "PAINT", -36000, "sales"), ("6110", "", "CONSULT", -12000, ""),
    ("6120", "", "CHAIRS", -31000, "sales"), ("6120", "", "TABLES", -20000, "sales"),
    ("7110", "", "CHAIRS", 44000, "sales"), ("7110", "", "TABLES", 43500, "sales"), ("7110", "", "CABINETS", 42000, "sales"),
    ("7210", "", "CHAIRS", 5000, "sales"), ("7210", "", "TABLES", 5500, "sales"), ("7210", "", "CABINETS", 5500, "sales"),
    ("7310", "PURCH", "", 3300, "sales"),
    ("8110", "PROD", "", 40500, ""), ("8110", "WORKSHOP", "", 7800, ""),
    ("8120", "ADM", "", 12300, ""), ("8120", "PERS", "", 5200, ""), ("8120", "PURCH", "", 6100, ""), ("8120", "SALES", "", 15800, ""), ("8120", "ADVERT", "", 3900, ""),
    ("8130", "PROD", "", 8500, ""), ("8130", "WORKSHOP", "", 1640, ""), ("8130", "ADM", "", 2580, ""), ("8130", "PERS", "", 1090, ""),
    ("8130", "PURCH", "", 1280, ""), ("8130", "SALES", "", 3320, ""), ("8130", "ADVERT", "", 820, ""),
    ("8140", "PERS", "", 900, ""),
    ("8210", "BUILDING", "", 5400, ""), ("8220", "BUILDING", "", 5000, "heating"), ("8230", "BUILDING", "", 1600, ""), ("8230", "WORKSHOP", "", 10400, ""),
    ("8240", "ADM", "", 2300, ""), ("8310", "VEHICLE", "", 1500, ""), ("8320", "VEHICLE", "", 2000, ""),
    ("8410", "ADVERT", "", 9800, "sales"), ("8420", "SALES", "", 6200, ""),
    ("8510", "ADM", "", 1200, ""), ("8520", "ADM", "", 1400, ""), ("8530", "ADM", "", 4000, ""), ("8540", "ADM", "", 2500, ""),
    ("8610", "BUILDING", "", 1833, ""), ("8610", "PROD", "", 2950, ""), ("8610", "VEHICLE", "", 917, ""),
    ("8710", "BUILDING", "", 1450, ""), ("8710", "PROD", "", 620, ""), ("8710", "VEHICLE", "", 110, ""), ("8725", "ADM", "", 4000, ""),
)  # fmt: skip
SEASONS = {
    "": (100,) * 12,
    "sales": (80, 85, 100, 105, 110, 105, 90, 75, 105, 115, 120, 110),
    "heating": (160, 150, 130, 95, 70, 55, 50, 50, 65, 95, 130, 150),
}
"""Percent of the monthly amount, January to December."""


def budgeted(monthly: int, season: str, month: int) -> Decimal:
    """Budget of one month, 1 to 12, to the whole pound."""
    return Decimal(round(monthly * SEASONS[season][month - 1] / 100))
