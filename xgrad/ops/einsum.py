"""`einsum`: sums of products over named axes.

The subscripts are read once into a name for each axis. Diagonals are taken first, then pairs of
operands are contracted, the smallest result first. A contraction of two arrays, in which every name
stands at least twice among the arrays and the result, is the one operation here; its derivative is
another of the same kind.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import combinations
from string import ascii_letters
from typing import Any

from array_api_compat import device as device_of

from xgrad.composed import composed
from xgrad.kernels import GENERIC
from xgrad.op import Array, op
from xgrad.variable import Variable


@op
def contraction(x1: Array, x2: Array, equation: str, /) -> Variable:
    """The sum of products of two arrays over the axes that the result lacks, as in "ij,jk->ik".

    Each name is of one length everywhere, stands at most once in each array and in the result, and
    in at least two of the three.
    """


def _turned(equation: str, order: tuple[int, int, int]) -> str:
    """The equation with the first array, the second and the result in other places."""
    names = equation.replace("->", ",").split(",")
    first, second, result = (names[k] for k in order)
    return f"{first},{second}->{result}"


contraction.vjp(
    lambda xp, g, x2, equation: xp.contraction(g, x2, _turned(equation, (2, 1, 0))),
    lambda xp, g, x1, equation: xp.contraction(x1, g, _turned(equation, (0, 2, 1))),
)


@composed
def einsum(xp: Any, subscripts: str, /, *operands: Array) -> Variable:
    """The sum of products of arrays whose axes are named by letters, by Einstein's convention, as in NumPy.

    "ij,jk->ik" is a product of matrices. A letter that the result lacks is summed over; one that
    stands twice in an operand takes its diagonal. Without an arrow the result has the letters that
    stand once, in alphabetical order. "..." stands for any further axes, which are broadcast, and so
    are axes of length 1. Nothing is conjugated.

    Raises ValueError, naming the subscripts, where they do not fit the operands.
    """
    if not operands:
        raise ValueError("einsum needs at least one array")
    inputs, output = _read(subscripts, [len(x.shape) for x in operands])
    sizes = _sizes(subscripts, inputs, [tuple(x.shape) for x in operands])
    dtype = xp.result_type(*operands)
    terms = []
    for x, names in zip(operands, inputs, strict=True):
        x = x if x.dtype == dtype else xp.astype(x, dtype)
        terms.append(_narrowed(xp, *_diagonal(xp, x, names), sizes))
    while len(terms) > 1:
        first, second = min(
            combinations(range(len(terms)), 2),
            key=lambda pair: math.prod(sizes[n] for n in _left(terms, pair, output)),
        )
        left = _left(terms, (first, second), output)
        (x2, names2), (x1, names1) = terms.pop(second), terms.pop(first)
        x1, names1 = _summed(xp, x1, names1, names2 + left)
        x2, names2 = _summed(xp, x2, names2, names1 + left)
        terms.append((xp.contraction(x1, x2, f"{names1},{names2}->{left}"), left))
    x, names = _summed(xp, *terms[0], output)
    order = tuple(names.index(name) for name in output)
    return x if order == tuple(range(len(order))) else xp.permute_dims(x, order)


def _contraction(xp: Any, x1: Any, x2: Any, equation: str, /) -> Any:
    """A contraction by the library's own `einsum`, or where it has none by `matmul`."""
    dtype = xp.result_type(x1, x2)
    x1, x2 = (x if x.dtype == dtype else xp.astype(x, dtype) for x in (x1, x2))
    native = xp.native("einsum")
    return by_matmul(xp, x1, x2, equation) if native is None else native(equation, x1, x2)


GENERIC["contraction"] = _contraction


def by_matmul(xp: Any, x1: Any, x2: Any, equation: str, /) -> Any:
    """A contraction by `matmul`, or where nothing is summed by a product of the elements."""
    names1, names2, result = equation.replace("->", ",").split(",")
    size = dict(zip(names1 + names2, (*x1.shape, *x2.shape), strict=True))
    batch = "".join(n for n in result if n in names1 and n in names2)
    summed = "".join(n for n in names1 if n not in result)
    rows = "".join(n for n in result if n not in names2)
    columns = "".join(n for n in result if n not in names1)
    x1 = _grouped(xp, x1, names1, (batch, rows, summed), size)
    x2 = _grouped(xp, x2, names2, (batch, summed, columns), size)
    y = xp.matmul(x1, x2) if summed else x1 * x2
    found = batch + rows + columns
    y = xp.reshape(y, tuple(size[n] for n in found))
    order = tuple(found.index(n) for n in result)
    return y if order == tuple(range(len(order))) else xp.permute_dims(y, order)


def _grouped(xp: Any, x: Any, names: str, groups: Sequence[str], size: dict[str, int]) -> Any:
    """The array with an axis for each group of names."""
    order = tuple(names.index(n) for group in groups for n in group)
    if order != tuple(range(len(order))):
        x = xp.permute_dims(x, order)
    return xp.reshape(x, tuple(math.prod(size[n] for n in group) for group in groups))


def _read(subscripts: str, ndims: list[int]) -> tuple[list[str], str]:
    """The names of the axes of each operand and of the result; "..." gets letters that are free."""
    left, arrow, right = subscripts.replace(" ", "").partition("->")
    parts = left.split(",")
    if len(parts) != len(ndims):
        raise ValueError(f"einsum: {subscripts!r} names {len(parts)} arrays, not {len(ndims)}")
    named = [part.partition("...") for part in parts]
    used = {letter for before, _, after in named for letter in before + after}
    if strange := (used | set(right.replace("...", "", 1))) - set(ascii_letters):
        raise ValueError(f"einsum: {subscripts!r} holds {min(strange)!r}; letters name axes")
    more = [n - len(b + a) for (b, _, a), n in zip(named, ndims, strict=True)]
    for (_, dots, _), extra, part, ndim in zip(named, more, parts, ndims, strict=True):
        if extra < 0 or (extra and not dots):
            raise ValueError(f"einsum: {part!r} does not name the {ndim} axes of an array")
    free = [letter for letter in ascii_letters if letter not in used]
    rest = "".join(free[: max(more)])
    inputs = [
        before + rest[len(rest) - extra :] + after if dots else before
        for (before, dots, after), extra in zip(named, more, strict=True)
    ]
    if not arrow:
        every = left.replace(",", "").replace(".", "")
        right = rest + "".join(sorted(n for n in set(every) if every.count(n) == 1))
    elif "..." in right:
        right = right.replace("...", rest, 1)
    elif rest:
        raise ValueError(f"einsum: {subscripts!r} drops the axes of '...'; name it in the result")
    if len(set(right)) < len(right) or not set(right) <= set("".join(inputs)):
        raise ValueError(
            f"einsum: the result of {subscripts!r} repeats a letter, or has one of its own"
        )
    return inputs, right


def _sizes(subscripts: str, inputs: list[str], shapes: list[tuple[int, ...]]) -> dict[str, int]:
    """The length of each named axis; one of length 1 is broadcast."""
    sizes: dict[str, int] = {}
    for names, shape in zip(inputs, shapes, strict=True):
        for name, size in zip(names, shape, strict=True):
            known = sizes.get(name, 1)
            if 1 not in {known, size} and known != size:
                listed = ", ".join(map(str, shapes))
                raise ValueError(
                    f"einsum: an axis of {subscripts!r} is of lengths {known} and {size} in {listed}"
                )
            sizes[name] = size if known == 1 else known
    return sizes


def _diagonal(xp: Any, x: Any, names: str) -> tuple[Any, str]:
    """The elements whose positions agree wherever a name repeats, with an axis for each name."""
    unique = "".join(dict.fromkeys(names))
    if unique == names:
        return x, names
    size = dict(zip(names, x.shape, strict=True))
    mesh = [
        xp.reshape(
            xp.arange(size[n], device=device_of(x)),
            (-1,) + (1,) * (len(unique) - 1 - unique.index(n)),
        )
        for n in names
    ]
    return xp.getitem(x, tuple(mesh)), unique


def _narrowed(xp: Any, x: Any, names: str, sizes: dict[str, int]) -> tuple[Any, str]:
    """The array without axes of length 1 that are longer in another one: a product broadcasts them."""
    kept = [(name, n) for name, n in zip(names, x.shape, strict=True) if n == sizes[name]]
    if len(kept) < len(names):
        x = xp.reshape(x, tuple(n for _, n in kept))
    return x, "".join(name for name, _ in kept)


def _left(terms: list[tuple[Any, str]], pair: tuple[int, int], output: str) -> str:
    """The names that a pair has and that something else needs: the result, or another operand."""
    others = output + "".join(names for k, (_, names) in enumerate(terms) if k not in pair)
    both = dict.fromkeys(terms[pair[0]][1] + terms[pair[1]][1])
    wanted = [n for n in output if n in both]
    return "".join(wanted + [n for n in both if n in others and n not in output])


def _summed(xp: Any, x: Any, names: str, wanted: str) -> tuple[Any, str]:
    """The array summed over the axes that nothing else needs."""
    alone = tuple(k for k, name in enumerate(names) if name not in wanted)
    if alone:
        x = xp.sum(x, axis=alone, dtype=x.dtype)
    return x, "".join(name for name in names if name in wanted)
