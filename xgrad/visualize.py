"""Pictures of a recorded computation: text in the DOT language, or an image drawn by Graphviz.

Values are orange ellipses, operations lightblue boxes. What no gradient can reach, such as plain
numbers, is left out. Everything is numbered in the order of its creation: the same program gives
the same text every time. Nothing here recurses, whatever the depth of the graph.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from xgrad.graph import ancestors, by_serial
from xgrad.variable import Variable

if TYPE_CHECKING:
    from os import PathLike
    from pathlib import Path

    from xgrad.graph import Node

FORMATS = ("dot", "gif", "jpeg", "jpg", "pdf", "png", "ps", "svg")

NO_GRAPHVIZ = (
    "drawing a graph as a picture needs Graphviz, whose program 'dot' is not on the PATH. Install "
    "it (apt install graphviz, brew install graphviz, conda install graphviz or winget install "
    "graphviz), or let to_file end in '.dot' to save the text that Graphviz reads"
)

VALUE = "shape=ellipse, color=orange, style=filled"
OPERATION = "shape=box, color=lightblue, style=filled"

# In a label a backslash starts an escape and an ampersand an HTML entity; control characters and
# lone surrogates have no place in a picture.
SPECIAL = re.compile(r'[\\"&\x00-\x1f\x7f-\x9f\ud800-\udfff]')
ESCAPES = {"\\": r"\\", '"': r"\"", "&": "&amp;", "\n": r"\n"}


def get_dot_graph(output: Variable, verbose: bool = True) -> str:
    """The computation that led to `output`, as text in the DOT language of Graphviz.

    With `verbose`, a value is labelled with its shape and dtype beside its name. Raises TypeError,
    naming the type, for anything but a Variable.
    """
    if not isinstance(output, Variable):
        raise TypeError(f"a graph is drawn of a Variable, not of {type(output).__name__}")
    if output._node is None:
        lines = [_value("v0", output, _own(output) if verbose else None)]
    else:
        lines = _statements(output._node, verbose)
    return "\n".join(["digraph xgrad {", *lines, "}", ""])


def plot_dot_graph(
    output: Variable, verbose: bool = True, to_file: str | PathLike[str] = "graph.png"
) -> Path:
    """Draws the computation that led to `output` into a file, and returns its path.

    The ending of `to_file` says the format: png, svg, pdf, jpg, gif, ps, or dot for the plain text,
    which alone needs no Graphviz. An older file of that name is replaced by a finished picture or
    not at all.

    Raises ValueError for another ending, RuntimeError if Graphviz is missing or fails.
    """
    import tempfile  # ten milliseconds, with the next, that only drawing should cost
    from pathlib import Path

    path = Path(to_file)
    form = path.suffix.removeprefix(".").lower()
    if form not in FORMATS:
        raise ValueError(
            f"{path.name!r} must end in one of .{', .'.join(FORMATS)}: this is the format"
        )
    content = get_dot_graph(output, verbose).encode()
    if form != "dot":
        content = _picture(content, form)
    with tempfile.TemporaryDirectory(prefix=".xgrad-", dir=path.parent) as folder:
        finished = Path(folder, path.name)
        finished.write_bytes(content)
        finished.replace(path)
    return path


def _picture(text: bytes, form: str) -> bytes:
    """What Graphviz draws from the text."""
    import subprocess
    from shutil import which

    program = which("dot")
    if program is None:
        raise RuntimeError(NO_GRAPHVIZ)
    done = subprocess.run([program, f"-T{form}"], input=text, capture_output=True, check=False)  # noqa: S603
    if done.returncode or not done.stdout:
        said = done.stderr.decode(errors="replace").strip()
        raise RuntimeError(f"{program} could not draw the graph as {form}: {said}")
    return done.stdout


def _statements(root: Node, verbose: bool) -> list[str]:
    """A line for each value, operation and arrow, the earliest first."""
    order = ancestors([root])
    ends = [root, *(parent for node in order for parent in node.parents)]
    order += dict.fromkeys(node for node in ends if node.first is None)
    order.sort(key=by_serial, reverse=True)
    facts = _facts(order) if verbose else {}
    order.reverse()
    number = {node: i for i, node in enumerate(order)}
    lines = []
    for node, i in number.items():
        operation = node.operation
        if operation is node:
            lines.append(f'f{i} [label="{_escaped(node.name)}", {OPERATION}]')
            lines += [f"v{number[parent]} -> f{i}" for parent in node.parents]
            if node.several:
                continue  # each of its results has a node of its own
        lines.append(_value(f"v{i}", node.result(), facts.get(node)))
        if operation is not None:
            lines.append(f"f{number[operation]} -> v{i}")
    return lines


def _facts(order: list[Node]) -> dict[Node, tuple[Any, Any]]:
    """The shape and dtype of the values, as far as they can be told, by the nodes in this order.

    A Variable that is alive tells its own. For the others, a node remembers those of its inputs;
    where it does not, they are the same as its result's if the operation is elementwise.
    """
    facts: dict[Node, tuple[Any, Any]] = {}
    for node in order:
        variable = node.result()
        if variable is not None:
            facts[node] = _own(variable)
        if node.specs is not None:
            for parent, spec in zip(node.parents, node.specs, strict=True):
                facts.setdefault(parent, spec)
        elif node in facts and getattr(node.op, "elementwise", False):
            shape, dtype = facts[node]
            same = (shape, None if node.name == "abs" else dtype)  # that of a complex one is real
            for parent in node.parents:
                facts.setdefault(parent, same)
    return facts


def _own(variable: Variable) -> tuple[Any, Any]:
    return variable.shape, variable.dtype


def _value(key: str, variable: Variable | None, facts: tuple[Any, Any] | None) -> str:
    """The line that draws a value; the Variable is None if nobody holds it any more."""
    label = "" if variable is None or variable.name is None else str(variable.name)
    if facts is not None:
        shape, dtype = facts
        kind = "" if dtype is None else " " + str(dtype).rpartition(".")[2]
        label += (": " if label else "") + str(tuple(shape)) + kind
    return f'{key} [label="{_escaped(label)}", {VALUE}]'


def _escaped(label: str) -> str:
    """The label between the quotes of a DOT string, to be drawn just as it is."""
    return SPECIAL.sub(lambda found: ESCAPES.get(found[0], "\N{REPLACEMENT CHARACTER}"), label)
