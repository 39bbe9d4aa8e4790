"""Groups of tasks under their WIP totals (spec 3, B3.5 and B3.6)."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from xlcost.books import Books
from xlcost.projects.methods import Method, Methods
from xlcost.tables.projects import Project, ProjectTask


@dataclass(frozen=True, slots=True)
class Group:
    """The tasks after the previous WIP total up to and including `total`."""

    total: ProjectTask
    tasks: tuple[ProjectTask, ...]
    """All tasks, headings and excluded ones too."""
    method: str
    """Name of the method: that of the total, else that of the project."""

    @property
    def posting_tasks(self) -> list[ProjectTask]:
        """The tasks that carry amounts: posting tasks that are not excluded."""
        return [task for task in self.tasks if task.task_type == "posting" and task.wip_total != "excluded"]


def tasks_of(books: Books, project: str) -> list[ProjectTask]:
    """The tasks of a project in the order of their number as text."""
    return sorted(books[ProjectTask].by("project").get(project.casefold(), ()), key=lambda row: row.task)


def groups_of(project: Project, tasks: Sequence[ProjectTask]) -> tuple[list[Group], list[ProjectTask]]:
    """The groups of a project, and the excluded tasks behind the last of them.

    Tasks behind the last WIP total form a group of their own under the last of them that is not excluded.
    """
    groups: list[Group] = []
    waiting: list[ProjectTask] = []
    for task in tasks:
        waiting.append(task)
        if task.wip_total == "total":
            groups.append(_group(project, task, waiting))
            waiting = []
    last = next((task for task in reversed(waiting) if task.wip_total != "excluded"), None)
    if last is None:
        return groups, waiting
    behind = waiting.index(last) + 1
    groups.append(_group(project, last, waiting[:behind]))
    return groups, waiting[behind:]


def _group(project: Project, total: ProjectTask, tasks: Sequence[ProjectTask]) -> Group:
    return Group(total, tuple(tasks), total.wip_method or project.wip_method)


def settings(books: Books, group: Group) -> None:
    """Write what was assumed of the group's total to its task, where it stays."""
    books[ProjectTask].update(group.total, wip_total="total", wip_method=group.method)


def posting_group_of(project: Project, task: ProjectTask) -> str:
    """Name of the posting group of a task; blank on the task = that of the project."""
    return task.posting_group or project.posting_group


def fingerprint(project: Project, group: Group, methods: Methods) -> str:
    """A short code of everything in the setup of a group that its entries depend on."""
    method = methods.get(group.method)
    parts = [project.wip_posting_method, *_method_parts(method)]
    for task in group.tasks:
        wip_total = "total" if task is group.total else task.wip_total
        parts += [task.task, task.task_type, wip_total, posting_group_of(project, task)]
    return hashlib.sha256("\n".join(parts).casefold().encode()).hexdigest()[:16]


def _method_parts(method: Method | None) -> list[str]:
    return [method.name, method.cost, method.sales, str(method.wip_cost), str(method.wip_sales)] if method else []
