"""What Office reads of the functions: `functions.json`, and the table of names in `functions.js`."""

from __future__ import annotations

import json
from typing import Any

from xlcost.functions.registry import Argument, Function
from xlcost.hosts.excel.signatures import functions_by_name


def functions_json() -> str:
    """`functions.json`: ids, descriptions, parameters and result shapes."""
    return json.dumps({"functions": [_function(each) for each in functions_by_name()]}, indent=2) + "\n"


def _function(function: Function) -> dict[str, Any]:
    optional = False
    parameters = []
    for each in function.arguments:
        optional = optional or each.optional
        parameters.append(_parameter(each, optional))
    return {
        "id": function.name,
        "name": function.name,
        "description": f"{function.help} Example: {function.example}",
        "parameters": parameters,
        "result": {"type": "any", "dimensionality": "matrix" if function.spills else "scalar"},
    }


def _parameter(argument: Argument, optional: bool) -> dict[str, Any]:
    found: dict[str, Any] = {
        "name": argument.name,
        "description": argument.help,
        "type": "any",
        "dimensionality": "scalar" if argument.shape == "cell" else "matrix",
    }
    if argument.shape == "tables":
        return found | {"repeating": True}
    return found | ({"optional": True} if optional else {})


def arities() -> dict[str, list[int]]:
    """Function -> how many arguments it has, and 1 when the last one repeats."""
    return {each.name: [len(each.arguments), int(each.repeats)] for each in functions_by_name()}
