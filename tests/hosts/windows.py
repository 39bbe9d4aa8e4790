"""Stand-ins for pywin32, so that xlwings' own wrapper generator and call path run anywhere.

Only what a COM library would do is replaced; `xlwings.udfs` and `xlwings.com_server` are the real ones.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType, SimpleNamespace
from typing import Any

_STAND_INS: dict[str, dict[str, Any]] = {
    "pythoncom": {
        "CoInitialize": lambda: None,
        "IID_IDispatch": "IDispatch",
        "TypeIIDs": {"IDispatch": type("PyIDispatch", (), {})},
    },
    "pywintypes": {"com_error": type("com_error", (Exception,), {})},
    "win32api": {},
    "win32event": {},
    "win32com": {},
    "win32com.client": {"Dispatch": lambda found, **_named: found},
    "win32com.server": {},
    "win32com.server.dispatcher": {},
    "win32com.server.policy": {},
    "win32com.server.util": {"wrap": lambda found: found, "unwrap": lambda found: SimpleNamespace(obj=found.obj)},
}


_ENGINE = SimpleNamespace(name="excel", type="desktop", apps=None)


class ComRange:
    """A cell range as COM hands it to xlwings: one value, or rows of values, behind an object."""

    def __init__(self, xl: Any = None) -> None:
        self.value: Any = xl.value if isinstance(xl, ComRange) else xl
        self.raw_value = self.value
        self.max_cells_per_read = None
        self.sheet = SimpleNamespace(book=SimpleNamespace(app=SimpleNamespace(engine=_ENGINE, pid=1)))


@contextmanager
def pywin32() -> Iterator[SimpleNamespace]:
    """xlwings as on Windows: `udfs` and `com_server` imported, decorators at work, our bridge loaded by them."""
    import xlwings

    saved = dict(sys.modules)
    kept = {name: getattr(xlwings, name) for name in ("func", "arg", "ret")}
    for name, members in _STAND_INS.items():
        module = sys.modules[name] = ModuleType(name)
        vars(module).update(members)
        parent, _, child = name.rpartition(".")
        if parent:
            setattr(sys.modules[parent], child, module)
    com = SimpleNamespace(Range=ComRange, is_range_instance=lambda found: isinstance(found, ComRange))
    setattr(xlwings, "_xlwindows", com)  # noqa: B010  a module that only Windows has
    xlwings.engines.add(xlwings.Engine(impl=_ENGINE))
    try:
        udfs = importlib.import_module("xlwings.udfs")
        server = importlib.import_module("xlwings.com_server")
        xlwings.func, xlwings.arg, xlwings.ret = udfs.xlfunc, udfs.xlarg, udfs.xlret
        sys.modules.pop("xlcost.hosts.excel.bridge", None)
        bridge = importlib.import_module("xlcost.hosts.excel.bridge")
        yield SimpleNamespace(udfs=udfs, python=server.XLPython(), bridge=bridge)
    finally:
        for name in set(sys.modules) - set(saved):
            del sys.modules[name]
        vars(xlwings).update(kept)
        delattr(xlwings, "_xlwindows")
        xlwings.engines.engines.remove(xlwings.engines.engines_by_name.pop("excel"))
