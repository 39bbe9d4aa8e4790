"""What each command does: call, save, print, and say with which exit code it ends (spec 0, 7)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

import click

from xlcost import console
from xlcost.book_file import BookFile
from xlcost.close import Clock
from xlcost.default_plan import PLAN
from xlcost.explaining import explained
from xlcost.file_run import FileRun, Given, run_file
from xlcost.locating import locate
from xlcost.lookalikes import lookalikes
from xlcost.problems import NOWHERE, OperationError, Problem
from xlcost.progress import SAVING, progress_bar
from xlcost.templates import empty_tables, guide, tables_of
from xlcost.workbook.limits import WorkbookRefused
from xlcost.workbook.package import Package
from xlcost.workbook.patch import PatchedPackage, apply_changes
from xlcost.workbook.reader import WorkbookReader
from xlcost.workbook.refusals import CannotWrite
from xlcost.workbook.save import Saved, SaveFailed, WorkbookBusy, check_writable, save
from xlcost.workbook.save import restore as restore_backup
from xlcost.workbook.template import new_workbook as write_new_workbook

DONE, USAGE, FAILED, BUSY = 0, 2, 3, 4
_NOT_THERE = {"FILE_NOT_FOUND", "FILE_IS_FOLDER", "PLAN_INVALID", "TABLE_UNKNOWN", "AREA_UNKNOWN"}
"""Refusals of the command as it was typed, not of the workbook."""


def guarded(work: Callable[[], int], *, as_json: bool = False) -> int:
    """Do the work; whatever refuses it becomes a sentence on standard error and an exit code."""
    try:
        return work()
    except (OperationError, CannotWrite) as error:
        problems: Sequence[Problem] = error.problems
        code = USAGE if problems[0].code in _NOT_THERE else FAILED
    except (WorkbookRefused, SaveFailed) as error:
        problems = [Problem(error.code, "error", error.message, error.remedy, NOWHERE)]
        code = USAGE if error.code in _NOT_THERE else FAILED
    except WorkbookBusy as error:
        problems = [Problem(error.code, "error", error.message, error.remedy, NOWHERE)]
        code = BUSY
    console.print_refusal(problems, as_json=as_json)
    return code


def run(
    path: Path,
    given: Given,
    *,
    output: Path | None,
    dry_run: bool,
    as_json: bool,
    quiet: bool,
    started_at: datetime,
    clock: Clock | None,
) -> int:
    """`run-workbook`: run, save what changed, print; the exit code of the run."""

    def work() -> int:
        if not dry_run:
            check_writable(output or path)
        stages = 1 + (len(given) or len(PLAN))
        with progress_bar(stages, shown=not (as_json or quiet)) as progress:
            found = run_file(path, given, started_at=started_at.isoformat(), clock=clock, progress=progress)
            progress(SAVING)
            patched = apply_changes(found.book.package, found.changes)
            written = _written(found, patched, started_at, output, dry_run) + _unread(found)
        if as_json:
            console.print_json(found.report, found.books)
        else:
            notes = [*patched.notes, *lookalikes(found.book.package, found.book.located.places, found.books)]
            console.print_run(found.report, found.books, notes=notes, quiet=quiet, written=written)
        return found.report.exit_code

    return guarded(work, as_json=as_json)


def _written(found: FileRun, patched: PatchedPackage, started_at: datetime, output: Path | None, dry_run: bool) -> str:
    path = found.book.path
    tables = ", ".join(change.place.sheet if change.place else change.title for change in found.changes)
    if dry_run:
        return f"Dry run: nothing was written; a run would write {tables}." if tables else "Dry run: nothing to write."
    if not found.changes and output is None:
        return f"{path.name} stays as it is: the run found nothing new."
    saved = save(patched, path, run_time=started_at.isoformat(), output=output)
    return f"Written to {saved.path.name}: {tables or 'nothing new'}{_kept(saved, output)}."


def _kept(saved: Saved, output: Path | None) -> str:
    if saved.backup is None:
        return ""
    what = "the file that stood there" if output else "the workbook as it was"
    return f"; {what} is kept as {saved.backup.name}"


def _unread(found: FileRun) -> str:
    """Sheets that no table was found on, where no operation had anything to do: their titles may be why."""
    if any(outcome.outcome != "nothing_to_do" for outcome in found.report.outcomes):
        return ""
    read = {place.sheet for place in found.book.located.places.values()}
    others = ", ".join(sheet for sheet in found.book.file.sheets if sheet not in read)
    hint = "a sheet is known by its title, as GL Entries or Cost Types; xlcost new-workbook shows them all"
    return f" Not read: {others}; {hint}." if others else ""


def explain(path: Path, table: str, key: str, *, as_json: bool, everything: bool = False) -> int:
    """`xlcost explain`: print the steps behind one row."""

    def work() -> int:
        books = BookFile.open(path).books()
        console.print_steps(explained(books, table, key), as_json=as_json, everything=everything)
        return DONE

    return guarded(work, as_json=as_json)


def restore(path: Path) -> int:
    """`xlcost restore`: the last backup becomes the workbook."""

    def work() -> int:
        backup = restore_backup(path)
        click.echo(f"{path.name} is again as it was in {backup.name}.")
        return DONE

    return guarded(work)


def new_workbook(path: Path, areas: Sequence[str], *, functions: str = "") -> int:
    """`xlcost new-workbook`: the empty tables of the areas, with a guide; `functions`: live ones for that host."""

    def work() -> int:
        infos = tables_of(areas)
        if functions:
            # not needed by a run, so not loaded for one
            from xlcost import live_sheets

            live_sheets.new_workbook(path, infos, functions)
        else:
            write_new_workbook(path, empty_tables(infos), guide(infos))
        click.echo(f"{path.name} holds {len(infos)} empty tables; start with its sheet Guide.")
        return DONE

    return guarded(work)


def add_tables(path: Path, areas: Sequence[str], *, output: Path | None, started_at: datetime) -> int:
    """`xlcost add-tables`: the tables of the areas that the workbook lacks."""

    def work() -> int:
        infos = tables_of(areas)
        check_writable(output or path)
        package = Package.open(path)
        file = WorkbookReader(package)
        missing = empty_tables(infos, locate(file).places)
        if not missing and output is None:
            click.echo(f"{path.name} has all these tables already; nothing was written.")
            return DONE
        saved = save(apply_changes(package, missing), path, run_time=started_at.isoformat(), output=output)
        click.echo(f"{saved.path.name} got {', '.join(change.title for change in missing)}{_kept(saved, output)}.")
        return DONE

    return guarded(work)
