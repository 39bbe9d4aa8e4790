"""The command line: parse, call, print, exit code. No rule lives here (spec 0, 7)."""

from __future__ import annotations

import gc
import sys
import time
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import click
from click.shell_completion import get_completion_class

from xlcost import __version__

DONE, ATTENTION, USAGE, FAILED, BUSY, FAULT = 0, 1, 2, 3, 4, 5
BOOK = click.Path(path_type=Path)
_OUTPUT = "Write the result to this file and leave BOOK alone; a file there is kept as a dated backup."
_SPREADSHEETS = frozenset({".xlsx", ".xlsm", ".xltx", ".xltm", ".xlsb", ".xls", ".xlam", ".ods", ".csv"})


class InOrder(click.Command):
    """A command whose `--operation` and `-p` keep the order in which they were typed."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Note the order of the options before click sorts them by name."""
        parser = self.make_parser(ctx)
        _, _, order = parser.parse_args(args=list(args))
        ctx.meta["order"] = [parameter.name for parameter in order]
        return super().parse_args(ctx, args)


def _ordered(order: Sequence[str], operations: Sequence[str], pairs: Sequence[str]) -> list[tuple[str, dict[str, Any]]]:
    """(operation, parameters) in the order typed; each `-p` belongs to the operation before it."""
    from xlcost.plan import parse_value

    names, values = iter(operations), iter(pairs)
    steps: list[tuple[str, dict[str, Any]]] = []
    for option in order:
        if option == "operations":
            steps.append((next(names), {}))
        elif option == "pairs":
            name, equals, value = next(values).partition("=")
            if not steps:
                raise click.UsageError(
                    f"-p {name} stands before any --operation; put it behind the operation it is for"
                )
            if not equals or not name.strip():
                raise click.UsageError(f"-p {name} has no value; write -p name=value")
            try:
                steps[-1][1][name.strip()] = parse_value(value)
            except ValueError as fault:
                raise click.UsageError(f"-p {name} cannot be read as JSON ({fault}); correct or quote it") from None
    return steps


def _check_format(book: Path, output: Path | None) -> None:
    """A copy keeps the format of its workbook: Excel opens no file whose name says another format."""
    if output is None or output.suffix.lower() == book.suffix.lower():
        return
    if output.suffix.lower() in _SPREADSHEETS:
        raise click.UsageError(f"--output {output.name} is not of the format of {book.name}; name it *{book.suffix}")


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="xlcost")
def cli() -> None:
    """Period-end cost accounting inside your own Excel workbook.

    \b
    Examples:
      xlcost run-workbook period-end.xlsx
      xlcost run-workbook period-end.xlsx --dry-run
      xlcost explain period-end.xlsx cost_entries 17
      xlcost new-workbook books.xlsx --area cost_accounting
    """


@cli.command(cls=InOrder)
@click.argument("book", type=BOOK)
@click.option("--output", type=BOOK, help=_OUTPUT)
@click.option("--dry-run", is_flag=True, help="Write nothing; print what a run would do.")
@click.option("--operation", "operations", multiple=True, metavar="NAME",
              help="Run this operation instead of the plan; may be repeated, run in the order given.")  # fmt: skip
@click.option("-p", "pairs", multiple=True, metavar="NAME=VALUE",
              help="Parameter of the operation before it; lists as JSON.")  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object on standard output.")
@click.option("--quiet", is_flag=True, help="Print only problems.")
@click.option("--run-time", metavar="ISO", help="Time written as the start of the run, for repeatable results.")
@click.pass_context
def run_workbook(
    ctx: click.Context,
    book: Path,
    output: Path | None,
    dry_run: bool,
    operations: tuple[str, ...],
    pairs: tuple[str, ...],
    as_json: bool,
    quiet: bool,
    run_time: str | None,
) -> None:
    """Run the period end on BOOK, in place, keeping a dated backup beside it.

    The operations are those of the sheet Run Plan, or the default period end when there is none.

    \b
    Examples:
      run-workbook period-end.xlsx
      run-workbook period-end.xlsx --output closed.xlsx
      run-workbook period-end.xlsx --operation transfer_gl -p strict=yes
      run-workbook period-end.xlsx --operation report -p report=cost_statement -p date_filter=2026-01-01..2026-03-31

    \b
    Exit codes:
      0 done                      3 an operation failed, or the input is invalid
      1 done, somebody must act   4 the workbook is open elsewhere or changed meanwhile
      2 wrong usage               5 a fault of xlcost
    """
    from xlcost import commands

    _check_format(book, output)
    given = _ordered(ctx.meta["order"], operations, pairs)
    code = commands.run(
        book,
        given,
        output=output,
        dry_run=dry_run,
        as_json=as_json,
        quiet=quiet,
        started_at=_started_at(run_time),
        clock=None if run_time else time.monotonic,
    )
    ctx.exit(code)


def _started_at(run_time: str | None) -> datetime:
    if run_time is None:
        return datetime.now().replace(microsecond=0)
    try:
        return datetime.fromisoformat(run_time)
    except ValueError:
        raise click.UsageError(f"--run-time {run_time!r} is no time; write it as 2026-10-31T18:00:00") from None


@cli.command()
@click.argument("book", type=BOOK)
@click.argument("table")
@click.argument("key")
@click.option("--all", "everything", is_flag=True, help="Print every step, not only the largest amounts.")
@click.option("--json", "as_json", is_flag=True, help="Print all steps as one JSON object.")
@click.pass_context
def explain(ctx: click.Context, book: Path, table: str, key: str, everything: bool, as_json: bool) -> None:
    """Tell how a row or figure of BOOK came about, one step a line with its cells. Writes nothing.

    Of many contributions the largest are printed and the others counted.

    \b
    Examples:
      xlcost explain period-end.xlsx cost_entries 17
      xlcost explain period-end.xlsx gl_entries 4711
    """
    from xlcost import commands

    ctx.exit(commands.explain(book, table, key, as_json=as_json, everything=everything))


def _areas_option(command: Callable[..., None]) -> Callable[..., None]:
    return click.option(
        "--area", "areas", multiple=True, metavar="AREA",
        help="Area whose tables are wanted: general_ledger, cost_accounting, inventory, prices, projects; "
        "may be repeated. Default: all.",
    )(command)  # fmt: skip


@cli.command()
@click.argument("path", type=BOOK)
@_areas_option
@click.option(
    "--functions",
    type=click.Choice(["calc", "excel-macros", "office-addin"]),
    default=None,
    help="With sheets of live functions, spelled for the add-in of that host.",
)
@click.pass_context
def new_workbook(ctx: click.Context, path: Path, areas: tuple[str, ...], functions: str | None) -> None:
    """Make an empty workbook at PATH with the tables of the chosen areas, drop-downs, notes and a guide sheet.

    \b
    Examples:
      xlcost new-workbook books.xlsx --area cost_accounting
      xlcost new-workbook books.xlsx --area prices --functions calc
    """
    from xlcost import commands

    ctx.exit(commands.new_workbook(path, areas, functions=functions or ""))


@cli.command()
@click.argument("book", type=BOOK)
@_areas_option
@click.option("--output", type=BOOK, help=_OUTPUT)
@click.pass_context
def add_tables(ctx: click.Context, book: Path, areas: tuple[str, ...], output: Path | None) -> None:
    """Put the tables of the chosen areas that BOOK lacks into it; nothing else in it changes.

    \b
    Example:
      xlcost add-tables books.xlsx --area cost_accounting
    """
    from xlcost import commands

    _check_format(book, output)
    ctx.exit(commands.add_tables(book, areas, output=output, started_at=_started_at(None)))


@cli.command()
@click.argument("book", type=BOOK)
@click.pass_context
def restore(ctx: click.Context, book: Path) -> None:
    """Bring the last backup of BOOK back.

    \b
    Example:
      xlcost restore period-end.xlsx
    """
    from xlcost import commands

    ctx.exit(commands.restore(book))


@cli.group()
def addin() -> None:
    """The worksheet functions for Excel and Calc, and the buttons for Excel (docs/excel.md).

    \b
    Examples:
      xlcost addin install
      xlcost addin serve
    """


@addin.command("build")
@click.argument("path", type=BOOK)
@click.pass_context
def addin_build(ctx: click.Context, path: Path) -> None:
    """Make the add-in at PATH: .xlam for Excel (.xlsm = a workbook with macros), .oxt for LibreOffice Calc.

    \b
    Examples:
      xlcost addin build xlcost.xlam
      xlcost addin build xlcost.oxt
    """
    from xlcost import addin as work

    ctx.exit(work.build_addin(path))


@addin.command("install")
@click.pass_context
def addin_install(ctx: click.Context) -> None:
    """Put the add-in into Excel (Windows), elsewhere into LibreOffice Calc, bound to this Python.

    One that is there already is replaced.

    \b
    Example:
      xlcost addin install
    """
    from xlcost import addin as work

    ctx.exit(work.install_addin())


@addin.command("serve")
@click.option("--port", type=click.IntRange(1, 65535), default=8723, show_default=True, help="Port on this computer.")
@click.option("--folder", type=BOOK, help="Where certificate and manifest are kept. Default: .xlcost in your home.")
@click.pass_context
def addin_serve(ctx: click.Context, port: int, folder: Path | None) -> None:
    """Serve the Office add-in (Mac, web, Windows) to Excel on this computer until Ctrl+C.

    \b
    Example:
      xlcost addin serve --port 8723
    """
    from xlcost import addin as work

    ctx.exit(work.serve(port, folder))


@cli.command()
@click.pass_context
def doctor(ctx: click.Context) -> None:
    """Check what the add-ins need on this computer, and say what to do.

    \b
    Example:
      xlcost doctor
    """
    from xlcost import addin as work

    ctx.exit(work.doctor())


@cli.command()
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def completion(shell: str) -> None:
    """Print the completion script of SHELL.

    \b
    Example:
      eval "$(xlcost completion bash)"
    """
    found = get_completion_class(shell)
    if found is None:
        raise click.UsageError(f"no completion for {shell}")
    click.echo(found(cli, {}, "xlcost", "_XLCOST_COMPLETE").source())


def _invoke(command: click.Command, name: str) -> None:
    """Run a command; whatever goes wrong ends in one sentence and an exit code, never in a traceback."""
    # the rows of a run live until it ends, so looking for cycles among them is time lost
    gc.disable()
    try:
        # outside standalone mode click returns the code of `ctx.exit`
        code = command.main(prog_name=name, standalone_mode=False) or DONE
    except click.Abort:
        click.echo("stopped; nothing was written", err=True)
        code = FAILED
    except click.ClickException as fault:
        fault.show()
        code = USAGE
    except MemoryError:
        click.echo("error: the workbook needs more memory than there is; close other programs", err=True)
        code = FAILED
    except Exception as fault:  # the one place where a fault of ours is turned into a sentence
        click.echo(
            f"error: a fault of xlcost: {_fault(fault)}; please report it with the workbook's table headers", err=True
        )
        code = FAULT
    sys.exit(code)


def _fault(fault: Exception) -> str:
    trace = fault.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    place = f"{Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}" if trace else ""
    return f"{type(fault).__name__} in {place}: {fault}"


def main() -> None:
    """Entry point `xlcost`."""
    _invoke(cli, "xlcost")


def run_workbook_main() -> None:
    """Entry point `run-workbook`."""
    _invoke(run_workbook, "run-workbook")
