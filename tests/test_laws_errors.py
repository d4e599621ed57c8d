"""Law: an error names the operation, the shapes and the dtypes, and says what to do."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
import pytest

import xgrad as xg
from xgrad.registry import FUNCTIONS, OPS

WRONG = (TypeError, ValueError, IndexError)


def ones(*shape: int, dtype: Any = np.float64) -> Any:
    return xg.Variable(np.ones(shape, dtype))


@pytest.mark.parametrize("name", ["add", "multiply", "pow", "atan2", "matmul", "maximum"])
def test_shapes_that_do_not_fit_are_named_with_the_operation(lib: Any, name: str) -> None:
    a = xg.Variable(lib.asarray(np.ones((4, 2)).tolist()))
    b = xg.Variable(lib.asarray(np.ones((4, 3)).tolist()))
    with pytest.raises(Exception, match=name) as caught:
        getattr(xg, name)(a, b)
    assert "[4, 2]" in str(caught.value)
    assert "[4, 3]" in str(caught.value)


def test_operators_name_the_operation_too() -> None:
    for operate, name in [
        (lambda a, b: a + b, "add"),
        (lambda a, b: a @ b, "matmul"),
        (lambda a, b: a / b, "divide"),
        (lambda a, b: a.data * b, "multiply"),
    ]:
        with pytest.raises(WRONG, match=name) as caught:
            operate(ones(4, 2), ones(4, 3))
        assert "float64[4, 2]" in str(caught.value)
        assert "float64[4, 3]" in str(caught.value)


def test_dtypes_are_named() -> None:
    with pytest.raises(WRONG, match=r"(?s)add.*float64.*float32") as caught:
        xg.add(ones(4, 2), ones(4, 3, dtype=np.float32))
    assert caught


def test_the_librarys_own_error_is_the_cause() -> None:
    with pytest.raises(WRONG) as caught:
        xg.add(ones(2), ones(3))
    chain = caught.value.__cause__ or caught.value.__notes__
    assert chain


@pytest.mark.parametrize(
    ("name", "call"),
    [
        ("reshape", lambda: xg.reshape(ones(4, 2), (3, 3))),
        ("broadcast_to", lambda: xg.broadcast_to(ones(4, 2), (3,))),
        ("sum", lambda: xg.sum(ones(4, 2), axis=5)),
        ("squeeze", lambda: xg.squeeze(ones(4, 2), axis=0)),
        ("concat", lambda: xg.concat([ones(4, 2), ones(3)])),
        ("stack", lambda: xg.stack([ones(4, 2), ones(3)])),
        ("getitem", lambda: ones(4, 2)[9]),
        ("permute_dims", lambda: xg.permute_dims(ones(4, 2), (0, 0))),
        ("matrix_transpose", lambda: xg.matrix_transpose(ones(4))),
    ],
)
def test_every_operation_names_itself(name: str, call: Any) -> None:
    with pytest.raises(WRONG, match=name) as caught:
        call()
    assert "float64[4" in str(caught.value)


def test_a_seed_of_the_wrong_shape_names_both_shapes() -> None:
    y = ones(4, 2) * 2.0
    with pytest.raises(WRONG, match=r"float64\[3\].*float64\[4, 2\]"):
        y.backward(np.ones(3))


def test_a_seed_is_never_broadcast() -> None:
    """A seed of shape () for a matrix is a slip more often than a wish."""
    y = ones(4, 2) * 2.0
    with pytest.raises(WRONG):
        y.backward(np.ones((1, 2)))


def test_text_names_its_type() -> None:
    with pytest.raises(TypeError, match="str"):
        xg.sin("text")


@pytest.mark.parametrize(
    ("told", "call"),
    [
        (r"add\(x2=None\)", lambda x: x + None),
        (r"add\(x1=None\)", lambda x: None + x),
        (r"matmul\(x2=None\)", lambda x: x @ None),
        (r"where\(x2='a'\)", lambda x: xg.where(x > 1.0, x, "a")),
        (r"concat\(arrays\[1\]='a'\)", lambda x: xg.concat([x, "a"])),
        (r"sin\(x='a'\)", lambda x: xg.sin("a")),
        (r"multiply\(x1='a'\)", lambda x: xg.multiply("a", 2.0)),
        (r"sum\(x=object\)", lambda x: xg.sum(object())),
        (r"std\(x='a'\)", lambda x: xg.std("a")),
        (r"linalg.qr\(x='a'\)", lambda x: xg.linalg.qr("a")),
        (r"where\(condition='a'\)", lambda x: xg.where("a", 1.0, 2.0)),
    ],
)
def test_what_is_no_array_is_named_with_operation_and_argument(told: str, call: Any) -> None:
    with pytest.raises(TypeError, match=told + ": .*is not an array"):
        call(ones(3))


@pytest.mark.parametrize("name", ["foo", "sum", "float63"])
def test_a_dtype_that_is_none_is_refused_by_name_everywhere(lib: Any, name: str) -> None:
    x = xg.Variable(lib.asarray([1.0]))
    refused = f"{lib.name} has no dtype named '{name}'"
    for call in (
        lambda: x.astype(name),
        lambda: x.sum(dtype=name),
        lambda: xg.Variable(x.data, dtype=name),
        lambda: x.__array_namespace__().zeros(1, dtype=name),
    ):
        with pytest.raises(TypeError, match=refused):
            call()


@pytest.mark.parametrize("kind", [bool, int, float, complex])
def test_a_python_type_means_the_default_dtype_of_its_kind_everywhere(lib: Any, kind: type) -> None:
    x = xg.Variable(lib.asarray([1.0])).detach()
    xp = x.__array_namespace__()
    defaults = xp.__array_namespace_info__().default_dtypes()
    names = {int: "integral", float: "real floating", complex: "complex floating"}
    wanted = xp.bool if kind is bool else defaults[names[kind]]
    assert x.astype(kind).dtype == wanted
    assert xg.Variable(x.data, dtype=kind).dtype == wanted
    assert xp.ones(1, dtype=kind).dtype == wanted


def test_an_integer_that_no_library_holds_says_so() -> None:
    for data in (10**30, [1, -(10**30)]):
        with pytest.raises(OverflowError, match=r"10{30} is too large .* write it as a float"):
            xg.Variable(data)
    assert xg.Variable(10**30, dtype="float64").item() == 1e30
    with pytest.raises(TypeError, match=r"fractions\.Fraction .*write float"):
        xg.Variable([Fraction(1, 3)])


def test_an_operation_without_a_kernel_says_how_to_give_it_one() -> None:
    @xg.op
    def without_a_kernel(x: xg.Array, /) -> Any:
        """Of no library."""

    try:
        with pytest.raises(NotImplementedError, match=r"without_a_kernel.*`kernel=`"):
            without_a_kernel(ones(3))
    finally:
        del OPS["without_a_kernel"], FUNCTIONS["without_a_kernel"]


def test_an_operation_without_an_input_is_told_the_public_name() -> None:
    with pytest.raises(TypeError, match=r"with xgrad\.Array$"):
        xg.op(lambda x: x)


def test_numerical_diff_takes_an_array_and_a_number() -> None:
    for x in (xg.Variable(2.0), np.array(2.0), 2.0):
        assert xg.numerical_diff(lambda v: v * v, x) == pytest.approx(4.0)


@pytest.mark.library("dask")
def test_a_length_that_is_not_known_says_so_and_the_advice_works() -> None:
    da = pytest.importorskip("dask.array")
    x = xg.Variable(da.from_array(np.array([1.0, 2.0, 3.0])))
    with pytest.raises(ValueError, match=r"not known before .* where\(mask, x, 0\.0\)"):
        x[x > 1.0].sum().backward()
    xg.where(x > 1.0, x, 0.0).sum().backward()
    assert x.grad.data.compute().tolist() == [0.0, 1.0, 1.0]


def test_a_failed_operation_records_nothing_and_keeps_the_modes() -> None:
    x = ones(2)
    with pytest.raises(WRONG):
        x + ones(3)
    assert xg.Config.enable_backprop
    (x * 2.0).backward()
    assert x.grad.data.tolist() == [2.0, 2.0]


def test_an_error_inside_a_rule_names_the_operation() -> None:

    sin = OPS["sin"]
    rules = sin.rules
    sin.vjp(lambda xp, g, x: xp.matmul(g, xp.ones((7, 7))))
    try:
        y = xg.sin(ones(4))
        with pytest.raises(ValueError, match="matmul") as caught:
            y.backward()
        told = str(caught.value) + "".join(getattr(caught.value, "__notes__", []))
        assert "sin" in told
    finally:
        sin.vjp(*rules)


def test_a_variable_of_a_container_of_objects_is_refused() -> None:
    with pytest.raises(TypeError):
        xg.Variable([1.0, "two"])
    with pytest.raises((TypeError, ValueError)):
        xg.Variable([[1.0], [2.0, 3.0]])


def test_truth_of_many_elements_raises() -> None:
    with pytest.raises(ValueError, match="ambiguous"):
        bool(ones(2) > 0)


def test_a_variable_can_be_a_key_by_identity() -> None:
    """A Variable is compared element by element, and hashed by identity as the book's is."""
    x, y = ones(2), ones(2)
    assert len({x, y, x}) == 2
