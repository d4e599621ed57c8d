"""`docs/ecosystem.md`: what became of each function's gradient, on each library."""

from __future__ import annotations

import re
from collections import Counter
from importlib.metadata import version
from itertools import groupby

from ecosystem.support import ALONE, ANY, INSIDE, SUPPORT
from ecosystem.sweep import VERDICTS, Verdict

PACKAGES = ("scipy", "scikit-learn", "array-api-extra", "einops", "opt_einsum", "xarray")
LIBRARIES = {
    "numpy": "numpy",
    "array_api_strict": "array-api-strict",
    "torch": "torch",
    "jax": "jax",
}

HEAD = """# Other people's functions on Variables

SciPy (with `SCIPY_ARRAY_API=1`, set before it is imported), scikit-learn (`array_api_dispatch=True`),
array-api-extra, einops, opt_einsum and xarray were called, unmodified, with Variables over {libraries}.
The gradient of a random sum of what came out was compared with
finite differences of the same call on NumPy. `nox -s ecosystem -- --write` wrote this page, with {versions}.

- **right**: value and gradient agree.
- **constant**: the result has no gradient, and its derivative is zero.
- **refused**: an exception. "converts to NumPy" means that the function turns its argument into a NumPy array inside,
  which a tracked Variable refuses to become; `x.detach()` gets through, and leaves the graph.
- **warned**: a Python number came out, by `float(x)`, and a `GradientLostWarning` said that it has none.
- **NaN**: the gradient is NaN somewhere, where the derivative is a number: 0 times infinity, in a branch not taken.
- **lost**, **WRONG**: without a word. There must be none.
"""

KINDS = {
    ANY: "Functions that run on arrays of any library, by their packages' own account:",
    INSIDE: "Functions that take arrays of any library on the CPU, and convert them to NumPy's inside, by SciPy's own "
    "account. Refusing is right, unless there is a function of ours in their place (`xgrad.special`):",
    ALONE: "Functions that take NumPy's arrays alone, tried to see that none loses a gradient:",
}


def page(verdicts: list[Verdict]) -> str:
    """The whole page."""
    libraries = list(dict.fromkeys(v.library for v in verdicts))
    versions = [f"{name} {version(name)}" for name in PACKAGES]
    versions += [f"{LIBRARIES[name]} {version(LIBRARIES[name])}" for name in libraries]
    verdicts = sorted(verdicts, key=lambda v: v.package)
    parts = [HEAD.format(libraries=_listed(libraries), versions=_listed(versions)), "## Totals\n"]
    for support, meaning in KINDS.items():
        mine = [v for v in verdicts if v.support == support]
        parts += [meaning + "\n", _totals(mine, libraries)]
    parts += ["## Why calls were refused\n", _reasons([v for v in verdicts if v.support != ALONE])]
    for package, group in groupby(verdicts, key=lambda v: v.package):
        parts += [f"## {package}\n", _table(list(group), libraries)]
    return "\n".join(parts)


def _listed(words: list[str]) -> str:
    return ", ".join(words[:-1]) + " and " + words[-1] if len(words) > 1 else words[0]


def _row(*cells: object) -> str:
    return "| " + " | ".join(str(cell).replace("|", "\\|") for cell in cells) + " |"


def title_of(row: str) -> str:
    """The function in a row of a table of functions; "function" in its head."""
    cell = re.split(r"(?<!\\)\|", row)[1].strip().replace("\\|", "|")
    return re.sub(rf" \(({'|'.join(SUPPORT)})\)$", "", cell)


def _totals(verdicts: list[Verdict], libraries: list[str]) -> str:
    rows = [_row("package", "library", "calls", *VERDICTS), _row(*["---"] * (3 + len(VERDICTS)))]
    roots = list(dict.fromkeys(v.package.partition(".")[0] for v in verdicts))
    for root in ("all", *roots) if len(roots) > 1 else roots:
        for library in libraries:
            counts = Counter(
                v.kind
                for v in verdicts
                if v.library == library and root in {"all", v.package.partition(".")[0]}
            )
            rows.append(_row(root, library, counts.total(), *(counts[k] for k in VERDICTS)))
    return "\n".join(rows) + "\n"


def _table(verdicts: list[Verdict], libraries: list[str]) -> str:
    rows = [_row("function", *libraries, "why"), _row(*["---"] * (len(libraries) + 2))]
    for title, group in groupby(verdicts, key=lambda v: v.title):
        by_library = {v.library: v for v in group}
        one = next(iter(by_library.values()))
        name = title.removeprefix(one.package + ".")
        name += "" if one.support == ANY else f" ({one.support})"
        reasons = dict.fromkeys(reason(v) for v in by_library.values() if v.reason)
        kinds = [by_library[library].kind for library in libraries]
        rows.append(_row(name, *kinds, "; ".join(reasons)))
    return "\n".join(rows) + "\n"


def _reasons(verdicts: list[Verdict]) -> str:
    counts = Counter(reason(v) for v in verdicts if v.kind in {"refused", "warned"})
    rows = [_row("calls", "why"), _row("---", "---")]
    rows += [_row(n, text) for text, n in counts.most_common()]
    return "\n".join(rows) + "\n"


# What an exception says, and what that means.
MEANINGS = {
    "turning a tracked Variable": "converts to NumPy",
    "does not take Variables": "calls NumPy's own function",
    "not of one library": "mixes in NumPy's arrays",
    "Multiple namespaces": "mixes in NumPy's arrays",
    "has no attribute 'kind'": "asks for NumPy's dtypes",
    "Cannot interpret 'torch": "asks for NumPy's dtypes",
    "extension array dtype or numpy dtype": "asks for NumPy's dtypes",
    "x is a tracked leaf": "writes into its argument",
    "deep copy": "makes a deep copy",
    "float() of": "returns a Python number",
}


def reason(verdict: Verdict) -> str:
    """Why a call was not right, in a few words."""
    text = verdict.reason
    if "own arrays too" in text:
        return f"refuses {verdict.library}'s own arrays too"
    for part, meaning in MEANINGS.items():
        if part in text:
            return meaning
    if found := re.search(r"NotDifferentiableError: (\S+) has no rule( for \w+)?", text):
        return f"`{found[1]}` has no rule{found[2] or ''}"
    return f"`{text[:100]}`" if verdict.kind == "refused" else text
