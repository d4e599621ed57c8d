"""Other packages that have to be told of Variables before they take them.

Such a package has an entry point in the group `xgrad.integrations`, named after itself, that says
which module tells it. The module is imported when the first array of a library is met, if the
package is installed; so it should be light.
"""

from __future__ import annotations

GROUP = "xgrad.integrations"


def introduce() -> None:
    """Imports the modules that tell the installed packages of Variables."""
    from importlib.metadata import entry_points

    for entry in entry_points(group=GROUP):
        try:
            entry.load()
        except ModuleNotFoundError as error:
            if error.name is None or error.name.partition(".")[0] != entry.name:
                raise
