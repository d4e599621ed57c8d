"""Random numbers: one stream for a seed everywhere, gradients through it, and streams that do not meet."""

from __future__ import annotations

import pickle
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

import xgrad as xg
from xgrad.random import Generator, default_rng

if TYPE_CHECKING:
    from collections.abc import Callable

    from libraries import Library

pytestmark = pytest.mark.every_variant

DRAWS: dict[str, Callable[[Generator], Any]] = {
    "uniform": lambda rng: rng.uniform(shape=(2, 3)),
    "uniform between": lambda rng: rng.uniform(-1.0, 3.0, (4,)),
    "normal": lambda rng: rng.normal(shape=5),
    "normal about": lambda rng: rng.normal(2.0, 0.5, (2, 2)),
    "random": lambda rng: rng.random((2, 3)),
    "one random number": lambda rng: rng.random(),
    "standard normal": lambda rng: rng.standard_normal(5),
    "exponential about": lambda rng: rng.exponential(2.0, (2, 2)),
    "one number": lambda rng: rng.normal(),
    "nothing": lambda rng: rng.normal(shape=(0, 2)),
    "integers": lambda rng: rng.integers(10, shape=(3, 2)),
    "integers between": lambda rng: rng.integers(-5, 5, 7),
    "bernoulli": lambda rng: rng.bernoulli(0.3, (8,)),
    "permutation": lambda rng: rng.permutation(6),
    "choice": lambda rng: rng.choice(5, (2, 2)),
    "choice without replacement": lambda rng: rng.choice(5, 4, replace=False),
    "choice by weights": lambda rng: rng.choice(3, 6, p=[0.5, 0.0, 0.25]),
    "choice by weights without replacement": lambda rng: rng.choice(
        3, 2, p=[3, 0.5, 2], replace=False
    ),
}


def over(lib: Library, seed: Any = 7, **named: Any) -> Generator:
    return Generator(seed, xp=lib.xp, device=lib.device, **named)


@pytest.mark.parametrize("name", DRAWS)
def test_a_seed_gives_the_same_numbers_on_every_library(lib: Library, name: str) -> None:
    here = DRAWS[name](over(lib))
    there = DRAWS[name](Generator(7, xp="numpy"))
    assert not here.tracked
    assert here.device == lib.device
    assert here.shape == there.shape
    got = lib.to_numpy(here.data)
    assert got.dtype.kind == there.dtype.kind
    expected = there.data.astype(got.dtype)
    rounding = (
        1e-14 if "exponential" in name else 0.0
    )  # libraries round logarithms in their own way
    if got.dtype == np.float32 and ("between" in name or "about" in name):
        rounding = 1e-6
    np.testing.assert_allclose(got, expected, rtol=rounding, atol=rounding)
    np.testing.assert_array_equal(lib.to_numpy(DRAWS[name](over(lib)).data), got)


def test_single_precision_rounds_the_same_numbers(lib: Library) -> None:
    narrow = over(lib).normal(shape=(5,), dtype="float32")
    assert narrow.dtype == lib.dtype("float32")
    wide = Generator(7, xp="numpy").normal(shape=(5,))
    np.testing.assert_array_equal(lib.to_numpy(narrow.data), wide.data.astype(np.float32))


def test_another_seed_gives_other_numbers(lib: Library) -> None:
    a, b = (over(lib, seed).uniform(shape=(4,)) for seed in (1, 2))
    assert not np.any(lib.to_numpy(a.data) == lib.to_numpy(b.data))
    rng = over(lib, None)
    assert not np.any(lib.to_numpy((rng.uniform(shape=4) == rng.uniform(shape=4)).data))


def test_moments(lib: Library) -> None:
    rng, n = over(lib), 20_000
    for draw, mean, deviation in (
        (rng.uniform(1.0, 3.0, n), 2.0, 1 / np.sqrt(3)),
        (rng.normal(-1.0, 2.0, n), -1.0, 2.0),
        (rng.random(n), 0.5, np.sqrt(1 / 12)),
        (rng.standard_normal(n), 0.0, 1.0),
        (rng.exponential(0.5, n), 0.5, 0.5),
        (rng.integers(0, 4, n), 1.5, np.sqrt(1.25)),
        (rng.bernoulli(0.25, n).astype(float), 0.25, np.sqrt(3) / 4),
        (rng.choice(3, n, p=[1.0, 2.0, 1.0]), 1.0, np.sqrt(0.5)),
    ):
        values = lib.to_numpy(draw.data)
        assert abs(values.mean() - mean) < 5 * deviation / np.sqrt(n)
        assert abs(values.std() - deviation) < 0.05


def test_samples_differentiate_their_parameters(lib: Library) -> None:
    loc, scale = (xg.Variable(lib.asarray([1.0, 2.0, 3.0])), xg.Variable(lib.asarray(0.5)))
    y = Generator(7).normal(loc, scale)
    assert (y.shape, y.dtype, y.device) == (loc.shape, loc.dtype, loc.device)
    y.backward()
    z = lib.to_numpy(
        Generator(7, xp=lib.xp, device=lib.device).normal(shape=(3,), dtype=loc.dtype).data
    )
    assert lib.to_numpy(loc.grad.data).tolist() == [1.0, 1.0, 1.0]
    np.testing.assert_allclose(lib.to_numpy(scale.grad.data), z.sum(), rtol=1e-5)

    low, high = xg.Variable(lib.asarray(1.0)), xg.Variable(lib.asarray(3.0))
    Generator(7).uniform(low, high, (4,)).backward()
    u = lib.to_numpy(over(lib).uniform(shape=(4,), dtype=low.dtype).data)
    np.testing.assert_allclose(lib.to_numpy(low.grad.data), (1 - u).sum(), rtol=1e-5)
    np.testing.assert_allclose(lib.to_numpy(high.grad.data), u.sum(), rtol=1e-5)


def test_exponential_times_differentiate_their_mean(lib: Library) -> None:
    scale = xg.Variable(lib.asarray([0.5, 2.0]))
    y = Generator(7).exponential(scale, (3, 2))
    assert (y.shape, y.dtype, y.device) == ((3, 2), scale.dtype, lib.device)
    y.backward()
    u = lib.to_numpy(over(lib).random((3, 2), dtype=scale.dtype).data)
    np.testing.assert_allclose(lib.to_numpy(y.data), -np.log1p(-u) * [0.5, 2.0], rtol=1e-5)
    np.testing.assert_allclose(lib.to_numpy(scale.grad.data), -np.log1p(-u).sum(axis=0), rtol=1e-5)
    assert Generator(7).exponential(scale).shape == (2,)


def test_what_is_chosen_is_differentiated(lib: Library) -> None:
    x = xg.Variable(lib.asarray([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]]))
    order = lib.to_numpy(over(lib).permutation(3).data)
    shuffled = Generator(7).permutation(x)
    np.testing.assert_array_equal(lib.to_numpy(shuffled.data), lib.to_numpy(x.data)[order])
    chosen = Generator(7).choice(x, (2, 2), axis=1)
    assert chosen.shape == (3, 2, 2)
    (shuffled.sum() + chosen.sum()).backward()
    assert lib.to_numpy(x.grad.data).sum() == 6 + 12


def test_weights_are_obeyed(lib: Library) -> None:
    rng = over(lib)
    assert set(lib.to_numpy(rng.choice(4, 100, p=[0, 2, 0, 1]).data).tolist()) == {1, 3}
    assert sorted(rng.choice(4, 4, replace=False).tolist()) == [0, 1, 2, 3]
    picked = [rng.choice(3, 1, p=[8.0, 1.0, 1.0], replace=False).item() for _ in range(60)]
    assert picked.count(0) > 30
    with pytest.raises(ValueError, match="5 of 4"):
        rng.choice(4, 5, replace=False)
    with pytest.raises(ValueError, match=r"p has shape \(2,\), not \(4,\)"):
        rng.choice(4, 5, p=[0.5, 0.5])


@pytest.mark.parametrize("dtype", ["float16", "float32", "float64"])
def test_one_is_never_drawn(dtype: str) -> None:
    rng = Generator(0, xp="numpy")
    for low in (0.0, 1 - 2**-8):  # the whole, and what is rounded to 1 most often
        rng._source.generator = Close(low)
        assert rng.uniform(shape=100_000, dtype=dtype).data.max() < 1
        assert rng.bernoulli(np.ones(1000, dtype)).data.all()


class Close:
    """Numbers from some bound up to the last one below 1."""

    def __init__(self, low: float) -> None:
        self.low = low

    def random(self, shape: tuple[int, ...]) -> np.ndarray:
        return np.linspace(self.low, 1 - 2**-53, int(np.prod(shape))).reshape(shape)


def test_weights_that_cannot_be_are_refused(lib: Library) -> None:
    rng = over(lib)
    if lib.name == "dask":
        pytest.skip("a lazy library is not asked what the weights are")
    with pytest.raises(ValueError, match="negative or no finite number"):
        rng.choice(3, 5, p=[0.5, -0.2, 0.7])
    with pytest.raises(ValueError, match="negative or no finite number"):
        rng.choice(3, 5, p=[0.5, float("nan"), 0.7])
    with pytest.raises(ValueError, match="too many weights in p are zero"):
        rng.choice(3, 5, p=[0.0, 0.0, 0.0])
    with pytest.raises(ValueError, match="too many weights in p are zero"):
        rng.choice(3, 3, p=[0.5, 0.0, 0.5], replace=False)
    assert sorted(rng.choice(3, 2, p=[0.5, 0.0, 0.5], replace=False).tolist()) == [0, 2]


def test_children_have_streams_of_their_own(lib: Library) -> None:
    parent = over(lib)
    drawn = [lib.to_numpy(rng.uniform(shape=50).data) for rng in (*parent.spawn(3), parent)]
    assert np.unique(np.concatenate(drawn)).size == 200
    again = [lib.to_numpy(rng.uniform(shape=50).data) for rng in over(lib).spawn(3)]
    np.testing.assert_array_equal(again, drawn[:3])
    correlations = np.corrcoef(drawn)[~np.eye(4, dtype=bool)]
    assert np.abs(correlations).max() < 0.6


def test_threads_share_a_generator_without_sharing_numbers() -> None:
    rng = Generator(3, xp="numpy")
    with ThreadPoolExecutor(4) as pool:
        parts = list(pool.map(lambda _: rng.uniform(shape=500).data, range(16)))
    together = np.sort(np.concatenate(parts))
    np.testing.assert_array_equal(
        together, np.sort(Generator(3, xp="numpy").uniform(shape=8000).data)
    )


def test_a_namespace_has_random_numbers_of_its_own(lib: Library) -> None:
    own = xg.Variable(lib.asarray(0.0)).__array_namespace__()
    for make in (own.random.Generator, own.random.default_rng):
        draw = make(7).uniform(shape=(3,))
        assert draw.__array_namespace__() is own
    assert default_rng(7, xp=own).integers(5).__array_namespace__() is own


def test_numbers_go_to_the_default_device_otherwise(lib: Library) -> None:
    with xg.using_device(None, lib.name):
        assert Generator(1).normal(shape=2).__array_namespace__().__name__ == f"xgrad.{lib.name}"


def test_a_generator_goes_on_from_a_file() -> None:
    rng = Generator(5, xp="numpy")
    rng.normal(shape=3)
    copy = pickle.loads(pickle.dumps(rng))
    np.testing.assert_array_equal(copy.normal(shape=3).data, rng.normal(shape=3).data)


def test_a_librarys_own_generator_draws_where_it_is_known(lib: Library) -> None:
    try:
        rng = over(lib, native=True)
    except NotImplementedError as error:
        assert lib.name in str(error)
        assert lib.name == "array_api_strict" or lib.variant == "core"
        return
    z = lib.to_numpy(rng.normal(1.0, 2.0, (20_000,), dtype="float32").data)
    assert z.dtype == np.float32
    assert (abs(z.mean() - 1) < 0.1, abs(z.std() - 2) < 0.1) == (True, True)
    u = lib.to_numpy(rng.uniform(shape=(1000,)).data)
    assert 0 <= u.min() < 0.02
    assert 0.98 < u.max() < 1
    assert sorted(rng.permutation(5).tolist()) == [0, 1, 2, 3, 4]
    assert set(rng.integers(3, shape=50).tolist()) == {0, 1, 2}
    first, second = (over(lib, native=True).spawn(2)[0].uniform(shape=3) for _ in range(2))
    np.testing.assert_array_equal(lib.to_numpy(first.data), lib.to_numpy(second.data))
    assert rng.spawn(2)[1].uniform().device == lib.device
