"""Law: modes belong to one thread or task, and are restored whatever happens."""

from __future__ import annotations

import asyncio
import contextvars
import threading
from collections.abc import Iterator

import numpy as np
import pytest

import xgrad as xg


def records() -> bool:
    """Whether an operation is recorded here and now."""
    tracked = (xg.Variable(np.array(1.0)) * 2.0).tracked
    assert tracked is xg.Config.enable_backprop
    return tracked


def test_blocks_nest() -> None:
    with xg.no_grad():
        with xg.using_config("enable_backprop", True):
            assert records()
            with xg.no_grad():
                assert not records()
            assert records()
        assert not records()
    assert records()


def test_an_exception_restores_the_mode() -> None:
    for error in (ZeroDivisionError, KeyboardInterrupt, SystemExit):
        with pytest.raises(error), xg.no_grad():
            raise error
        assert records()


def test_two_modes_are_independent() -> None:
    for one, other in [("enable_backprop", "debug"), ("debug", "enable_backprop")]:
        values = {"debug": True, "enable_backprop": False}
        with xg.using_config(one, values[one]), xg.using_config(other, values[other]):
            assert xg.Config.debug
            assert not records()
            x = xg.Variable(np.ones(2))
            x[0] = 5.0
    assert not xg.Config.debug
    assert xg.Config.enable_backprop


def test_one_block_object_may_be_used_again_and_inside_itself() -> None:
    block = xg.no_grad()
    with block:
        with block:
            assert not records()
        assert not records()
    assert records()
    with block:
        assert not records()
    assert records()


def test_no_grad_decorates_a_function() -> None:
    @xg.no_grad()
    def inside() -> bool:
        return records()

    assert not inside()
    assert records()


def test_overlapping_blocks_in_two_threads_do_not_meet() -> None:
    """A enters, B enters, A leaves, B leaves: with one global flag recording would stay off."""
    a_in, b_in, a_out = threading.Event(), threading.Event(), threading.Event()
    seen: dict[str, bool] = {}

    def a() -> None:
        with xg.no_grad():
            a_in.set()
            assert b_in.wait(10)
            seen["a inside"] = records()
        seen["a after"] = records()
        a_out.set()

    def b() -> None:
        assert a_in.wait(10)
        seen["b before"] = records()
        with xg.no_grad():
            b_in.set()
            assert a_out.wait(10)
            seen["b inside"] = records()
        seen["b after"] = records()

    threads = [threading.Thread(target=f) for f in (a, b)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    assert seen == {
        "a inside": False,
        "a after": True,
        "b before": True,
        "b inside": False,
        "b after": True,
    }
    assert records()


def test_overlapping_blocks_in_two_tasks_do_not_meet() -> None:
    seen: dict[str, bool] = {}

    async def main() -> None:
        a_in, b_in, a_out = asyncio.Event(), asyncio.Event(), asyncio.Event()

        async def a() -> None:
            with xg.no_grad():
                a_in.set()
                await b_in.wait()
                seen["a inside"] = records()
            seen["a after"] = records()
            a_out.set()

        async def b() -> None:
            await a_in.wait()
            seen["b before"] = records()
            with xg.no_grad():
                b_in.set()
                await a_out.wait()
                seen["b inside"] = records()
            seen["b after"] = records()

        await asyncio.wait_for(asyncio.gather(a(), b()), 10)

    asyncio.run(main())
    assert seen == {
        "a inside": False,
        "a after": True,
        "b before": True,
        "b inside": False,
        "b after": True,
    }
    assert records()


def test_a_cancelled_task_leaves_no_mode_behind() -> None:
    async def forever() -> None:
        with xg.no_grad():
            await asyncio.sleep(3600)

    async def main() -> bool:
        task = asyncio.create_task(forever())
        await asyncio.sleep(0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        return records()

    assert asyncio.run(main())


def test_backward_with_create_graph_in_one_thread_does_not_disturb_another() -> None:
    errors: list[BaseException] = []

    def work(order: int) -> None:
        try:
            for _ in range(50):
                x = xg.Variable(np.array(2.0))
                y = x**4
                for _ in range(order):
                    x.cleargrad()
                    y.backward(create_graph=True)
                    y = x.grad
                assert float(y.data) == [16.0, 32.0, 48.0, 48.0][order]
                with xg.no_grad():
                    assert not records()
        except BaseException as error:  # handed to the main thread
            errors.append(error)

    threads = [threading.Thread(target=work, args=(i % 4,)) for i in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert errors == []


def test_a_generator_closed_in_another_context_raises_nothing() -> None:
    """As asyncio does when it finalizes an abandoned asynchronous generator."""

    def numbers() -> Iterator[int]:
        with xg.no_grad():
            yield 1
            yield 2

    generator = numbers()
    contextvars.copy_context().run(next, generator)
    assert records()
    generator.close()
    assert records()


def test_a_generator_closed_out_of_order_leaves_recording_on() -> None:
    """It entered before the block around its closing, and leaves before it."""

    def numbers() -> Iterator[int]:
        with xg.no_grad():
            yield 1

    def inside() -> bool:
        generator = numbers()
        next(generator)
        with xg.no_grad():
            generator.close()
        return records()

    assert contextvars.copy_context().run(inside)


def test_a_generator_run_to_its_end_restores_the_mode() -> None:
    def numbers() -> Iterator[int]:
        with xg.no_grad():
            yield 1
        yield 2

    for _ in numbers():
        pass
    assert records()


def test_a_block_left_by_return_and_by_break_restores_the_mode() -> None:
    def inside() -> bool:
        with xg.no_grad():
            return records()

    assert not inside()
    for _ in range(3):
        with xg.no_grad():
            break
    assert records()


def test_a_graph_built_in_one_thread_is_walked_in_another() -> None:
    x = xg.Variable(np.array(3.0))
    y = x * x
    thread = threading.Thread(target=y.backward)
    thread.start()
    thread.join(10)
    assert float(x.grad.data) == 6.0


def test_a_new_thread_starts_with_the_defaults() -> None:
    seen: list[bool] = []
    with xg.no_grad():
        thread = threading.Thread(target=lambda: seen.append(records()))
        thread.start()
        thread.join(10)
    assert seen == [True]


def test_backward_inside_no_grad_still_finds_the_gradient() -> None:
    x = xg.Variable(np.array(3.0))
    y = x * x
    with xg.no_grad():
        y.backward()
    assert float(x.grad.data) == 6.0


def test_assigning_to_config_is_the_other_spelling() -> None:
    context = contextvars.copy_context()

    def inside() -> None:
        xg.Config.enable_backprop = False
        assert not records()

    context.run(inside)
    assert records()


def test_a_default_library_chosen_for_a_block_stays_in_its_thread() -> None:
    pytest.importorskip("array_api_strict")
    inside, done = threading.Event(), threading.Event()
    seen: dict[str, str] = {}

    def library() -> str:
        return type(xg.Variable([1.0, 2.0]).data).__module__.partition(".")[0]

    def other() -> None:
        assert inside.wait(10)
        seen["other"] = library()
        done.set()

    thread = threading.Thread(target=other)
    thread.start()
    with xg.using_device("cpu", backend="array_api_strict"):
        inside.set()
        assert done.wait(10)
        seen["inside"] = library()
    thread.join(10)
    seen["after"] = library()
    assert seen == {"other": "numpy", "inside": "array_api_strict", "after": "numpy"}


def test_an_exception_restores_the_default_library() -> None:
    pytest.importorskip("array_api_strict")
    with pytest.raises(ZeroDivisionError), xg.using_device("cpu", backend="array_api_strict"):
        raise ZeroDivisionError
    assert isinstance(xg.Variable([1.0]).data, np.ndarray)
