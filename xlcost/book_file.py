"""A workbook file seen as books: where each table stands, typed rows read when they are asked for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from xlcost import areas
from xlcost.books import Books
from xlcost.hosts.batch.calculated_file import calculated
from xlcost.loading import load_books
from xlcost.locating import Located, locate
from xlcost.lookalikes import lookalikes
from xlcost.problems import OperationError, Where, problem
from xlcost.tables.columns import TableInfo
from xlcost.tables.kinds import Reading
from xlcost.workbook.model import Place, RawTable, WorkbookFile
from xlcost.workbook.package import Package
from xlcost.workbook.reader import WorkbookReader

Read = Callable[[Sequence[int]], RawTable]


@dataclass(frozen=True, slots=True)
class OpenedBook:
    """An opened workbook of any host and the places of its tables."""

    path: Path
    file: WorkbookFile
    located: Located

    @classmethod
    def over(cls, path: Path, file: WorkbookFile) -> OpenedBook:
        """The workbook that `file` reads. `NO_TABLES` for one without a table of ours."""
        areas.load()
        located = locate(file)
        if not located.places and not located.problems:
            raise OperationError(problem("NO_TABLES", Where(sheet=path.name)))
        return cls(path, file, located)

    def books(self) -> Books:
        """The tables, each read when it is first asked for."""

        def fetch(info: TableInfo) -> tuple[Place, Read] | None:
            place = self.located.places.get(info.id)
            if place is None or not place.columns:
                return None
            return place, lambda numbers: self.file.read(place, numbers)

        books = load_books(fetch, Reading(self.file.date1904))
        for table_id, found in self.located.problems.items():
            books.named(table_id).problems.append(found)
        return books


@dataclass(frozen=True, slots=True)
class BookFile(OpenedBook):
    """A workbook opened from its file."""

    package: Package

    @classmethod
    def open(cls, path: Path) -> BookFile:
        """Open a workbook. `WorkbookRefused` for a file that cannot be read, `NO_TABLES` for one without a table."""
        package = Package.open(path)
        try:
            opened = OpenedBook.over(path, WorkbookReader(package))
        except OperationError as error:
            raise OperationError(*error.problems, *lookalikes(package, {}, Books())) from None
        located = opened.located
        return cls(path, calculated(package, opened.file, located.places), located, package)
