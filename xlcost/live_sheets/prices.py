"""Live prices: lines tried against the price lists, units and currencies converted."""

from __future__ import annotations

from xlcost.live_sheets.model import Area, Argument, Ask, At, Head, LiveSheet, Section, TableOf

TABLES = tuple(
    TableOf(name)
    for name in (
        "price_lists", "price_list_links", "role_prices", "role_price_markups", "price_overrides", "category_prices",
        "product_prices", "projects", "org_units", "units", "categories", "products", "resources", "contracts",
        "quotes", "pricing_dimensions", "pricing_parameters", "exchange_rates", "currencies", "gl_setup",
    )
)  # fmt: skip
"""Every table that may decide a price."""
_LINE: tuple[Argument, ...] = (Area("A", "I", "headings"), Area("A", "I", "row"), *TABLES)
_RATES = (TableOf("exchange_rates"), TableOf("currencies"), TableOf("gl_setup"), TableOf("pricing_parameters"))
_CLASSES = ("time", "expense", "material")

SHEET = LiveSheet(
    area="prices",
    title="Live Prices",
    heading="Rates of lines before they are entered, from the price lists as they stand now",
    purpose="Cost and sales rates of lines that you try out, with the reason; units and currencies converted.",
    widths=(12, 12, 14, 14, 16, 14, 14, 12, 12, 14, 14, 90),
    sections=(
        Section(
            "Lines to try, as in Estimate Lines",
            (
                Head("Line", "code"), Head("Class", "code", choices=_CLASSES), Head("Project", "code"),
                Head("Date", "date"), Head("Role", "code"), Head("Category", "code"), Head("Product", "code"),
                Head("Unit", "code"), Head("Quantity", "rate"),
                Head("Cost Rate", "rate", Ask("RATE", ("estimate", *_LINE), ("A",))),
                Head("Sales Rate", "rate", Ask("SALESRATE", ("estimate", *_LINE), ("A",))),
                Head("Why this Cost Rate", "text", Ask("EXPLAIN", ("cost", "estimate", *_LINE), ("A",))),
            ),
            8,
            example=(
                ("T1", "time", "P", 46082.0, "Developer", None, None, "Day", 2.0),
                ("T2", "time", "P", 46082.0, "Cook", None, None, "Hour", 1.0),
                ("T3", "expense", "P", 46085.0, None, "Travel", None, "Mile", 100.0),
                ("T4", "material", "P", 46086.0, None, None, "Cable", "Metre", 10.0),
            ),
        ),
        Section(
            "Units",
            (Head("Quantity", "rate"), Head("From Unit", "code"), Head("To Unit", "code"),
             Head("Is", "rate", Ask("CONVERTUNIT", (At("A"), At("B"), At("C"), TableOf("units")), ("A", "B", "C")))),
            3, example=((2.0, "Day", "Hour"),),
        ),
        Section(
            "Currencies",
            (Head("Amount", "amount"), Head("From", "code"), Head("To", "code"), Head("Date", "date"),
             Head("Is", "amount", Ask("CONVERT", (At("A"), At("B"), At("C"), At("D"), *_RATES), ("A", "B", "C", "D")))),
            3, example=((100.0, "EUR", "USD", 46082.0),),
        ),
    ),
)  # fmt: skip
