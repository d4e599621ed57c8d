"""xgrad without any backend package, for tests: they show with it that the core is complete."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from xgrad.backends import Backend
from xgrad.discovery import BACKENDS, ignored_groups
from xgrad.dispatch import ARRAY_TYPES, CACHES, LIBRARIES, SCALAR_TYPES, TYPES


@contextmanager
def isolated() -> Iterator[None]:
    """Inside the block no backend package is used: every library runs on the generic kernels.

    Not for several threads at once.
    """
    before = dict(TYPES), dict(LIBRARIES)
    was_ignored = BACKENDS in ignored_groups
    ignored_groups.add(BACKENDS)
    _restart({}, {})
    try:
        yield
    finally:
        if not was_ignored:
            ignored_groups.discard(BACKENDS)
        _restart(*before)


def _restart(types: dict[type, Backend], libraries: dict[str, Backend]) -> None:
    TYPES.clear()
    LIBRARIES.clear()
    for table in CACHES:
        table.clear()
    TYPES.update(types)
    ARRAY_TYPES.clear()
    ARRAY_TYPES.update(types.keys() - SCALAR_TYPES.keys())
    LIBRARIES.update(libraries)
