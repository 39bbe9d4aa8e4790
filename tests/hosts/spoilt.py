"""One function a cent off: every host must turn red."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from functools import wraps
from typing import Any

import pytest

from tests.hosts.golden import CALLS
from xlcost.functions.registry import FUNCTIONS

GOLDEN = next(each for each in CALLS if each.function == "SPREAD" and isinstance(each.answer, list))
"""A call whose answer is then wrong."""


def spoil(monkeypatch: pytest.MonkeyPatch) -> None:
    """`SPREAD` gives each part a cent too much."""
    spread = FUNCTIONS["SPREAD"]

    @wraps(spread.run)
    def a_cent_more(*values: Any) -> list[Decimal]:
        return [part + Decimal("0.01") for part in spread.run(*values)]

    monkeypatch.setitem(FUNCTIONS, "SPREAD", replace(spread, run=a_cent_more))
