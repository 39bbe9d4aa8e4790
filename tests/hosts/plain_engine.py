"""An xlwings engine over plain files, so that the code behind the buttons runs without Excel (spec 5, section 5)."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import Any

import openpyxl
import xlwings
from xlwings import base_classes


class Engine:
    """One application with some books; `xlwings.engines.add(xlwings.Engine(impl=Engine()))`."""

    name, type = "plain", "desktop"

    def __init__(self) -> None:
        self.app = App(self)
        self.apps = Apps(self.app)


class Apps(base_classes.Apps):
    def __init__(self, app: App) -> None:
        self.app = app

    def keys(self) -> list[int]:
        return [1]

    def __iter__(self) -> Iterator[App]:
        return iter([self.app])

    def __len__(self) -> int:
        return 1

    def __getitem__(self, pid: int) -> App:
        return self.app


class App(base_classes.App):
    pid, visible, display_alerts = 1, True, True
    engine: Any = None
    books: Any = None
    selection: Any = None

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.books = Books(self)
        self.selection = None
        self.messages: list[str] = []

    def activate(self, steal_focus: bool = False) -> None:
        del steal_focus

    def alert(self, prompt: str, *_given: Any) -> str:
        self.messages.append(prompt)
        return "ok"


class Books(base_classes.Books):
    def __init__(self, app: App) -> None:
        self.app = app
        self.open_books: list[Book] = []

    @property
    def active(self) -> Book:
        return self.open_books[-1]

    def __len__(self) -> int:
        return len(self.open_books)

    def __iter__(self) -> Iterator[Book]:
        return iter(self.open_books)

    def __call__(self, name: Any) -> Book:
        for book in self.open_books:
            if book.name == name:
                return book
        raise KeyError(name)

    def open(self, fullname: str, *_options: Any, **_named: Any) -> Book:
        self.open_books.append(Book(self.app, Path(fullname)))
        return self.active


class Book(base_classes.Book):
    """A workbook as it was read. Saving writes the file only when a cell was changed."""

    app: Any = None

    def __init__(self, app: App, path: Path) -> None:
        self.app, self.path = app, path
        self.changed = False

    @cached_property
    def content(self) -> Any:
        return openpyxl.load_workbook(self.path)

    name = property(lambda self: self.path.name)
    fullname = property(lambda self: str(self.path))
    sheets = property(lambda self: Sheets(self))

    def activate(self) -> None:
        self.app.books.open_books.sort(key=lambda book: book is self)

    def save(self, path: Any = None, password: Any = None) -> None:
        del password
        if self.changed:
            self.content.save(path or self.path)

    def close(self) -> None:
        self.app.books.open_books.remove(self)


class Sheets(base_classes.Sheets):
    def __init__(self, book: Book) -> None:
        self.book = book

    def __call__(self, name: Any) -> Sheet:
        return Sheet(self.book, self.book.content[name])


class Sheet(base_classes.Sheet):
    book: Any = None

    def __init__(self, book: Book, content: Any) -> None:
        self.book, self.content = book, content

    name = property(lambda self: self.content.title)

    def activate(self) -> None:
        self.book.content.active = self.content

    def range(self, arg1: Any, _arg2: Any = None) -> Range:
        return Range(self, *arg1)


class Range(base_classes.Range):
    sheet: Any = None

    def __init__(self, sheet: Sheet, row: int, column: int) -> None:
        self.sheet, self.place = sheet, (row, column)

    row = property(lambda self: self.place[0])
    column = property(lambda self: self.place[1])
    shape = (1, 1)

    @property
    def raw_value(self) -> Any:
        return self.sheet.content.cell(*self.place).value

    @raw_value.setter
    def raw_value(self, value: Any) -> None:
        self.sheet.content.cell(*self.place).value = value
        self.sheet.book.changed = True

    def __len__(self) -> int:
        return 1

    def select(self) -> None:
        self.sheet.book.app.selection = self


def engine() -> xlwings.Engine:
    """A fresh application behind xlwings."""
    return xlwings.Engine(impl=Engine())
