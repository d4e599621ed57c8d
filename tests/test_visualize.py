"""Drawing: what the text says, that it is always good DOT, and that files are written with care."""

from __future__ import annotations

import os
import re
import shutil
import stat
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import xgrad as xg

if TYPE_CHECKING:
    from libraries import Library

BOX = re.compile(r'(f\d+) \[label="((?:[^"\\]|\\.)*)", shape=box, color=lightblue, style=filled\]')
ELLIPSE = re.compile(
    r'(v\d+) \[label="((?:[^"\\]|\\.)*)", shape=ellipse, color=orange, style=filled\]'
)
ARROW = re.compile(r"([vf]\d+) -> ([vf]\d+)")
MEANINGS = {r"\\": "\\", r"\"": '"', r"\n": "\n", "&amp;": "&"}


def shown(label: str) -> str:
    """Return what Graphviz draws for a label."""
    return re.sub(r"\\.|&amp;", lambda found: MEANINGS[found[0]], label)


class Graph:
    """A drawing read back: labels of the operations and the values, and the arrows."""

    def __init__(self, text: str) -> None:
        first, *lines, last, rest = text.split("\n")
        assert (first, last, rest) == ("digraph xgrad {", "}", "")
        self.operations: dict[str, str] = {}
        self.values: dict[str, str] = {}
        self.arrows: list[tuple[str, str]] = []
        for line in lines:
            if box := BOX.fullmatch(line):
                assert box[1] not in self.operations
                self.operations[box[1]] = shown(box[2])
            elif ellipse := ELLIPSE.fullmatch(line):
                assert ellipse[1] not in self.values
                self.values[ellipse[1]] = shown(ellipse[2])
            else:
                arrow = ARROW.fullmatch(line)
                assert arrow, line
                self.arrows.append((arrow[1], arrow[2]))
        for start, end in self.arrows:
            assert (start in self.values) == (end in self.operations)
            assert (start in self.operations) == (end in self.values)

    def labelled_arrows(self) -> list[tuple[str, str]]:
        """Return the arrows as pairs of labels."""
        labels = self.operations | self.values
        return [(labels[start], labels[end]) for start, end in self.arrows]


def graph(output: Any, verbose: bool = False) -> Graph:
    return Graph(xg.get_dot_graph(output, verbose))


class Halves(xg.Function):
    """A user's operation of several inputs and results."""

    def forward(self, x: Any, y: Any) -> Any:
        return (x + y) / 2, (x - y) / 2

    def backward(self, gu: Any, gv: Any) -> Any:
        return (gu + gv) / 2, (gu - gv) / 2


def named(name: str, value: Any = 1.0) -> xg.Variable:
    return xg.Variable(value, name)


def test_an_expression_is_drawn_from_its_inputs_to_its_result() -> None:
    x, y = named("x"), named("y")
    z = xg.sin(x) * y
    z.name = "z"
    drawn = graph(z)
    assert sorted(drawn.operations.values()) == ["multiply", "sin"]
    assert sorted(drawn.values.values()) == ["", "x", "y", "z"]
    assert set(drawn.labelled_arrows()) == {
        ("x", "sin"),
        ("sin", ""),
        ("", "multiply"),
        ("y", "multiply"),
        ("multiply", "z"),
    }


def test_a_value_used_twice_is_drawn_once_with_two_arrows() -> None:
    x = named("x")
    assert graph(x * x).labelled_arrows().count(("x", "multiply")) == 2


def test_numbers_and_constants_are_left_out() -> None:
    x = named("x")
    constant = xg.Variable([1, 2], "constant")
    drawn = graph(2 * x + constant)
    assert sorted(drawn.values.values()) == ["", "", "x"]


@pytest.mark.parametrize("value", [1.0, 1])
def test_what_was_not_computed_is_one_ellipse(value: float) -> None:
    x = named("x", value)
    drawn = graph(x)
    assert list(drawn.values.values()) == ["x"]
    assert not drawn.operations
    assert graph(x, verbose=True).values["v0"] == f"x: () {x.dtype}"


def test_verbose_tells_shapes_and_dtypes_of_values_that_are_gone_too(lib: Library) -> None:
    x = xg.Variable(lib.asarray([[1.0, 2.0, 3.0]]), "x")
    w = xg.Variable(lib.asarray([[1.0], [2.0]]), "w")
    y = xg.sum(xg.exp(x * w), axis=0)
    y.name = "y"
    dtype = lib.dtype_name(x.dtype)
    assert sorted(graph(y, verbose=True).values.values()) == sorted(
        [
            f"x: (1, 3) {dtype}",
            f"w: (2, 1) {dtype}",
            f"(2, 3) {dtype}",
            f"(2, 3) {dtype}",
            f"y: (3,) {dtype}",
        ]
    )


def test_verbose_tells_no_dtype_that_it_cannot_know() -> None:
    x = named("x", 1j)
    labels = graph(xg.abs(x * x), verbose=True).values.values()
    assert sorted(labels) == ["()", "() float64", "x: () complex128"]


def test_verbose_is_the_default() -> None:
    assert "float64" in xg.get_dot_graph(named("x", [1.0]))


def test_a_functions_results_are_drawn_each() -> None:
    x, y = named("x", 3.0), named("y")
    u, v = Halves()(x, y)
    z = u * v
    del u, v
    drawn = graph(z, verbose=True)
    assert sorted(drawn.operations.values()) == ["Halves", "multiply"]
    both = sorted(drawn.labelled_arrows())
    assert both == [
        ("() float64", "multiply"),
        ("() float64", "multiply"),
        ("Halves", "() float64"),
        ("Halves", "() float64"),
        ("multiply", "() float64"),
        ("x: () float64", "Halves"),
        ("y: () float64", "Halves"),
    ]


def test_of_a_functions_results_only_those_used_are_drawn() -> None:
    x, y = named("x"), named("y")
    u, v = Halves()(x, y)
    u.name, v.name = "u", "v"
    assert sorted(graph(v).values.values()) == ["v", "x", "y"]
    assert ("Halves", "v") in graph(v).labelled_arrows()


def test_a_graph_that_was_cut_ends_at_the_cut() -> None:
    x = named("x")
    u, v = Halves()(x, x)
    u.name = "u"
    y = u * v
    u.unchain()
    assert ("Halves", "u") not in graph(y).labelled_arrows()
    y.unchain_backward()
    assert list(graph(y).operations.values()) == ["multiply"]
    y.unchain()
    assert not graph(y).operations


def test_the_graph_of_a_gradient_can_be_drawn() -> None:
    x = named("x")
    xg.tanh(x).backward(create_graph=True)
    assert "tanh" in graph(x.grad, verbose=True).operations.values()


def test_the_same_program_gives_the_same_text() -> None:
    def program() -> str:
        x = named("x")
        y = xg.tanh(x) * xg.sin(x)
        y.backward(create_graph=True)
        return xg.get_dot_graph(x.grad)

    assert program() == program()


@pytest.mark.parametrize(
    "name",
    [
        'a "quoted" name',
        "back\\slash",
        "\\",
        '\\"',
        "\\N",
        "two\nlines",
        "é ∂ 漢 🙂",
        "&quot; & <b>",
        "]; x",
    ],
)
def test_names_are_drawn_as_they_are(name: str) -> None:
    assert name in graph(named(name)).values.values()


@pytest.mark.parametrize("name", ["a\0b", "a\rb", "a\x1bb", "a\ud800b"])
def test_what_cannot_be_drawn_is_replaced(name: str) -> None:
    drawn = graph(named(name))
    assert "a\N{REPLACEMENT CHARACTER}b" in drawn.values.values()


def test_deep_graphs_cost_linear_time() -> None:
    def seconds(depth: int) -> float:
        y = named("x")
        for _ in range(depth):
            y = xg.sin(y)
        start = time.process_time()
        text = xg.get_dot_graph(y)
        taken = time.process_time() - start
        assert text.count("->") == 2 * depth
        return taken

    assert seconds(100_000) < 40 * seconds(10_000) + 1


@pytest.mark.parametrize("value", [None, 1.0, "x", [1.0]])
def test_only_a_variable_can_be_drawn(value: Any) -> None:
    with pytest.raises(TypeError, match=type(value).__name__):
        xg.get_dot_graph(value)


# --- files -----------------------------------------------------------------------------------------


def install_dot(folder: Path, monkeypatch: pytest.MonkeyPatch, code: str) -> None:
    """Put a program called `dot` on the PATH, alone there: `code`, in Python."""
    if sys.platform == "win32":
        pytest.skip("a script is no program on Windows")
    program = folder / "bin" / "dot"
    program.parent.mkdir()
    program.write_text(f"#!{sys.executable}\nimport sys\n{code}\n")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", str(program.parent))


ECHO = "sys.stdout.buffer.write(' '.join(sys.argv[1:]).encode() + b' ' + sys.stdin.buffer.read())"


@pytest.mark.parametrize("suffix", ["png", "svg", "PDF"])
def test_a_picture_is_drawn_by_dot(
    suffix: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    install_dot(tmp_path, monkeypatch, ECHO)
    x = named("é; rm -rf $HOME")
    y = xg.sin(x)
    target = tmp_path / f"a graph; of $HOME.{suffix}"
    assert xg.plot_dot_graph(y, verbose=False, to_file=target) == target
    said = target.read_text("utf-8")
    assert said == f"-T{suffix.lower()} " + xg.get_dot_graph(y, verbose=False)
    assert sorted(path.name for path in tmp_path.iterdir()) == [target.name, "bin"]


def test_the_default_is_graph_png_with_shapes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    install_dot(tmp_path, monkeypatch, ECHO)
    monkeypatch.chdir(tmp_path)
    x = named("x")
    y = xg.sin(x)
    xg.plot_dot_graph(y)
    assert Path("graph.png").read_text("utf-8") == "-Tpng " + xg.get_dot_graph(y)


@pytest.mark.parametrize(
    "code",
    ["sys.stdout.write('half'); sys.stdout.flush(); sys.exit('out of ink')", "sys.exit(3)", "pass"],
)
def test_an_older_picture_survives_a_failure(
    code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    install_dot(tmp_path, monkeypatch, code)
    target = tmp_path / "graph.png"
    target.write_text("older")
    with pytest.raises(
        RuntimeError, match=r"could not draw the graph as png.*" + ("ink" * ("ink" in code))
    ):
        xg.plot_dot_graph(named("x"), to_file=target)
    assert target.read_text() == "older"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["bin", "graph.png"]


def test_without_graphviz_the_error_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(RuntimeError, match=r"Graphviz.*apt install graphviz.*'\.dot'"):
        xg.plot_dot_graph(named("x"), to_file=tmp_path / "graph.png")
    assert not list(tmp_path.iterdir())


def test_the_text_needs_no_graphviz(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    x = named("é")
    target = tmp_path / "graph.dot"
    target.write_text("older")
    xg.plot_dot_graph(x, to_file=str(target))
    assert target.read_text("utf-8") == xg.get_dot_graph(x)
    assert list(tmp_path.iterdir()) == [target]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such modes")
def test_a_picture_has_the_mode_of_any_new_file(tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.touch()
    picture = xg.plot_dot_graph(named("x"), to_file=tmp_path / "graph.dot")
    assert stat.S_IMODE(picture.stat().st_mode) == stat.S_IMODE(other.stat().st_mode)


@pytest.mark.parametrize("name", ["graph", "graph.exe", "graph.png:dot", "graph.", ".png"])
def test_a_file_must_say_its_format(name: str, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"must end in one of \.dot, .*\.png"):
        xg.plot_dot_graph(named("x"), to_file=tmp_path / name)
    assert not list(tmp_path.iterdir())


def test_a_folder_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        xg.plot_dot_graph(named("x"), to_file=tmp_path / "missing" / "graph.dot")


@pytest.mark.skipif(shutil.which("dot") is None, reason="Graphviz is not installed")
def test_graphviz_reads_what_we_write(tmp_path: Path) -> None:
    x = named('a "b" \\N & é\n<c>')
    y = xg.sin(x) * 2
    picture = xg.plot_dot_graph(y, to_file=tmp_path / "graph.svg")
    text = picture.read_text("utf-8")
    assert "a &quot;b&quot; \\N &amp; é" in text
    assert "&lt;c&gt;" in text
    assert os.fspath(picture).endswith(".svg")
