"""What `xlcost addin ...` and `xlcost doctor` do."""

from __future__ import annotations

import os
import secrets
import shutil
import sys
import tempfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import click

from xlcost.doctor import findings
from xlcost.hosts.calc.extension import extension
from xlcost.hosts.calc.install import install as install_in_calc
from xlcost.hosts.calc.office import CannotInstall
from xlcost.hosts.excel.build import CannotBuild, build
from xlcost.hosts.excel.install import install
from xlcost.hosts.officejs import pages
from xlcost.hosts.officejs.certificate import NoCertificate, certificate
from xlcost.hosts.officejs.server import Server
from xlcost.workbook.save import SaveFailed, back_up

DONE, FAILED, BUSY = 0, 3, 4


def _guarded(work: Callable[[], int]) -> int:
    try:
        return work()
    except (CannotBuild, CannotInstall, NoCertificate, SaveFailed) as refusal:
        click.echo(f"error: {refusal}", err=True)
        return FAILED
    except OSError as error:
        todo = "close Excel or Calc" if error.filename else "choose another --port"
        click.echo(f"error: {error.filename or 'the server'}: {error.strerror}; {todo} and try again", err=True)
        return BUSY


_BUILT = (
    "{} holds the functions and the buttons; open it in Excel, or use: xlcost addin install",
    "{} holds the functions for Calc, bound to this Python; Calc: Tools, Extensions, Add, or: xlcost addin install",
)


def build_addin(path: Path) -> int:
    """`xlcost addin build`."""

    def work() -> int:
        with tempfile.TemporaryDirectory() as folder:
            made = Path(folder) / path.name
            if path.suffix.lower() == ".oxt":
                made.write_bytes(extension())
            else:
                build(made)
            kept = back_up(path, datetime.now().isoformat()) if path.is_file() else None
            shutil.move(made, path)
        if kept:
            click.echo(f"the file that stood there is kept as {kept.name}", err=True)
        click.echo(_BUILT[path.suffix.lower() == ".oxt"].format(path.name))
        return DONE

    return _guarded(work)


def install_addin() -> int:
    """`xlcost addin install`."""

    def work() -> int:
        if os.environ.get("APPDATA"):
            path = install(os.environ)
            click.echo(f"The add-in is {path}.")
            click.echo("Once, in Excel: File, Options, Add-ins, Manage Excel Add-ins, Go, tick Xlcost.")
            return DONE
        path = install_in_calc(os.environ)
        click.echo(f"Calc has the add-in now, in {path}; one that was there is replaced.")
        click.echo("Start LibreOffice again, then write =XLCOST.ROUNDHALF(2.345) into a cell: 2.35.")
        return DONE

    return _guarded(work)


def serve(port: int, folder: Path | None) -> int:
    """`xlcost addin serve`: answers until it is interrupted."""

    def work() -> int:
        home = folder or Path.home() / ".xlcost"
        pair = certificate(home)
        server = Server(port, secrets.token_urlsafe(32), certificate=pair)
        manifest = home / "manifest.xml"
        manifest.write_text(pages.manifest(server.guard.origin), encoding="utf-8")
        click.echo(f"Serving {server.guard.origin}, for this computer only; stop with Ctrl+C.")
        click.echo(f"Once: trust {pair[0]} as a root certificate, and add {manifest} to Excel as docs/excel.md says.")
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            click.echo("stopped")
        finally:
            server.server_close()
        return DONE

    return _guarded(work)


def doctor() -> int:
    """`xlcost doctor`: what works here, and what to do where something does not."""
    found = findings(os.environ, sys.platform)
    for each in found:
        click.echo(f"{'ok' if each.good else 'no':>4}  {each.what}: {each.state}")
        if each.remedy:
            click.echo(f"      {each.remedy}")
    return DONE if all(each.good or each.optional for each in found) else FAILED
