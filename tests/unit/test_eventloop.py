"""The event loop for where there is none."""

from __future__ import annotations

import asyncio
import sys
import time

import pytest

from dstruct_runner import eventloop


@pytest.fixture
def installed():
    """The loop installed as in a browser, and taken out again."""
    before = (asyncio.run, asyncio.new_event_loop, time.sleep)
    undo = eventloop.install()
    yield
    undo()
    assert (asyncio.run, asyncio.new_event_loop, time.sleep) == before


def test_tasks_and_timers(installed):
    """Tasks run interleaved, in the order of their timers."""
    order = []

    async def wait(seconds, name):
        await asyncio.sleep(seconds)
        order.append(name)
        return name

    async def main():
        assert isinstance(asyncio.get_running_loop(), eventloop.SleepingLoop)
        return await asyncio.gather(wait(0.02, "b"), wait(0.001, "a"), wait(0, "0"))

    assert asyncio.run(main()) == ["b", "a", "0"]
    assert order == ["0", "a", "b"]


def test_queues_and_timeouts(installed):
    """Queues pass items on, and a wait that takes too long is cancelled."""

    async def main():
        queue = asyncio.Queue()
        consumer = asyncio.create_task(queue.get())
        await queue.put(5)
        await asyncio.sleep(0)  # the consumer takes it
        with pytest.raises(asyncio.TimeoutError):
            await asyncio.wait_for(queue.get(), 0.001)
        return await consumer

    assert asyncio.run(main()) == 5


def test_waiting_for_nothing(installed):
    """Where every task waits for another one, that is an error instead of silence for ever."""

    async def main():
        await asyncio.get_running_loop().create_future()

    with pytest.raises(RuntimeError, match="nothing is left that could go on"):
        asyncio.run(main())


def test_several_runs_one_after_another(installed):
    """`asyncio.run` may be called again and again."""

    async def main():
        return 1

    assert [asyncio.run(main()) for _ in range(3)] == [1, 1, 1]


def test_inside_a_running_loop():
    """It works while another loop is running, which then is the running one again."""

    async def inner():
        return 5

    async def outer():
        loop = asyncio.get_running_loop()
        undo = eventloop.install()
        try:
            return asyncio.run(inner())
        finally:
            undo()
            assert asyncio.get_running_loop() is loop

    undo = eventloop.install()
    try:
        assert asyncio.run(outer()) == 5
    finally:
        undo()


# Browsers make clocks coarse: each of two readings may be off by this much.
RESOLUTION = 0.001 if sys.platform == "emscripten" else 0.0


def test_sleep_sleeps_long_enough(installed):
    """`time.sleep` still sleeps at least as long as it is told, and refuses what it refused."""
    start = time.monotonic()
    time.sleep(0.02)
    assert time.monotonic() - start >= 0.02 - 2 * RESOLUTION
    time.sleep(0)
    with pytest.raises(ValueError, match="non-negative"):
        time.sleep(-1)
    with pytest.raises(TypeError):
        time.sleep("1")
