"""A year of general ledger entries for the sample company, seeded: the same number of documents, the same ledger."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from samples.company import CENTERS, EXPENSES, OBJECTS

YEAR = 2025
_POSTABLE_OBJECTS = [code for code, _, line_type, _ in OBJECTS if line_type == "Cost Object"]
_POSTABLE_CENTERS = [code for code, _, _, subtype, _ in CENTERS if subtype]
_WAGES = (("8110", "PROD", 41_000), ("8111", "WORKSHOP", 7_800), ("8120", "ADM", 12_400), ("8121", "SALES", 16_300),
          ("8120", "PERS", 5_200), ("8120", "PURCH", 6_100), ("8121", "ADVERT", 3_900))  # fmt: skip
_SALES = (("6110", "CHAIRS", 70), ("6110", "TABLES", 60), ("6110", "CABINETS", 40), ("6111", "FITTINGS", 30),
          ("6112", "PAINT", 25), ("6113", "CONSULT", 8), ("6120", "CHAIRS", 20), ("6120", "TABLES", 14))  # fmt: skip
VAT = Decimal("0.20")


@dataclass(frozen=True, slots=True)
class Line:
    """One G/L entry; amounts in cents are exact."""

    account: str
    day: dt.date | str
    document: str
    description: str
    amount: Decimal | str
    department: str = ""
    project: str = ""


def ledger(documents: int = 2650, seed: int = 2025) -> list[Line]:
    """Balanced documents of the year by date: purchases, sales, wages, depreciation."""
    chance = random.Random(seed)
    days = [dt.date(YEAR, 1, 1) + dt.timedelta(days=n) for n in range(365)]
    working = [day for day in days if day.weekday() < 5]
    batches: list[tuple[dt.date, list[Line]]] = []
    for number in range(documents):
        day = chance.choice(working)
        make = _sale if chance.random() < 0.28 else _purchase
        batches.append((day, list(make(chance, day, number))))
    for month in range(1, 13):
        end = (dt.date(YEAR, month, 28) + dt.timedelta(days=4)).replace(day=1) - dt.timedelta(days=1)
        batches.append((end, list(_payroll(chance, end))))
        batches.append((end, list(_depreciation(end))))
    batches.sort(key=lambda batch: batch[0])
    return [line for _, lines in batches for line in lines]


def _cents(chance: random.Random, low: int, high: int) -> Decimal:
    return Decimal(chance.randint(low * 100, high * 100)) / 100


def _purchase(chance: random.Random, day: dt.date, number: int) -> Iterator[Line]:
    account, text, place, low, high, _ = chance.choices(EXPENSES, [row[5] for row in EXPENSES])[0]
    document = f"PI{number + 10_000}"
    net = _cents(chance, low, high)
    line = Line(account, day, document, text, net)
    if place == "object":
        yield replace(line, project=chance.choice(_POSTABLE_OBJECTS[:3]))
    elif chance.random() < 0.12:
        yield replace(line, department=chance.choice(_POSTABLE_CENTERS))
    else:
        yield replace(line, department=place)
    vat = (net * VAT).quantize(Decimal("0.01"))
    yield Line("2410", day, document, text, vat)
    yield Line("5410", day, document, text, -(net + vat))


def _sale(chance: random.Random, day: dt.date, number: int) -> Iterator[Line]:
    account, project, _ = chance.choices(_SALES, [row[2] for row in _SALES])[0]
    document = f"SI{number + 50_000}"
    net = _cents(chance, 250, 11500)
    yield Line(account, day, document, f"Invoice {document}", -net, project=project)
    gross = net
    if account < "6120":
        vat = (net * VAT).quantize(Decimal("0.01"))
        gross += vat
        yield Line("5610", day, document, f"Invoice {document}", -vat)
    yield Line("2310" if account < "6120" else "2320", day, document, f"Invoice {document}", gross)


def _payroll(chance: random.Random, day: dt.date) -> Iterator[Line]:
    document = f"PAY{day:%Y-%m}"
    total = Decimal(0)
    for account, center, base in _WAGES:
        wage = _cents(chance, base - 600, base + 600)
        social = (wage * Decimal("0.21")).quantize(Decimal("0.01"))
        total += wage + social
        yield Line(account, day, document, "Payroll", wage, department=center)
        yield Line("8130" if account < "8120" else "8131", day, document, "Social security", social, department=center)
    yield Line("5730", day, document, "Payroll", -total)


def _depreciation(day: dt.date) -> Iterator[Line]:
    document = f"DEP{day:%Y-%m}"
    for account, center, amount in (
        ("8610", "BUILDING", "1833.33"),
        ("8620", "PROD", "2950.00"),
        ("8630", "VEHICLE", "916.67"),
    ):
        yield Line(account, day, document, "Depreciation", Decimal(amount), department=center)
    yield Line("1190", day, document, "Depreciation", Decimal("-5700.00"))


def faults() -> list[Line]:
    """What real exports have: blank and unknown codes, accounts without a cost type, text where a number belongs."""
    day = dt.date(YEAR, 12, 15)
    lines = [Line("8510", day, f"PI9{n:04d}", "Office supplies, no department", Decimal(11 + n)) for n in range(7)]
    lines += [Line("8310", day, f"PI91{n:03d}", "Diesel, delivery van", Decimal(62 + n), "LOGIST") for n in range(9)]
    lines += [Line("8545", day, f"PI92{n:03d}", "Audit of the year", Decimal(1500 + n), "ADM") for n in range(3)]
    lines += [Line("7110", day, "PI93001", "Beech timber", Decimal("1840.20"), project="GARDEN")]
    lines += [Line("8999X", day, "PI94001", "Account of the old chart", Decimal("75.00"), "ADM")]
    lines += [Line("8420", day, f"PI95{n:03d}", "Cancelled booking", Decimal(0), "SALES") for n in range(6)]
    lines += [Line("8530", day, "", "Card payment without document", Decimal("49.90"), "ADM")]
    lines += [Line("8520", day, "PI96001", "Telephone", "1.250,00", "ADM")]
    lines += [Line("8232", "31.12.2025", "PI96002", "Tools", Decimal("89.95"), "WORKSHOP")]
    lines += [Line("8410", day, "PI96003", "Trade fair", "#N/A", "ADVERT")]
    lines += [Line("8510", dt.date(YEAR - 1, 12, 29), f"PI08{n:03d}", "Office supplies, last year", Decimal(30 + n), "ADM")
              for n in range(12)]  # fmt: skip
    lines += [Line(account, "C2025-12-31", "CLOSE2025", "Closing of the year", Decimal(amount), "ADM")
              for account, amount in (("8510", "-4120.75"), ("8520", "-3380.10"), ("6110", "918204.33"))]  # fmt: skip
    return lines
