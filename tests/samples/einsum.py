"""Samples of `einsum`, and of the contraction of two arrays that it is made of."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from samples.base import Make, Sample, View, sample, samples


@samples("contraction", reference=lambda x1, x2, equation: np.einsum(equation, x1, x2))
def contraction(make: Make) -> Iterator[Sample]:
    yield sample(make(2, 3), make(3, 2), "ij,jk->ik")
    yield sample(make(2, 3), make(3, 2), "ij,jk->ki")
    yield sample(make(3), make(3), "i,i->")
    yield sample(make(3), make(3), "i,i->i")
    yield sample(make(3), make(2), "i,j->ji")
    yield sample(make(2, 3), make(2, 3), "bi,bi->b")
    yield sample(make(2, 3, 2), make(2, 2), "bij,jk->kbi")
    yield sample(make(2, 3, 2), make(3, 2, 2), "abc,bcd->ad")
    yield sample(make(2, 2, 3), make(2, 3, 2), "bij,bjk->ikb")
    yield sample(make(), make(3), ",i->i")
    yield sample(make(2, 0), make(0, 3), "ij,jk->ik")
    yield sample(View(make(3, 2), lambda a: a.T), make(3, 2), "ij,jk->ik")


@samples("einsum", reference=np.einsum)
def einsum(make: Make) -> Iterator[Sample]:
    yield sample("ij,jk->ik", make(2, 3), make(3, 2))
    yield sample("ij,jk", make(2, 3), make(3, 2))
    yield sample("ba", make(2, 3))
    yield sample("ij->", make(2, 3))
    yield sample("ij->j", make(2, 3))
    yield sample("ii", make(3, 3))
    yield sample("ii->i", make(3, 3))
    yield sample("iij->ji", make(2, 2, 3))
    yield sample("iijj->ij", make(2, 2, 3, 3))
    yield sample("ij,ij->i", make(2, 3), make(2, 3))
    yield sample("ij,kl->il", make(2, 3), make(2, 2))
    yield sample("i,j,ij", make(2), make(3), make(2, 3))
    yield sample("ij,jk,kl->il", make(2, 3), make(3, 2), make(2, 3))
    yield sample("ab,ab,ab->ab", make(2, 2), make(2, 2), make(2, 2))
    yield sample("...ij,...jk->...ik", make(2, 2, 3), make(3, 2))
    yield sample("...ij,...jk", make(2, 1, 2, 3), make(3, 3, 2))
    yield sample("i...->...", make(2, 3))
    yield sample("...i->i...", make(2, 2, 3))
    yield sample("i...i->...i", make(2, 3, 2))
    yield sample("...,...", make(2, 3), make(3))
    yield sample("ij,ij->ij", make(2, 1), make(1, 3))
    yield sample("ij,ij->", make(2, 1), make(2, 3))
    yield sample("ij,jk->ik", make(2, 1), make(3, 2))
    yield sample(",ij->ji", make(), make(2, 3))
    yield sample("", make())
    yield sample("i->i", make(3))
    yield sample("i,i", make(0), make(0))
    yield sample("ij , jk -> ik", make(2, 0), make(0, 2))
    yield sample("Ab,bA->A", make(2, 3), make(3, 2))
    yield sample("ij,j->i", View(make(3, 2), lambda a: a.T), make(3))
