"""Law: the gradient of a complex leaf is the descent direction, as in PyTorch."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import xgrad as xg

Z = np.array([1.0 + 2.0j, -0.5 + 0.25j, 0.3 - 1.1j])
W = np.array([0.7 - 0.2j, 1.5 + 1.0j, -0.4 + 0.6j])

LOSSES: dict[str, Callable[[Any, Any], Any]] = {
    "|z|²": lambda xp, z: xp.abs(z) ** 2,
    "z conj z": lambda xp, z: xp.real(z * xp.conj(z)),
    "re² + im²": lambda xp, z: xp.real(z) ** 2 + xp.imag(z) ** 2,
    "re z²": lambda xp, z: xp.real(z**2),
    "im z³": lambda xp, z: xp.imag(z * z * z),
    "re wz": lambda xp, z: xp.real(z * W),
    "im z/w": lambda xp, z: xp.imag(z / W),
    "re w/z": lambda xp, z: xp.real(W / z),
    "|exp z|": lambda xp, z: xp.abs(xp.exp(z)),
    "re sin z": lambda xp, z: xp.real(xp.sin(z)),
    "im cos z": lambda xp, z: xp.imag(xp.cos(z)),
    "re tanh z": lambda xp, z: xp.real(xp.tanh(z)),
    "im log z": lambda xp, z: xp.imag(xp.log(z)),
    "re sqrt z": lambda xp, z: xp.real(xp.sqrt(z)),
    "re exp(w conj z)": lambda xp, z: xp.real(xp.exp(W * xp.conj(z))),
}


def descent(loss: Callable[[Any, Any], Any], z: np.ndarray, h: float = 1e-6) -> np.ndarray:
    """∂L/∂x + i ∂L/∂y by central differences: the direction in which the loss grows fastest."""
    dx = (loss(np, z + h) - loss(np, z - h)) / (2 * h)
    dy = (loss(np, z + 1j * h) - loss(np, z - 1j * h)) / (2 * h)
    return np.asarray(dx + 1j * dy)


@pytest.mark.parametrize("create_graph", [False, True])
@pytest.mark.parametrize("name", LOSSES)
def test_the_gradient_is_the_descent_direction(name: str, create_graph: bool) -> None:
    z = xg.Variable(Z.copy())
    LOSSES[name](xg, z).backward(create_graph=create_graph)
    np.testing.assert_allclose(z.grad.data, descent(LOSSES[name], Z), rtol=1e-7, atol=1e-8)


@pytest.mark.library("torch")
@pytest.mark.parametrize("name", LOSSES)
def test_it_equals_pytorchs(name: str) -> None:
    torch = pytest.importorskip("torch")
    z = xg.Variable(Z.copy())
    LOSSES[name](xg, z).backward()

    class Namespace:
        """torch, with the constants of the losses made its own."""

        def __getattr__(self, attribute: str) -> Any:
            return getattr(torch, attribute)

    t = torch.tensor(Z, requires_grad=True)
    global W
    kept, W = W, torch.tensor(W)
    try:
        LOSSES[name](Namespace(), t).sum().backward()
    finally:
        W = kept
    np.testing.assert_allclose(z.grad.data, t.grad.resolve_conj().numpy(), rtol=1e-12, atol=1e-12)


def test_the_square_of_the_modulus_has_gradient_2z(lib: Any) -> None:
    z = xg.Variable(lib.asarray(Z.tolist()))
    (xg.abs(z) ** 2).backward()
    np.testing.assert_allclose(lib.to_numpy(z.grad.data), 2 * Z, rtol=1e-5)


def test_a_step_against_the_gradient_descends() -> None:
    z = xg.Variable(Z.copy())
    for _ in range(50):
        loss = xg.sum(xg.abs(z - W) ** 2)
        z.cleargrad()
        loss.backward()
        z.data -= 0.1 * z.grad.data
    np.testing.assert_allclose(z.data, W, atol=1e-4)


@pytest.mark.library("torch")
def test_a_complex_seed_equals_pytorchs() -> None:
    torch = pytest.importorskip("torch")
    seed = np.array([1.0 - 1.0j, 2.0j, 0.5 + 0.0j])
    z = xg.Variable(Z.copy())
    xg.exp(z * W).backward(seed)
    t = torch.tensor(Z, requires_grad=True)
    torch.exp(t * torch.tensor(W)).backward(torch.tensor(seed))
    np.testing.assert_allclose(z.grad.data, t.grad.numpy(), rtol=1e-12)


def test_retained_gradients_follow_the_same_convention() -> None:
    z = xg.Variable(Z.copy())
    h = z * 1.0
    (xg.abs(h) ** 2).backward(retain_grad=True)
    np.testing.assert_allclose(h.grad.data, 2 * Z, rtol=1e-12)
    np.testing.assert_allclose(z.grad.data, 2 * Z, rtol=1e-12)


@pytest.mark.parametrize("name", [name for name in LOSSES if name not in {"re wz", "im z/w"}])
def test_second_order_is_right_too(name: str) -> None:
    """The gradient of Re <v, gradient of L> against central differences of the first gradient.

    Linear losses have none: their gradient depends on nothing.
    """
    loss = LOSSES[name]
    v = np.array([0.3 + 0.1j, -0.2 + 0.7j, 1.0 - 0.5j])

    def first(data: np.ndarray) -> Any:
        z = xg.Variable(data)
        loss(xg, z).backward(create_graph=True)
        return z, z.grad

    z, gz = first(Z.copy())
    z.cleargrad()
    xg.sum(xg.real(gz * np.conj(v))).backward()

    def directional(_: Any, data: np.ndarray) -> np.ndarray:
        return np.asarray(np.real(first(data)[1].data * np.conj(v)))

    np.testing.assert_allclose(z.grad.data, descent(directional, Z), rtol=1e-6, atol=1e-7)


def test_a_real_leaf_in_a_complex_expression_gets_the_real_part() -> None:
    x = xg.Variable(np.array([1.0, 2.0, 3.0]))
    xg.imag(xg.exp(x * 1j)).backward()
    np.testing.assert_allclose(x.grad.data, np.cos(x.data), rtol=1e-12)


def test_conjugation_happens_once_however_often_a_graph_is_continued() -> None:
    z = xg.Variable(np.array(1.0 + 2.0j))
    xg.real(z * z * z).backward(create_graph=True)
    np.testing.assert_allclose(z.grad.data, np.conj(3 * z.data**2))
    again = z.grad
    z.cleargrad()
    xg.real(again).backward()
    np.testing.assert_allclose(z.grad.data, np.conj(6 * z.data))
