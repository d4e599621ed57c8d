"""Other packages that have to be told of Variables before they take them.

Such a package has an entry point in the group `xgrad.integrations`, named after itself, that says
which module tells it. The module is imported when the first array of a library is met, if the
package has been imported by then; nobody pays for a package that is not used.
"""

from __future__ import annotations

import sys

GROUP = "xgrad.integrations"


def introduce() -> None:
    """Imports the modules that tell packages of Variables, for the packages that are in use."""
    from importlib.metadata import entry_points

    for entry in entry_points(group=GROUP):
        if entry.name in sys.modules:
            entry.load()
