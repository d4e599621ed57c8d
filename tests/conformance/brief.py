"""A pytest plugin: a failing example is reported as it was found, not searched for a smaller one.

A library of its own fails dozens of the suite's tests, and the search takes most of the time.
"""

import pytest
from hypothesis import Phase, settings


@pytest.hookimpl(trylast=True)
def pytest_configure(config: pytest.Config) -> None:
    """Change the settings that the suite's own `conftest.py` has made."""
    settings.register_profile("brief", settings(), phases=(Phase.explicit, Phase.generate))
    settings.load_profile("brief")
