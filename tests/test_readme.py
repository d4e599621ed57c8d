"""The README says the truth: its snippets run in order and print what their comments say."""

from __future__ import annotations

import io
import json
import os
import re
import subprocess
import sys
import tokenize
from pathlib import Path

import pytest

README = Path(__file__).parents[1] / "README.md"
TEXT = README.read_text("utf-8")
SNIPPETS = re.findall(r"^```python\n(.*?)^```$", TEXT, re.MULTILINE | re.DOTALL)

# Runs all snippets in one namespace, as a reader would type them into a fresh interpreter. A snippet that
# imports a library which is not installed is left out. CuPy is hidden: the README's machine has no GPU.
RUNNER = """
import contextlib, io, json, sys, traceback

class Hidden:
    @staticmethod
    def find_spec(name, path=None, target=None):
        if name == "cupy":
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)

sys.meta_path.insert(0, Hidden)
namespace, found = {"__name__": "__main__"}, []
for number, code in enumerate(json.load(sys.stdin), start=1):
    printed, failure, missing = io.StringIO(), None, None
    try:
        program = compile(code, f"<README.md, snippet {number}>", "exec", dont_inherit=True)
        with contextlib.redirect_stdout(printed):
            exec(program, namespace)
    except ModuleNotFoundError as error:
        missing = error.name
    except Exception:
        failure = traceback.format_exc()
    found.append({"printed": printed.getvalue(), "failure": failure, "missing": missing})
json.dump(found, sys.stdout)
"""


def expected(code: str) -> list[str]:
    """What a snippet says that it prints: the words of its comments, for a long line may be broken."""
    tokens = tokenize.generate_tokens(io.StringIO(code).readline)
    comments = [token.string for token in tokens if token.type == tokenize.COMMENT]
    return " ".join(comment.removeprefix("#") for comment in comments).split()


@pytest.fixture(scope="module")
def found() -> list[dict[str, str | None]]:
    """What came of each snippet."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith("XGRAD_")}
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", RUNNER],
        input=json.dumps(SNIPPETS),
        capture_output=True,
        text=True,
        env=environment,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.parametrize("number", range(1, len(SNIPPETS) + 1))
def test_a_snippet_prints_what_it_says(number: int, found: list[dict[str, str | None]]) -> None:
    result = found[number - 1]
    if result["missing"] is not None and result["missing"].partition(".")[0] != "xgrad":
        pytest.skip(f"{result['missing']} is not installed")
    assert result["failure"] is None, result["failure"]
    assert str(result["printed"]).split() == expected(SNIPPETS[number - 1]), result["printed"]


def test_every_snippet_was_found_and_the_tour_has_ten() -> None:
    assert len(SNIPPETS) == TEXT.count("```python")
    tour = TEXT.partition("## A tour")[2].partition("\n## ")[0]
    assert tour.count("```python") == 10
    assert re.findall(r"^\*\*(\d+)\.", tour, re.MULTILINE) == [str(n) for n in range(1, 11)]


def test_the_two_commands_come_first() -> None:
    """Continuous integration runs the second one as it stands here."""
    first = re.search(r"^```\w*\n(.*?)^```$", TEXT, re.MULTILINE | re.DOTALL)
    assert first is not None
    lines = first[1].splitlines()
    assert [line[:2] for line in lines] == ["$ ", "$ "]
    assert [line.rpartition(" ")[2] for line in lines] == ["examples", "tests"]


def test_what_it_points_to_exists() -> None:
    links = re.findall(r"\]\(([^)#:]+)\)", TEXT)
    assert links
    assert [link for link in links if not (README.parent / link).exists()] == []
