"""Saving: old or new bytes, nothing else, and no debris (spec 4, section 4)."""

from __future__ import annotations

import errno
import fcntl
import os
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.workbook.changes import D, book, change, rows
from xlcost.workbook.package import Package
from xlcost.workbook.patch import PatchedPackage, apply_changes
from xlcost.workbook.save import SaveFailed, WorkbookBusy, check_writable, restore, save

TIME = "2026-10-31T23:59:59"
BACKUP = "book.2026-10-31T235959.bak.xlsx"
STEPS = ("open", "fsync", "replace", "chmod", "unlink", "close", "fdopen")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    target = tmp_path / "book.xlsx"
    target.write_bytes(book().data)
    return target


def patch(path: Path) -> PatchedPackage:
    package = Package.open(path)
    return apply_changes(package, [change(package, appended=rows(("A4", D(40))))])


def names(path: Path) -> list[str]:
    return sorted(other.name for other in path.parent.iterdir())


def test_new_bytes_in_place_old_ones_in_a_dated_backup(path: Path) -> None:
    old = path.read_bytes()
    saved = save(patch(path), path, run_time=TIME)
    assert saved.backup == path.with_name(BACKUP)
    assert path.with_name(BACKUP).read_bytes() == old
    assert path.read_bytes() != old
    assert names(path) == [BACKUP, "book.xlsx"]


def test_same_input_same_bytes(path: Path) -> None:
    old, written = path.read_bytes(), []
    for _ in range(2):
        path.write_bytes(old)
        save(patch(path), path, run_time=TIME)
        written.append(path.read_bytes())
    assert written[0] == written[1]
    assert names(path) == [BACKUP, "book.xlsx"]


def test_a_backup_is_never_overwritten(path: Path) -> None:
    first = path.read_bytes()
    save(patch(path), path, run_time=TIME)
    second = path.read_bytes()
    saved = save(patch(path), path, run_time=TIME)
    assert saved.backup is not None
    assert path.with_name(BACKUP).read_bytes() == first
    assert saved.backup.read_bytes() == second
    assert restore(path) == saved.backup
    assert path.read_bytes() == second
    restore(path)
    assert path.read_bytes() == first
    with pytest.raises(SaveFailed, match="no backup"):
        restore(path)


def test_restore_keeps_what_it_replaces(path: Path) -> None:
    save(patch(path), path, run_time=TIME)
    new = path.read_bytes()
    restore(path)
    assert path.with_name("book.before-restore.xlsx").read_bytes() == new


def test_a_damaged_backup_is_not_restored(path: Path) -> None:
    path.with_name(BACKUP).write_bytes(b"PK no zip file at all")
    old = path.read_bytes()
    with pytest.raises(SaveFailed):
        restore(path)
    assert path.read_bytes() == old


def test_a_copy_leaves_the_workbook_alone(path: Path) -> None:
    old = path.read_bytes()
    copy = path.with_name("copy.xlsx")
    assert save(patch(path), path, run_time=TIME, output=copy).backup is None
    assert path.read_bytes() == old
    assert names(path) == ["book.xlsx", "copy.xlsx"]


def test_another_file_in_the_place_of_the_copy_is_kept(path: Path) -> None:
    copy, kept = path.with_name("copy.xlsx"), path.with_name("copy.2026-10-31T235959.bak.xlsx")
    copy.write_bytes(b"the work of somebody")
    assert save(patch(path), path, run_time=TIME, output=copy).backup == kept
    assert kept.read_bytes() == b"the work of somebody"
    assert save(patch(path), path, run_time=TIME, output=copy).backup is None
    assert names(path) == ["book.xlsx", kept.name, "copy.xlsx"]


def test_a_copy_that_cannot_be_put_in_place_leaves_no_backup(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    copy = path.with_name("copy.xlsx")
    copy.write_bytes(b"the work of somebody")
    replace = os.replace

    def refuse(source: Any, target: Any) -> None:
        if Path(target) == copy:
            raise OSError(errno.EACCES, "no")
        replace(source, target)

    monkeypatch.setattr(os, "replace", refuse)
    with pytest.raises(SaveFailed):
        save(patch(path), path, run_time=TIME, output=copy)
    assert copy.read_bytes() == b"the work of somebody"
    assert names(path) == ["book.xlsx", "copy.xlsx"]


def test_mode_is_kept_and_links_are_followed(path: Path) -> None:
    path.chmod(0o640)
    link = path.with_name("link.xlsx")
    link.symlink_to(path)
    save(patch(path), link, run_time=TIME)
    assert link.is_symlink()
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert path.with_name(BACKUP).exists()


def excel_owner(name: str) -> bytes:
    return bytes([len(name)]) + name.encode().ljust(54) + len(name).to_bytes(2, "little") + name.encode("utf-16-le")


@pytest.mark.parametrize(
    ("marker", "content", "who"),
    [
        ("~$book.xlsx", excel_owner("Anna Berg"), "Anna Berg"),
        (".~lock.book.xlsx#", b",anna,pc7,01.01.2026 10:00,file:///x;", "anna"),
        ("~$book.xlsx", b"", "another program"),
    ],
)
def test_an_open_workbook_is_refused_naming_who(path: Path, marker: str, content: bytes, who: str) -> None:
    patched, old = patch(path), path.read_bytes()
    path.with_name(marker).write_bytes(content)
    with pytest.raises(WorkbookBusy, match=who) as busy:
        save(patched, path, run_time=TIME)
    assert busy.value.code == "FILE_OPEN"
    with pytest.raises(WorkbookBusy):
        restore(path)
    assert path.read_bytes() == old


def test_a_locked_workbook_is_refused(path: Path) -> None:
    read_end, write_end = os.pipe()
    child = os.fork()
    if child == 0:
        with path.open("r+b") as file:
            fcntl.lockf(file.fileno(), fcntl.LOCK_EX)
            os.write(write_end, b"x")
            os.read(os.pipe()[0], 1)
    os.read(read_end, 1)
    try:
        with pytest.raises(WorkbookBusy, match="locked"):
            check_writable(path)
    finally:
        os.kill(child, 9)
        os.waitpid(child, 0)


def test_a_workbook_that_changed_meanwhile_is_refused(path: Path) -> None:
    patched = patch(path)
    path.write_bytes(path.read_bytes() + b"\0")
    changed = path.read_bytes()
    with pytest.raises(WorkbookBusy) as busy:
        save(patched, path, run_time=TIME)
    assert busy.value.code == "FILE_CHANGED"
    assert path.read_bytes() == changed
    assert names(path) == ["book.xlsx"]


def test_a_change_during_writing_is_refused(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    patched, chmod = patch(path), os.chmod

    def meanwhile(target: Any, mode: int) -> None:
        chmod(target, mode)
        if str(target).endswith("xlcost-new"):
            path.write_bytes(b"someone else's")

    monkeypatch.setattr(os, "chmod", meanwhile)
    with pytest.raises(WorkbookBusy):
        save(patched, path, run_time=TIME)
    assert path.read_bytes() == b"someone else's"
    assert names(path) == ["book.xlsx"]


class Steps:
    """Counts every file system step and acts at the chosen one."""

    def __init__(self, at: int, act: Callable[[], None], after: bool = False) -> None:
        self.at, self.act, self.after, self.count = at, act, after, 0

    def wrap(self, real: Callable[..., Any]) -> Callable[..., Any]:
        def step(*args: Any, **options: Any) -> Any:
            self.count += 1
            if self.count == self.at and not self.after:
                self.act()
            result = real(*args, **options)
            if self.count == self.at and self.after:
                self.act()
            return result

        return step

    def install(self, monkeypatch: pytest.MonkeyPatch) -> None:
        for name in STEPS:
            monkeypatch.setattr(os, name, self.wrap(getattr(os, name)))
        fdopen = os.fdopen

        def opened(*args: Any, **options: Any) -> Any:
            file = fdopen(*args, **options)
            file_write = file.write

            class Watched:
                def __getattr__(self, name: str) -> Any:
                    return getattr(file, name)

                def __enter__(self) -> Watched:
                    return self

                def __exit__(self, *_: object) -> None:
                    file.close()

                write = staticmethod(self.wrap(file_write))

            return Watched()

        monkeypatch.setattr(os, "fdopen", opened)


def count_steps(path: Path, monkeypatch: pytest.MonkeyPatch) -> int:
    steps = Steps(0, lambda: None)
    with monkeypatch.context() as context:
        steps.install(context)
        save(patch(path), path, run_time=TIME)
    return steps.count


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EIO, errno.EACCES])
def test_every_step_may_fail(path: Path, monkeypatch: pytest.MonkeyPatch, code: int) -> None:
    old = path.read_bytes()
    total = count_steps(path, monkeypatch)
    new = path.read_bytes()
    assert total > 40
    for at in range(1, total + 1):
        for leftover in path.parent.iterdir():
            leftover.unlink()
        path.write_bytes(old)

        def fail() -> None:
            raise OSError(code, os.strerror(code))

        failure = None
        with monkeypatch.context() as context:
            Steps(at, fail).install(context)
            try:
                save(patch(path), path, run_time=TIME)
            except SaveFailed as refused:
                failure = refused
        assert path.read_bytes() == (old if failure else new), at
        assert set(names(path)) <= ({"book.xlsx"} if failure else {"book.xlsx", BACKUP}), at
        if failure and code == errno.ENOSPC:
            assert "disk is full" in failure.message


@pytest.mark.parametrize("after", [False, True])
def test_a_kill_at_any_step(path: Path, monkeypatch: pytest.MonkeyPatch, after: bool) -> None:
    old = path.read_bytes()
    total = count_steps(path, monkeypatch)
    new = path.read_bytes()
    outcomes, killed = set(), 0
    for at in range(1, total + 1):
        for leftover in path.parent.iterdir():
            leftover.unlink()
        path.write_bytes(old)
        child = os.fork()
        if child == 0:
            try:
                Steps(at, lambda: os._exit(9), after).install(monkeypatch)
                save(patch(path), path, run_time=TIME)
            finally:
                os._exit(0)
        _, status = os.waitpid(child, 0)
        # a step that fails by itself and harmlessly (nothing to unlink) is not one to die after
        killed += os.waitstatus_to_exitcode(status) == 9
        found = path.read_bytes()
        assert found in (old, new), at
        outcomes.add(found)
        if found == old:
            save(patch(path), path, run_time=TIME)
        else:
            check_writable(path)
        assert names(path) == [BACKUP, "book.xlsx"], at
        assert path.with_name(BACKUP).read_bytes() == old, at
        assert path.read_bytes() == new, at
    assert outcomes == {old, new}
    assert killed >= total - 4


def test_a_write_protected_workbook(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "access", lambda *_: False)
    with pytest.raises(SaveFailed, match="write-protected"):
        save(patch(path), path, run_time=TIME)
    assert names(path) == ["book.xlsx"]


def test_a_file_that_does_not_read_back_never_arrives(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    patched, old = patch(path), path.read_bytes()
    monkeypatch.setattr(os, "fsync", _spoil(path))
    with pytest.raises(SaveFailed, match="read back"):
        save(patched, path, run_time=TIME)
    assert path.read_bytes() == old
    assert names(path) == ["book.xlsx"]


def _spoil(path: Path) -> Callable[[int], None]:
    """A disk that flips a byte of the untouched part `theme1.xml`."""

    def sync(_descriptor: int) -> None:
        new = path.with_name(f".{path.name}.xlcost-new")
        if new.exists():
            data = bytearray(new.read_bytes())
            at = data.find(b"xl/theme/theme1.xml") + 200
            data[at] ^= 1
            new.write_bytes(data)

    return sync
