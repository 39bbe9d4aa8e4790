"""Generated pages are current, declarations are complete, every code has its sentences."""

from __future__ import annotations

import string

import pytest

from docs.generate import FOLDER, PAGES
from xlcost import areas
from xlcost.catalogue import AREAS
from xlcost.operations import all_operations
from xlcost.tables.columns import REGISTRY, header_key

areas.load()


@pytest.mark.parametrize("name", sorted(PAGES))
def test_generated_page_is_current(name: str) -> None:
    assert (FOLDER / name).read_text(encoding="utf-8") == PAGES[name](), "run `python -m docs.generate`"


@pytest.mark.parametrize("table_id", list(REGISTRY))
def test_declaration_is_complete(table_id: str) -> None:
    info = REGISTRY[table_id].info
    assert info.description
    assert len(info.caption) <= 31
    assert not set(info.caption) & set(":\\/?*[]")
    for column in info.columns:
        assert column.description, f"{table_id}.{column.key} has no description"
        assert header_key(column.caption) == header_key(column.key), (
            f"{column.caption} does not lead back to {column.key}"
        )
        reference = column.reference.partition(".")[0]
        assert not reference or reference in REGISTRY, f"{table_id}.{column.key} refers to {reference}"


@pytest.mark.parametrize(("area", "code"), [(area, code) for area, codes in AREAS.items() for code in codes])
def test_code_has_its_sentences(area: str, code: str) -> None:
    entry = AREAS[area][code]
    assert code == code.upper()
    assert entry.what
    assert not entry.what.endswith(".")
    assert entry.remedy
    assert not entry.remedy.endswith(".")
    for text in (entry.what, entry.remedy):
        assert all(field is None or field.isidentifier() for _, field, _, _ in string.Formatter().parse(text))


def test_areas_that_share_a_code_say_it_with_the_same_facts() -> None:
    for code in {code for codes in AREAS.values() for code in codes}:
        entries = [codes[code] for codes in AREAS.values() if code in codes]
        facts = {
            frozenset(field for _, field, _, _ in string.Formatter().parse(each.what + each.remedy) if field)
            for each in entries
        }
        assert len(facts) == 1, code


@pytest.mark.parametrize("operation", list(all_operations()), ids=lambda operation: operation.name)
def test_operation_is_documented(operation: object) -> None:
    assert getattr(operation, "summary", "")
    for name, field in operation.parameters.model_fields.items():  # type: ignore[attr-defined]
        assert field.description, f"parameter {name} has no description"
