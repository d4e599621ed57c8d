"""What `einsum` refuses, and that a chain of products is differentiated as a chain."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

import xgrad as xg

if TYPE_CHECKING:
    from libraries import Library

WRONG = {
    "ij,jk->ik": "names 2 arrays, not 1",
    "ijk->k": "'ijk' does not name the 2 axes",
    "i->i": "'i' does not name the 2 axes",
    "ij->k": "repeats a letter, or has one of its own",
    "ij->ii": "repeats a letter, or has one of its own",
    "i1->i": "holds '1'",
    "ij->i.": "holds '.'",
    "i...->i": "drops the axes",
    "ii->i": "is of lengths 2 and 3",
}


@pytest.mark.parametrize("subscripts", WRONG)
def test_subscripts_that_do_not_fit_are_named(lib: Library, subscripts: str) -> None:
    x = xg.Variable(lib.asarray(np.ones((2, 3))))
    with pytest.raises(ValueError, match=f"^einsum: .*{WRONG[subscripts]}"):
        xg.einsum(subscripts, x)


def test_mixed_precision_is_computed_in_the_wider_one(lib: Library) -> None:
    x = xg.Variable(lib.asarray(np.ones((2, 3)), "float32"))
    y = xg.Variable(lib.asarray(np.ones((3, 2))))
    z = xg.einsum("ij,jk", x, y)
    z.backward()
    assert (z.dtype, x.grad.dtype, y.grad.dtype) == (y.dtype, x.dtype, y.dtype)


def test_a_chain_is_contracted_from_its_thin_end() -> None:
    """A product with a vector costs as many products of matrices and vectors, forward and backward."""
    matrices = [xg.Variable(np.ones((40, 40)) / 40) for _ in range(4)]
    v = xg.Variable(np.ones(40))
    y = xg.einsum("ab,bc,cd,de,e->a", *matrices, v)
    shapes, nodes = [], [y.creator]
    while nodes:
        node = nodes.pop()
        shapes += [output().shape for output in node.outputs if output() is not None]
        nodes += [x.creator for x in node.inputs if x.creator is not None]
    assert set(shapes) == {(40,)}
    y.backward()
    np.testing.assert_allclose(matrices[1].grad.data, np.ones((40, 40)))
