"""Posting inventory cost to the G/L: account pairs, grouping, skipped entries, queue (spec 2, 11)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.acceptance.memory import MemoryWorkbook
from tests.inventory.ledgers import GENERAL_ACCOUNTS, INVENTORY_ACCOUNTS, amounts_by, rows, value_entry, workbook
from xlcost.close import RunReport, run_steps
from xlcost.inventory.automatic_posting import AutomaticPosting
from xlcost.plan import steps_given
from xlcost.tables.inventory import LEDGER_ENTRY_TYPES, VALUE_ENTRY_TYPES, VARIANCE_TYPES, ValueEntry

# The account pairs as section 11.4 lists them: movements, entry type, variance, X = expected or A = actual, +, -
PAIRS_OF_SPEC = """
Purchase | Direct Cost | | X | INVT-I | ACCRUAL-I
Purchase | Direct Cost | | A | INVT | DIRCOST
Purchase | Indirect Cost | | A | INVT | OVHD
Purchase | Variance | Purchase | A | INVT | PURVAR
Purchase | Revaluation | | X | INVT-I | ACCRUAL-I
Purchase | Revaluation | | A | INVT | ADJMT
Purchase | Rounding | | A | INVT | ADJMT
Sale | Direct Cost | | X | INVT-I | COGS-I
Sale | Direct Cost | | A | INVT | COGS
Sale | Revaluation | | X | INVT-I | COGS-I
Sale | Revaluation | | A | INVT | ADJMT
Sale | Rounding | | A | INVT | ADJMT
Positive Adjmt., Negative Adjmt., Transfer | Direct Cost | | X | INVT-I | COGS-I
Positive Adjmt., Negative Adjmt., Transfer | Direct Cost | | A | INVT | ADJMT
Positive Adjmt., Negative Adjmt., Transfer | Revaluation | | A | INVT | ADJMT
Positive Adjmt., Negative Adjmt., Transfer | Rounding | | A | INVT | ADJMT
Consumption | Direct Cost | | A | INVT | WIP
Consumption | Revaluation | | A | INVT | ADJMT
Consumption | Rounding | | A | INVT | ADJMT
Output | Direct Cost | | X | INVT-I | WIP
Output | Direct Cost | | A | INVT | WIP
Output | Direct Cost - Non Inventory | | A | INVT | DIRNI
Output | Indirect Cost | | A | INVT | OVHD
Output, Assembly Output | Variance | Material | A | INVT | MATVAR
Output, Assembly Output | Variance | Capacity | A | INVT | CAPVAR
Output, Assembly Output | Variance | Subcontracted | A | INVT | SUBVAR
Output, Assembly Output | Variance | Capacity Overhead | A | INVT | CAPOVAR
Output, Assembly Output | Variance | Manufacturing Overhead | A | INVT | MFGOVAR
Output | Variance | Material - Non Inventory | A | INVT | MATNIVAR
Output | Revaluation | | X | INVT-I | WIP
Output | Revaluation | | A | INVT | ADJMT
Output | Rounding | | A | INVT | ADJMT
Production | Direct Cost | | A | WIP | DIRCOST
Production | Indirect Cost | | A | WIP | OVHD
Assembly | Direct Cost | | A | ADJMT | DIRCOST
Assembly | Indirect Cost | | A | ADJMT | OVHD
Assembly Output | Direct Cost | | A | INVT | ADJMT
Assembly Output | Revaluation | | A | INVT | ADJMT
Assembly Output | Rounding | | A | INVT | ADJMT
Assembly Output | Indirect Cost | | A | INVT | OVHD
Assembly Consumption | Direct Cost | | A | INVT | ADJMT
Assembly Consumption | Revaluation | | A | INVT | ADJMT
Assembly Consumption | Rounding | | A | INVT | ADJMT
"""
Pair = tuple[str, str, str, str, str, str]


def _pairs() -> list[Pair]:
    found: list[Pair] = []
    for line in PAIRS_OF_SPEC.strip().splitlines():
        movements, kind, variance, part, debit, credit = (word.strip() for word in line.split("|"))
        found += [(movement.strip(), kind, variance, part, debit, credit) for movement in movements.split(",")]
    return found


PAIRS = _pairs()
CAPACITY = ("Production", "Assembly")


def _entry(number: int, movement: str, kind: str, variance: str, part: str, amount: str = "3.14") -> dict[str, Any]:
    actual, expected = (amount, "0") if part == "A" else ("0", amount)
    order = movement if movement in CAPACITY else ""
    return value_entry(
        number, "" if order else movement, actual, expected, entry_type=kind, variance_type=variance, order_type=order
    )


def _post(book: MemoryWorkbook, **parameters: Any) -> RunReport:
    return book.run("post_cost_to_gl", parameters)


def test_every_account_pair_of_the_table() -> None:
    entries = [_entry(number, *pair[:4]) for number, pair in enumerate(PAIRS, 1)]
    book = workbook(entries)
    _post(book)
    expected = [
        posted
        for number, (*_, debit, credit) in enumerate(PAIRS, 1)
        for posted in ((number, debit, Decimal("3.14")), (number, credit, Decimal("-3.14")))
    ]
    assert sorted(rows(book, "gl_entries", "value_entry_no", "gl_account_no", "amount")) == sorted(expected)


def test_anything_not_in_the_table_is_refused() -> None:
    allowed = {pair[:4] for pair in PAIRS}
    every = [
        (movement, kind, variance, part)
        for movement in (*LEDGER_ENTRY_TYPES, *CAPACITY)
        for kind in VALUE_ENTRY_TYPES
        for variance in (("", *VARIANCE_TYPES) if kind == "Variance" else ("",))
        for part in "AX"
        if part == "A" or kind in {"Direct Cost", "Revaluation"}
    ]
    refused = [each for each in every if each not in allowed]
    book = workbook([_entry(number, *each) for number, each in enumerate(refused, 1)])
    _post(book)
    assert rows(book, "gl_entries", "entry_no") == []
    skipped = rows(book, "skipped_entries", "entry_no", "reason_code")
    assert sorted(skipped) == [(number, "COMBINATION_NOT_ALLOWED") for number in range(1, len(refused) + 1)]


def test_invoice_gives_four_lines_in_key_order() -> None:
    book = workbook([value_entry(1, "Purchase", "100.00", "-95.00", source_no="V1", external_document_no="X9")])
    _post(book)
    assert rows(book, "gl_entries", "gl_account_no", "amount", "description", "document_no", "source_code") == [
        ("INVT-I", Decimal(-95), "Direct Cost V1 on 2024-01-31", "D1", "INVTPCOST"),
        ("ACCRUAL-I", Decimal(95), "Direct Cost V1 on 2024-01-31", "D1", "INVTPCOST"),
        ("INVT", Decimal(100), "Direct Cost V1 on 2024-01-31", "D1", "INVTPCOST"),
        ("DIRCOST", Decimal(-100), "Direct Cost V1 on 2024-01-31", "D1", "INVTPCOST"),
    ]
    assert rows(book, "gl_entries", "external_document_no", "system_created") == [("X9", True)] * 4


def test_register_relations_and_numbers_follow_the_history() -> None:
    history = [
        {"entry_no": 70, "gl_account_no": "COGS", "posting_date": "2023-12-31", "amount": "1", "gl_register_no": 9}
    ]
    book = workbook([value_entry(1, "Purchase", "10.00"), value_entry(2, "Sale", "-4.00")], gl_entries=history)
    report = _post(book)
    assert rows(book, "gl_entries", "entry_no", "gl_register_no")[1:] == [(71, 10), (72, 10), (73, 10), (74, 10)]
    assert rows(book, "gl_registers", "no", "from_entry_no", "to_entry_no", "source_code") == [
        (10, 71, 74, "INVTPCOST")
    ]
    relations = rows(book, "gl_item_ledger_relation", "gl_entry_no", "value_entry_no", "gl_register_no")
    assert relations == [(71, 1, 10), (72, 1, 10), (73, 2, 10), (74, 2, 10)]
    assert report.outcomes[0].result.counts == {"posted": 2, "skipped": 0, "gl_entries": 4, "created": 4}


def test_capacity_is_posted_after_items_by_order() -> None:
    def capacity(number: int, order: str) -> dict[str, Any]:
        return value_entry(number, "", "5.00", order_type="Production", order_no=order)

    entries = [capacity(1, "P2"), capacity(2, "P1"), value_entry(3, "Purchase", "1.00"), capacity(4, "P1")]
    book = workbook(entries)
    _post(book)
    assert [number for (number,) in rows(book, "gl_entries", "value_entry_no")][::2] == [3, 2, 4, 1]


def test_group_lines_describe_their_key() -> None:
    book = workbook([value_entry(1, "Purchase", "10.00"), value_entry(2, "Purchase", "5.00")])
    _post(book, method="per_posting_group", document_no="jan")
    assert rows(book, "gl_entries", "description", "document_no", "amount", "value_entry_no") == [
        ("Inventory - Direct Cost Applied, ,FIN,,PROD", "JAN", Decimal(15), 0),
        ("Direct Cost Applied - Inventory, ,FIN,,PROD", "JAN", Decimal(-15), 0),
    ]
    relations = rows(book, "gl_item_ledger_relation", "gl_entry_no", "value_entry_no")
    assert relations == [(1, 1), (1, 2), (2, 1), (2, 2)]


def test_dimension_sets_stay_apart_in_groups() -> None:
    entries = [value_entry(1, "Purchase", "10.00", DEPT="A"), value_entry(2, "Purchase", "5.00", DEPT="B")]
    book = workbook(entries, dimensions=[{"code": "DEPT"}])
    _post(book, method="per_posting_group", document_no="JAN")
    assert amounts_by(book, "gl_entries", "gl_account_no", "DEPT") == {
        ("INVT", "A"): 10, ("INVT", "B"): 5, ("DIRCOST", "A"): -10, ("DIRCOST", "B"): -5,
    }  # fmt: skip


# ---- skipped entries


def _setup(**changes: Any) -> list[dict[str, Any]]:
    return [{"location_code": "", "inventory_posting_group": "FIN", **INVENTORY_ACCOUNTS, **changes}]


def _general(**changes: Any) -> list[dict[str, Any]]:
    return [{"gen_bus_posting_group": "", "gen_prod_posting_group": "PROD", **GENERAL_ACCOUNTS, **changes}]


def _chart(number: str, **changes: Any) -> list[dict[str, Any]]:
    accounts = [*INVENTORY_ACCOUNTS.values(), *GENERAL_ACCOUNTS.values()]
    return [{"no": each, **(changes if each == number else {})} for each in accounts]


SKIPS = [
    ("INVENTORY_POSTING_SETUP_MISSING", {"inventory_posting_setup": _setup(location_code="EAST")}, "", ""),
    ("GENERAL_POSTING_SETUP_MISSING", {"general_posting_setup": _general(gen_prod_posting_group="X")}, "", ""),
    ("GENERAL_POSTING_SETUP_BLOCKED", {"general_posting_setup": _general(blocked=True)}, "General Posting Setup", ""),
    ("ACCOUNT_BLANK", {"inventory_posting_setup": _setup(inventory_account="")}, "Inventory Posting Setup",
     "field=inventory_account"),
    ("ACCOUNT_NOT_FOUND", {"gl_accounts": _chart("INVT", no="OTHER")}, "Inventory Posting Setup",
     "gl_account_no=INVT"),
    ("ACCOUNT_BLOCKED", {"gl_accounts": _chart("DIRCOST", blocked=True)}, "GL Accounts", "gl_account_no=DIRCOST"),
    ("ACCOUNT_NOT_POSTING", {"gl_accounts": _chart("INVT", account_type="Total")}, "GL Accounts", "account_type=Total"),
    ("POSTING_DATE_NOT_ALLOWED", {"gl_setup": [{"allow_posting_from": "2024-02-01"}]}, "Value Entries",
     "posting_date=2024-01-31"),
]  # fmt: skip


@pytest.mark.parametrize(("code", "tables", "sheet", "fact"), SKIPS, ids=[each[0] for each in SKIPS])
@pytest.mark.parametrize("method", ["per_entry", "per_posting_group"])
def test_skipped_entry_is_listed_and_taken_up_when_mended(
    code: str, tables: dict[str, Any], sheet: str, fact: str, method: str
) -> None:
    parameters = {"method": method} | ({"document_no": "J"} if method == "per_posting_group" else {})
    mended = workbook([value_entry(1, "Purchase", "10.00")])
    book = workbook([value_entry(1, "Purchase", "10.00")], **tables)
    report = _post(book, **parameters)
    (skipped,) = book.tables["skipped_entries"]
    assert (skipped["reason_code"], skipped["entry_no"], skipped["amount"]) == (code, 1, 10)
    assert skipped["will_retry"] is True
    assert skipped["description"] == "ITEM Bolt"
    assert fact in skipped["details"]
    assert sheet in skipped["reason"]
    assert report.exit_code == 1
    assert report.outcomes[0].outcome == "nothing_to_do"
    assert rows(book, "gl_entries", "entry_no") == []
    assert rows(book, "value_entries", "cost_posted_to_gl") == [(None,)]
    assert rows(book, "post_value_entry_to_gl", "value_entry_no") == [(1,)]
    book.tables.update({name: mended.tables[name] for name in tables})
    _post(book, **parameters)
    assert amounts_by(book, "gl_entries", "gl_account_no") == {"INVT": 10, "DIRCOST": -10}
    assert book.tables["skipped_entries"] == book.tables["post_value_entry_to_gl"] == []


def test_blank_account_names_its_cell() -> None:
    book = workbook([value_entry(1, "Purchase", "10.00")], inventory_posting_setup=_setup(inventory_account=""))
    books = book.books()
    report = run_steps(books, steps_given([("post_cost_to_gl", {})]))
    reason = report.outcomes[0].result.skipped[0].reason
    assert (reason.where.sheet, reason.where.row, reason.where.column) == ("Inventory Posting Setup", 2, "C")


def test_user_range_overrides_the_company_range() -> None:
    book = workbook(
        [value_entry(1, "Purchase", "10.00")],
        gl_setup=[{"allow_posting_from": "2024-02-01"}],
        user_setup=[{"user_id": "ANN", "allow_posting_from": "2024-01-01"}],
        run_options=[{"user_id": "ANN"}],
    )
    assert _post(book).outcomes[0].result.counts["posted"] == 1


def test_one_failing_line_keeps_the_whole_entry_back() -> None:
    entries = [value_entry(1, "Purchase", "100.00", "-95.00"), value_entry(2, "Sale", "-1.00")]
    book = workbook(entries, gl_accounts=_chart("ACCRUAL-I", blocked=True))
    _post(book)
    assert rows(book, "skipped_entries", "entry_no", "reason_code") == [(1, "ACCOUNT_BLOCKED")]
    assert amounts_by(book, "gl_entries", "gl_account_no") == {"INVT": -1, "COGS": 1}


def test_nothing_left_is_listed_once() -> None:
    posted = value_entry(1, "Purchase", "10.00", cost_posted_to_gl="10.00")
    book = workbook([posted], post_value_entry_to_gl=[{"value_entry_no": 1}])
    report = _post(book)
    assert rows(book, "skipped_entries", "reason_code", "will_retry") == [("NOTHING_TO_POST", False)]
    assert "NOTHING_TO_POST" in report.outcomes[0].message
    _post(book)
    assert book.tables["skipped_entries"] == []


def test_skipped_entry_names_its_posting_groups() -> None:
    groups = {"gen_bus_posting_group": "EXPORT", "gen_prod_posting_group": "RETAIL"}
    book = workbook([value_entry(1, "Sale", "-5.00", cost_posted_to_gl="-5.00", **groups)],
                    post_value_entry_to_gl=[{"value_entry_no": 1}])  # fmt: skip
    _post(book)
    (skipped,) = book.tables["skipped_entries"]
    assert "gen_bus_posting_group=EXPORT; gen_prod_posting_group=RETAIL" in skipped["details"]


def test_partly_posted_entry_posts_the_rest() -> None:
    book = workbook([value_entry(1, "Purchase", "10.00", cost_posted_to_gl="7.50")])
    _post(book)
    assert amounts_by(book, "gl_entries", "gl_account_no") == {"INVT": Decimal("2.50"), "DIRCOST": Decimal("-2.50")}
    assert rows(book, "value_entries", "cost_posted_to_gl") == [(Decimal("10.00"),)]


# ---- the queue


def test_queue_given_stands_and_later_entries_join() -> None:
    entries = [value_entry(number, "Purchase", "1.00") for number in (1, 2, 3)]
    book = workbook(entries, post_value_entry_to_gl=[{"value_entry_no": 2}])
    _post(book)
    assert [number for (number,) in rows(book, "gl_entries", "value_entry_no")] == [2, 2, 3, 3]


def test_queue_row_without_value_entry_is_reported() -> None:
    book = workbook([value_entry(1, "Purchase", "1.00")], post_value_entry_to_gl=[{"value_entry_no": 8}])
    _post(book)
    assert rows(book, "problems", "code", "severity") == [("QUEUE_VE_MISSING", "error")]
    assert rows(book, "post_value_entry_to_gl", "value_entry_no") == [(8,)]


def test_expected_posting_switched_off_takes_partly_posted_entries_out() -> None:
    entries = [
        value_entry(1, "Purchase", "0", "95.00", expected_cost_posted_to_gl="90.00"),
        value_entry(2, "Purchase", "0", "20.00"),
    ]
    queue = [{"value_entry_no": 1}, {"value_entry_no": 2}]
    book = workbook(entries, expected_posting=False, post_value_entry_to_gl=queue)
    _post(book)
    assert rows(book, "post_value_entry_to_gl", "value_entry_no") == [(2,)]
    assert rows(book, "skipped_entries", "entry_no", "reason_code") == [(2, "EXPECTED_COST_POSTING_OFF")]


def test_expected_entry_with_actual_amount_is_warned_of_and_posted() -> None:
    book = workbook([value_entry(1, "Purchase", "10.00", "2.00", expected_cost=True)])
    _post(book)
    assert rows(book, "problems", "code", "severity") == [("EXPECTED_WITH_ACTUAL", "warning")]
    assert amounts_by(book, "gl_entries", "gl_account_no") == {
        "INVT-I": 2, "ACCRUAL-I": -2, "INVT": 10, "DIRCOST": -10,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("parameters", "posted"),
    [
        ({"item_no": "B*"}, [2]),
        ({"posting_date_from": "2024-02-01"}, [3]),
        ({"posting_date_to": "2024-01-31"}, [1, 2]),
        ({"value_entry_nos": [1, 3]}, [1, 3]),
    ],
)
def test_filters_limit_the_queue(parameters: dict[str, Any], posted: list[int]) -> None:
    entries = [
        value_entry(1, "Purchase", "1.00", item_no="A"),
        value_entry(2, "Purchase", "1.00", item_no="B"),
        value_entry(3, "Purchase", "1.00", item_no="C", posting_date="2024-02-10"),
    ]
    book = workbook(entries, items=[{"item_no": each} for each in "ABC"])
    _post(book, **parameters)
    assert [number for (number,) in rows(book, "gl_entries", "value_entry_no")][::2] == posted
    left = [number for (number,) in rows(book, "post_value_entry_to_gl", "value_entry_no")]
    assert sorted(posted + left) == [1, 2, 3]


# ---- document numbers, preview


@pytest.mark.parametrize(
    ("mandatory", "parameters", "code"),
    [
        (False, {"method": "per_posting_group"}, "DOCUMENT_NO_REQUIRED"),
        (False, {"document_no": "X"}, "DOCUMENT_NO_FORBIDDEN"),
        (True, {}, "JOURNAL_FIELD_MISSING"),
        (True, {"document_no": "X"}, ""),
        (True, {"method": "per_posting_group", "document_no": "X"}, ""),
    ],
)
def test_document_number_rule(mandatory: bool, parameters: dict[str, Any], code: str) -> None:
    book = workbook(
        [value_entry(1, "Purchase", "1.00")],
        gl_setup=[{"journal_templ_name_mandatory": mandatory}],
        inventory_setup=[{"invt_cost_jnl_template_name": "INVTCOST", "invt_cost_jnl_batch_name": "DEFAULT"}],
    )
    error = _post(book, **parameters).outcomes[0].error
    assert (error.code if error else "") == code
    assert bool(book.tables.get("gl_entries")) == (not code)
    for row in book.tables.get("gl_entries", []):
        assert (row["journal_templ_name"], row["journal_batch_name"]) == ("INVTCOST", "DEFAULT")


@pytest.mark.parametrize(
    ("setup", "fields"),
    [
        ({"invt_cost_jnl_template_name": "INVTCOST", "invt_cost_jnl_batch_name": ""}, ["invt_cost_jnl_batch_name"]),
        ({"invt_cost_jnl_template_name": "", "invt_cost_jnl_batch_name": "D"}, ["invt_cost_jnl_template_name"]),
    ],
)
def test_a_mandatory_journal_needs_both_names_or_none(setup: dict[str, Any], fields: list[str]) -> None:
    """The batch fails, the automatic posting too; the names are of no interest where they are not demanded."""
    buy = {"line_no": 1, "transaction_type": "Purchase", "posting_date": "2024-01-31", "item_no": "ITEM"}
    for automatic in (False, True):
        book = workbook(
            [] if automatic else [value_entry(1, "Purchase", "1.00")],
            gl_setup=[{"journal_templ_name_mandatory": True}],
            inventory_setup=[setup | {"automatic_cost_posting": automatic}],
            item_transactions=[buy | {"quantity": 1, "amount": 1}] if automatic else [],
        )
        report = book.run("post_transactions", {}) if automatic else _post(book, document_no="X")
        assert report.outcomes[0].outcome == "error"
        assert not book.tables.get("gl_entries")
        found = report.outcomes[0].result.problems
        assert [(each.code, each.facts["field"]) for each in found] == [
            ("JOURNAL_FIELD_MISSING", each) for each in fields
        ]
        columns = list(book.tables["inventory_setup"][0])
        for each in found:
            letter = chr(ord("A") + columns.index(str(each.facts["field"]))) if each.facts["field"] in columns else ""
            assert (each.where.sheet, each.where.column) == ("Inventory Setup", letter)


def test_automatic_posting_names_the_journal() -> None:
    names = {"invt_cost_jnl_template_name": "INVTCOST", "invt_cost_jnl_batch_name": "DEFAULT"}
    buy = {"line_no": 1, "transaction_type": "Purchase", "posting_date": "2024-01-31", "item_no": "ITEM"}
    for mandatory, expected in ((True, ("INVTCOST", "DEFAULT")), (False, ("", ""))):
        book = workbook(
            [],
            gl_setup=[{"journal_templ_name_mandatory": mandatory}],
            inventory_setup=[names | {"automatic_cost_posting": True}],
            items=[{"item_no": "ITEM", "inventory_posting_group": "FIN", "gen_prod_posting_group": "PROD"}],
            item_transactions=[buy | {"quantity": 1, "amount": 1}],
        )
        book.run("post_transactions", {})
        assert rows(book, "gl_entries", "journal_templ_name", "journal_batch_name") == [expected, expected]


def test_preview_per_posting_group_shows_both_kinds_of_lines() -> None:
    book = workbook([value_entry(1, "Purchase", "10.00"), value_entry(2, "Sale", "-4.00")])
    report = _post(book, method="per_posting_group", document_no="J", post=False, item_no="ITEM")
    assert rows(book, "cost_posting_lines", "value_entry_no", "inventory", "gl_account_no", "amount") == [
        (1, Decimal(10), "", None),
        (2, Decimal(-4), "", None),
        (None, None, "INVT", Decimal(10)),
        (None, None, "INVT", Decimal(-4)),
        (None, None, "DIRCOST", Decimal(-10)),
        (None, None, "COGS", Decimal(4)),
    ]
    assert report.outcomes[0].message.startswith("TEST_REPORT_NOT_POSTED")
    for word in ("per_posting_group", "document_no J", "item_no ITEM"):
        assert word in report.outcomes[0].message
    assert "gl_entries" not in book.tables


def test_amounts_of_a_posting_line_add_up_to_nothing() -> None:
    book = workbook([_entry(number, *pair[:4]) for number, pair in enumerate(PAIRS, 1)])
    _post(book, post=False)
    columns = (
        "inventory", "wip", "inventory_adjmt", "direct_cost_applied", "overhead_applied", "purchase_variance", "cogs",
        "mfg_direct_cost_variance", "mfg_overhead_variance",
    )  # fmt: skip
    assert [sum(amounts) for amounts in rows(book, "cost_posting_lines", *columns)] == [0] * len(PAIRS)


# ---- automatic cost posting


def test_automatic_posting_writes_one_register_for_all_its_transactions() -> None:
    book = workbook([value_entry(1, "Purchase", "0", "95.00"), value_entry(2, "Purchase", "100.00", "-95.00")])
    books = book.books()
    first, second = books[ValueEntry].rows
    posting = AutomaticPosting(books)
    assert posting.post([first]) is None
    assert posting.post([second]) is None
    assert [first.expected_cost_posted_to_gl, second.cost_posted_to_gl] == [95, 100]
    registers = [(row.from_entry_no, row.to_entry_no) for row in books.named("gl_registers").rows]
    assert registers == [(1, 6)]


@pytest.mark.parametrize(
    ("tables", "code"),
    [
        ({"general_posting_setup": _general(direct_cost_applied_account="")}, "ACCOUNT_BLANK"),
        (
            {
                "dimensions": [{"code": "A"}, {"code": "B"}],
                "dimension_combinations": [
                    {"dimension_1_code": "B", "dimension_2_code": "A", "restriction": "Blocked"}
                ],
            },
            "DIMENSION_COMBINATION_BLOCKED",
        ),
    ],
)
def test_automatic_posting_refuses_and_writes_nothing(tables: dict[str, Any], code: str) -> None:
    book = workbook([value_entry(1, "Sale", "-1.00"), value_entry(2, "Purchase", "1.00", A="1", B="2")], **tables)
    books = book.books()
    refused = AutomaticPosting(books).post(books[ValueEntry].rows)
    assert refused is not None
    assert refused.code == code
    assert "value_entry_no=2" in refused.details
    assert books.named("gl_entries").rows == []
    assert [entry.cost_posted_to_gl for entry in books[ValueEntry].rows] == [0, 0]


def test_automatic_posting_passes_over_expected_cost_that_is_switched_off() -> None:
    books = workbook([value_entry(1, "Purchase", "0", "95.00")], expected_posting=False).books()
    assert AutomaticPosting(books).post(books[ValueEntry].rows) is None
    assert books.named("gl_entries").rows == []


# ---- invariants

_AMOUNTS = st.integers(-5_000, 5_000).map(lambda cents: f"{Decimal(cents) / 100:.2f}")


@st.composite
def ledgers(draw: st.DrawFn) -> list[dict[str, Any]]:
    """Value entries of allowed combinations, over two dates, two dimension values and some posted in part."""
    found = []
    for number in range(1, draw(st.integers(1, 12)) + 1):
        movement, kind, variance, part, *_ = draw(st.sampled_from(PAIRS))
        entry = _entry(number, movement, kind, variance, part, draw(_AMOUNTS))
        entry["posting_date"] = draw(st.sampled_from(["2024-01-10", "2024-02-10"]))
        entry["DEPT"] = draw(st.sampled_from(["", "A"]))
        if kind == "Direct Cost" and movement in {"Purchase", "Sale", "Output"} and draw(st.booleans()):
            entry["cost_amount_expected"] = draw(_AMOUNTS)
            entry["expected_cost"] = False
        found.append(entry)
    return found


def _played(entries: list[dict[str, Any]], **parameters: Any) -> MemoryWorkbook:
    book = workbook(entries, dimensions=[{"code": "DEPT"}])
    book.run("post_cost_to_gl", parameters)
    return book


@settings(max_examples=30)
@given(ledgers())
def test_per_entry_and_per_posting_group_give_the_same_totals(entries: list[dict[str, Any]]) -> None:
    single = _played(entries)
    summed = _played(entries, method="per_posting_group", document_no="J")
    keys = ("gl_account_no", "posting_date", "DEPT")
    with_dept = [{"DEPT": "", **row} for row in summed.tables.get("gl_entries", [])]
    summed.tables["gl_entries"] = with_dept
    single.tables["gl_entries"] = [{"DEPT": "", **row} for row in single.tables.get("gl_entries", [])]
    assert amounts_by(single, "gl_entries", *keys) == amounts_by(summed, "gl_entries", *keys)
    assert rows(single, "value_entries", "cost_posted_to_gl", "expected_cost_posted_to_gl") == rows(
        summed, "value_entries", "cost_posted_to_gl", "expected_cost_posted_to_gl"
    )


@settings(max_examples=30)
@given(ledgers(), st.booleans())
def test_a_posting_balances_and_is_done_once(entries: list[dict[str, Any]], grouped: bool) -> None:
    parameters: dict[str, Any] = {"method": "per_posting_group", "document_no": "J"} if grouped else {}
    book = _played(entries, **parameters)
    assert amounts_by(book, "gl_entries", "document_no", "posting_date") == {}
    accounts = amounts_by(book, "gl_entries", "gl_account_no")
    stock = [entry for entry in entries if entry["item_ledger_entry_type"]]
    assert accounts.get("INVT", Decimal(0)) == sum(Decimal(entry["cost_amount_actual"]) for entry in stock)
    assert accounts.get("INVT-I", Decimal(0)) == sum(Decimal(entry["cost_amount_expected"]) for entry in entries)
    for entry in book.tables["value_entries"]:
        for amount, posted in (
            ("cost_amount_actual", "cost_posted_to_gl"),
            ("cost_amount_expected", "expected_cost_posted_to_gl"),
        ):
            assert Decimal(entry[amount]) == Decimal(entry.get(posted) or 0)
    assert book.tables.get("post_value_entry_to_gl", []) == []
    before = [dict(row) for row in book.tables.get("gl_entries", [])]
    again = book.run("post_cost_to_gl", parameters)
    assert again.outcome == "nothing_to_do"
    assert book.tables.get("gl_entries", []) == before
