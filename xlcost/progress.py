"""A progress bar on a terminal while a run lasts; nothing anywhere else (spec 0, 7)."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click

SAVING = "saving"


@contextmanager
def progress_bar(stages: int, *, shown: bool) -> Iterator[Callable[[str], None]]:
    """A function to call with the name of each stage as it begins."""
    if not (shown and sys.stderr.isatty()):
        yield lambda _name: None
        return
    bar = click.progressbar(length=stages, label="xlcost", file=sys.stderr, item_show_func=str, show_eta=False)
    with bar:

        def advance(name: str) -> None:
            bar.update(1, name)

        yield advance
