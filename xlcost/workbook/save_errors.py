"""Why a workbook was not saved: each one sentence, and the file is as it was."""

from __future__ import annotations


class WorkbookBusy(Exception):  # noqa: N818 - a verdict on the file, not a fault of the program
    """The workbook is open elsewhere or changed since it was read (exit code 4). Codes FILE_OPEN, FILE_CHANGED."""

    def __init__(self, code: str, message: str, remedy: str) -> None:
        super().__init__(f"{message}; {remedy}.")
        self.code = code
        self.message = message
        self.remedy = remedy


class SaveFailed(Exception):  # noqa: N818 - a verdict on the disk, not a fault of the program
    """The file system refused: no rights, no room, an I/O error. Code SAVE_FAILED, NO_BACKUP for `restore`."""

    def __init__(self, message: str, remedy: str, code: str = "SAVE_FAILED") -> None:
        super().__init__(f"{message}; {remedy}.")
        self.code = code
        self.message = message
        self.remedy = remedy
