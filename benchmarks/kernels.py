"""Gradients that one operation dominates, at 10⁶ elements, by hand: what the rules have to stand beside.

Each row gives the data, and an operation's result with the gradients from a given cotangent: as a careful
NumPy programmer writes them (`by_hand`), and through xgrad (`forward`).
"""

from __future__ import annotations

from kernels_indexing import INDEXING
from kernels_linalg import LINALG

KERNELS = INDEXING | LINALG
