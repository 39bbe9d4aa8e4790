"""Generated files in the tree equal what the generator prints, and fit together (spec 5)."""

from __future__ import annotations

import re

import pytest
from lxml import etree

from macros.generate import FILES, FOLDER
from xlcost.hosts.excel.ribbon import BUTTONS, buttons_module, ribbon_xml
from xlcost.hosts.excel.vba import functions_module, help_module


@pytest.mark.parametrize("name", FILES)
def test_the_file_is_what_the_generator_prints(name: str) -> None:
    assert (FOLDER / name).read_bytes() == FILES[name]().encode(), "run: python -m macros.generate"


def subs(text: str) -> set[str]:
    return set(re.findall(r"^Public Sub (\w+)\(", text, re.MULTILINE))


def test_every_button_calls_a_public_sub() -> None:
    actions = [str(each.get("onAction")) for each in etree.fromstring(ribbon_xml().encode()).iter("{*}button")]
    assert len(actions) == len(BUTTONS) == 6
    assert set(actions) <= subs(buttons_module())


def test_every_button_calls_a_macro_that_is_there() -> None:
    from xlcost.hosts.excel import macros

    called = set(re.findall(r"macros\.(\w+)\(\)", buttons_module()))
    assert called == {button.macro for button in BUTTONS}
    assert all(callable(getattr(macros, name)) for name in called)


def test_modules_are_text_that_the_vba_editor_takes() -> None:
    for text in (functions_module(), help_module(), buttons_module()):
        assert text.startswith('Attribute VB_Name = "Xlcost') and text.isascii()
        assert text.count("\n") == text.count("\r\n")
        name = text.split('"')[1]
        assert not re.search(rf"(Sub|Function) {name}\(", text)
        assert max(map(len, text.splitlines())) < 1000
