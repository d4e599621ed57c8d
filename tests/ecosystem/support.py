"""What a package says of its own functions: whether they run on the arrays of any library.

SciPy keeps a table of it, from which it makes the tables of its documentation. What is not in
there, and all of the other packages, has it written beside the call (`native=False`).
"""

from __future__ import annotations

from typing import Any

from ecosystem.case import Case

ANY, INSIDE, ALONE = "any library", "NumPy inside", "NumPy alone"
SUPPORT = (ANY, INSIDE, ALONE)


def support(case: Case, function: Any) -> str:
    """Any library; any library on the CPU, by a detour over NumPy; or NumPy's arrays alone."""
    if case.package.startswith("scipy"):
        from scipy._lib._array_api import xp_capabilities_table

        told = xp_capabilities_table.get(function)
        if told is not None and told["np_only"]:
            return ALONE
        if told is not None and case.native:
            return INSIDE if told["cpu_only"] else ANY
    return ANY if case.native else ALONE
