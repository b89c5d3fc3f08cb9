"""The worker pool: limits that hold, failures that stay in their call, no process left behind."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import textwrap
import threading
import time
from pathlib import Path

import psutil
import pytest

from aggregator.workers import (
    MEGABYTE,
    WorkerCrashed,
    WorkerError,
    WorkerFailure,
    WorkerPool,
    WorkerPoolClosed,
    WorkerTimeout,
    nursery,
)

ROOT = Path(__file__).parents[1]

TASKS = """
import ctypes, os, re, sys, time

def echo(value, *, times=1):
    return value * times

def slow_echo(value, seconds):
    time.sleep(seconds)
    return value

def descending(value):
    time.sleep((20 - value) / 200)
    return value

def spin():
    while True:
        pass

def backtrack():
    re.match(r"(a+)+$", "a" * 60 + "b")

def take(megabytes):
    return len(bytearray(megabytes * 1024 * 1024))

def die():
    ctypes.string_at(0)

def leave(code):
    sys.exit(code)

def kill_me():
    os.kill(os.getpid(), 9)

def refuse(value):
    raise LookupError(f"no room for {value}")

def refuse_odd(value):
    if value % 2:
        raise ValueError(value)
    return value

def stop():
    raise StopIteration(3)

class Unreadable(Exception):
    def __init__(self, one, two):
        super().__init__(f"{one} and {two}")

def unreadable():
    raise Unreadable("one", "two")

def chained():
    try:
        unreadable()
    except Unreadable as error:
        raise RuntimeError("outer") from error

def unsendable():
    return lambda: None

def chatter():
    print("chatter on stdout")
    return os.getpid()

def pid():
    return os.getpid()

def nice():
    return os.nice(0)

READY = []

def initialize():
    READY.append(os.getpid())

def was_initialized():
    return READY == [os.getppid()]

def fail_to_initialize():
    raise RuntimeError("no model file")

def slow_start():
    time.sleep(1.5)
"""


@pytest.fixture
def tasks(tmp_path, monkeypatch):
    """A module that both this process and its workers can import."""
    (tmp_path / "pool_tasks.py").write_text(TASKS, encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.delitem(sys.modules, "pool_tasks", raising=False)
    import pool_tasks  # noqa: PLC0415 - written a moment ago

    return pool_tasks


@pytest.fixture
def pool():
    with WorkerPool(2, timeout=1.0) as made:
        yield made


def nurseries_of(pid: int) -> list[psutil.Process]:
    return [
        child
        for child in psutil.Process(pid).children()
        if "aggregator.workers.process" in " ".join(child.cmdline())
    ]


def workers_of(pid: int) -> list[psutil.Process]:
    return [worker for nursery in nurseries_of(pid) for worker in nursery.children()]


def wait_until_dead(process: psutil.Process) -> None:
    while process.status() != psutil.STATUS_ZOMBIE:
        time.sleep(0.01)


async def test_gives_the_result(pool, tasks):
    assert await pool.run(tasks.echo, "ab", times=2) == "abab"


async def test_does_not_block_the_loop(pool, tasks):
    await pool.run(tasks.pid)
    call = asyncio.create_task(pool.run(tasks.slow_echo, 1, 0.5))
    turns = 0
    while not call.done():
        await asyncio.sleep(0.01)
        turns += 1
    assert turns > 10


async def test_calls_run_side_by_side(pool, tasks):
    await asyncio.gather(pool.run(tasks.pid), pool.run(tasks.pid))
    began = time.monotonic()
    pids = await asyncio.gather(*(pool.run(tasks.slow_echo, i, 0.4) for i in range(2)))
    assert pids == [0, 1]
    assert time.monotonic() - began < 0.75


async def test_more_calls_than_workers_all_end(pool, tasks):
    results = await asyncio.gather(*(pool.run(tasks.echo, i) for i in range(100)))
    assert results == list(range(100))


@pytest.mark.parametrize("task", ["spin", "backtrack"])
async def test_a_call_that_never_ends_is_stopped_and_others_are_unaffected(pool, tasks, task):
    pool.warm()
    began = time.monotonic()
    endless = asyncio.create_task(pool.run(getattr(tasks, task)))
    assert [await pool.run(tasks.echo, i) for i in range(20)] == list(range(20))
    with pytest.raises(WorkerTimeout, match=f"{task} took longer than 1 s"):
        await endless
    assert time.monotonic() - began < 10
    assert await pool.run(tasks.echo, "still here") == "still here"


async def test_waiting_for_a_worker_does_not_count_as_time(tasks):
    with WorkerPool(1, timeout=1.0) as pool:
        results = await asyncio.gather(*(pool.run(tasks.slow_echo, i, 0.4) for i in range(4)))
    assert results == [0, 1, 2, 3]


async def test_starting_does_not_count_as_time(tasks):
    with WorkerPool(1, timeout=0.5, initializer=tasks.slow_start) as pool:
        assert await pool.run(tasks.echo, 1) == 1


@pytest.mark.parametrize(
    ("task", "arguments", "message"),
    [
        ("die", (), "SIGSEGV"),
        ("kill_me", (), "SIGKILL"),
        ("leave", (7,), "exit code 7"),
    ],
)
async def test_a_dead_worker_is_reported_and_replaced(pool, tasks, task, arguments, message):
    for _ in range(3):
        with pytest.raises(WorkerCrashed, match=message):
            await pool.run(getattr(tasks, task), *arguments)
    assert await pool.run(tasks.echo, 1) == 1


async def test_a_worker_that_died_while_idle_costs_no_call(tasks):
    with WorkerPool(1) as pool:
        victim = psutil.Process(await pool.run(tasks.pid))
        victim.kill()
        wait_until_dead(victim)
        assert await pool.run(tasks.echo, 1) == 1


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="RLIMIT_AS is kept by Linux only")
class TestMemoryLimit:
    async def test_holds(self, tasks):
        with WorkerPool(1, timeout=20, memory_limit=100 * MEGABYTE) as pool:
            assert await pool.run(tasks.take, 50) == 50 * MEGABYTE
            with pytest.raises(WorkerCrashed, match=r"take ran out of memory \(limit: 100 MB\)"):
                await pool.run(tasks.take, 150)
            assert await pool.run(tasks.take, 50) == 50 * MEGABYTE

    async def test_is_beyond_what_imports_reserve(self, tasks, tmp_path):
        heavy = "import lxml.etree, numpy\nfrom pool_tasks import take\ndef start(): pass\n"
        (tmp_path / "heavy_tasks.py").write_text(heavy, encoding="utf-8")
        import heavy_tasks  # noqa: PLC0415 - written a moment ago

        with WorkerPool(
            1, timeout=20, memory_limit=100 * MEGABYTE, initializer=heavy_tasks.start
        ) as pool:
            assert await pool.run(tasks.take, 40) == 40 * MEGABYTE
            with pytest.raises(WorkerCrashed):
                await pool.run(tasks.take, 110)

    async def test_can_be_lifted(self, tasks):
        with WorkerPool(1, timeout=30, memory_limit=None) as pool:
            assert await pool.run(tasks.take, 600) == 600 * MEGABYTE


class TestExceptions:
    async def test_come_back_with_the_remote_traceback(self, pool, tasks):
        with pytest.raises(LookupError, match="no room for 5") as caught:
            await pool.run(tasks.refuse, 5)
        assert "pool_tasks.py" in caught.value.__notes__[0]
        assert "in refuse" in caught.value.__notes__[0]

    async def test_that_cannot_travel_are_named(self, pool, tasks):
        with pytest.raises(WorkerError, match="Unreadable: one and two"):
            await pool.run(tasks.unreadable)

    async def test_with_a_cause_that_cannot_travel(self, pool, tasks):
        with pytest.raises(RuntimeError, match="outer") as caught:
            await pool.run(tasks.chained)
        assert "Unreadable: one and two" in caught.value.__notes__[0]

    async def test_stop_iteration_does_not_hang_the_caller(self, pool, tasks):
        with pytest.raises(WorkerError, match="StopIteration"):
            await asyncio.wait_for(pool.run(tasks.stop), 10)

    async def test_result_that_cannot_travel(self, pool, tasks):
        with pytest.raises(TypeError, match="the result of unsendable cannot be sent"):
            await pool.run(tasks.unsendable)

    async def test_argument_that_cannot_travel(self, pool, tasks):
        with pytest.raises(TypeError, match="the call of echo cannot be sent"):
            await pool.run(tasks.echo, threading.Lock())

    async def test_an_exception_costs_no_worker(self, tasks):
        with WorkerPool(1) as pool:
            before = await pool.run(tasks.pid)
            with pytest.raises(LookupError):
                await pool.run(tasks.refuse, 1)
            assert await pool.run(tasks.pid) == before

    async def test_a_lambda_is_refused_at_once(self, pool):
        with pytest.raises(TypeError, match="top-level function"):
            await pool.run(lambda: 1)

    async def test_a_function_of_the_main_script_is_refused(self, pool, tasks, monkeypatch):
        monkeypatch.setattr(tasks.echo, "__module__", "__main__")
        with pytest.raises(TypeError, match="main script"):
            await pool.run(tasks.echo, 1)

    @pytest.mark.parametrize(
        "wrong", [{"size": 0}, {"timeout": 0}, {"timeout": -1}, {"recycle_after": 0}]
    )
    def test_arguments_out_of_range(self, wrong):
        with pytest.raises(ValueError, match="a worker pool needs"):
            WorkerPool(**wrong)


class TestMap:
    def test_keeps_the_order(self, pool, tasks):
        assert list(pool.map(tasks.descending, range(20))) == list(range(20))

    def test_unordered_gives_each_once(self, pool, tasks):
        assert sorted(pool.map(tasks.descending, range(20), ordered=False)) == list(range(20))

    def test_unordered_does_not_wait_for_the_slow(self, pool, tasks):
        pool.timeout = 10
        results = pool.map(tasks.take, [1500, 1, 1], ordered=False)
        assert [r for r in results if not isinstance(r, WorkerFailure)] == [MEGABYTE, MEGABYTE]

    def test_failures_stand_in_their_place(self, pool, tasks):
        results = list(pool.map(tasks.refuse_odd, range(6)))
        assert results[::2] == [0, 2, 4]
        for item, failure in zip((1, 3, 5), results[1::2], strict=True):
            assert isinstance(failure, WorkerFailure)
            assert failure.item == item
            assert isinstance(failure.error, ValueError)

    def test_a_crash_in_the_middle(self, pool, tasks):
        results = list(pool.map(tasks.leave, [1, 2]))
        assert [str(r.error) for r in results] == [
            "a worker process ended with exit code 1",
            "a worker process ended with exit code 2",
        ]

    def test_takes_items_only_as_needed(self, pool, tasks):
        taken = []

        def items():
            for number in range(1000):
                taken.append(number)
                yield number

        results = pool.map(tasks.echo, items())
        assert taken == []
        assert next(results) == 0
        assert len(taken) <= 4 * pool.size + 1
        results.close()

    def test_empty(self, pool, tasks):
        assert list(pool.map(tasks.echo, [])) == []

    def test_an_error_of_the_iterable_is_raised(self, pool, tasks):
        def items():
            yield 1
            raise OSError("manifest cut off")

        with pytest.raises(OSError, match="manifest cut off"):
            list(pool.map(tasks.echo, items()))


class TestLife:
    async def test_warm_starts_all_without_waiting(self, tasks):
        began = time.monotonic()
        with WorkerPool(3, initializer=tasks.slow_start) as pool:
            pool.warm()
            assert time.monotonic() - began < 1.0
            deadline = time.monotonic() + 30
            while len(workers_of(os.getpid())) < 3:
                assert time.monotonic() < deadline
                await asyncio.sleep(0.05)

    @pytest.mark.skipif(sys.platform == "darwin", reason="there each worker does it for itself")
    async def test_initializer_runs_once_for_all_workers(self, tasks):
        with WorkerPool(2, initializer=tasks.initialize, recycle_after=3) as pool:
            assert all(await asyncio.gather(*(pool.run(tasks.was_initialized) for _ in range(8))))

    async def test_initializer_may_run_after_the_fork(self, tasks, monkeypatch):
        monkeypatch.setattr(nursery, "_READY_BEFORE_FORK", True)  # the module below alters it
        (Path(tasks.__file__).parent / "late_tasks.py").write_text(
            "import os\nfrom aggregator.workers import nursery\n"
            "nursery._READY_BEFORE_FORK = False\nREADY = []\n"
            "def start(): READY.append(os.getpid())\n"
            "def was_initialized(): return READY == [os.getpid()]\n",
            encoding="utf-8",
        )
        import late_tasks  # noqa: PLC0415 - written a moment ago

        with WorkerPool(2, initializer=late_tasks.start) as pool:
            calls = (pool.run(late_tasks.was_initialized) for _ in range(8))
            assert all(await asyncio.gather(*calls))

    async def test_a_killed_nursery_is_replaced(self, tasks):
        with WorkerPool(2, recycle_after=2) as pool:
            await pool.run(tasks.echo, 1)
            [killed] = nurseries_of(os.getpid())
            killed.kill()
            wait_until_dead(killed)
            assert [await pool.run(tasks.echo, i) for i in range(9)] == list(range(9))
            assert killed.pid not in {new.pid for new in nurseries_of(os.getpid())}

    async def test_failing_initializer_is_raised(self, tasks):
        with WorkerPool(1, initializer=tasks.fail_to_initialize) as pool:
            for _ in range(2):
                with pytest.raises(RuntimeError, match="no model file"):
                    await pool.run(tasks.echo, 1)

    async def test_workers_are_recycled(self, tasks):
        with WorkerPool(1, recycle_after=3) as pool:
            pids = [await pool.run(tasks.pid) for _ in range(9)]
        assert [pids.count(pid) for pid in dict.fromkeys(pids)] == [3, 3, 3]

    async def test_niceness(self, tasks):
        with WorkerPool(1, niceness=3) as pool:
            assert await pool.run(tasks.nice) == os.nice(0) + 3

    async def test_print_does_not_reach_our_stdout(self, pool, tasks, capfd):
        await pool.run(tasks.chatter)
        pool.close()
        assert "chatter" not in capfd.readouterr().out

    async def test_close_leaves_no_process_and_no_zombie(self, tasks):
        others = nurseries_of(os.getpid())  # those of other tests' pools
        pool = WorkerPool(2, timeout=0.3)
        for task in (tasks.spin, tasks.die, tasks.kill_me):
            with pytest.raises(WorkerError):
                await pool.run(task)
        own = [nursery for nursery in nurseries_of(os.getpid()) if nursery not in others]
        own += [worker for nursery in own for worker in nursery.children()]
        assert len(own) > 1
        pool.close()
        assert not any(process.is_running() for process in own)

    async def test_close_ends_calls_under_way_and_refuses_new_ones(self, tasks):
        pool = WorkerPool(1, timeout=30)
        await pool.run(tasks.echo, 1)
        calls = [asyncio.create_task(pool.run(tasks.slow_echo, i, 20)) for i in range(3)]
        await asyncio.sleep(0.2)
        began = time.monotonic()
        pool.close()
        outcomes = await asyncio.gather(*calls, return_exceptions=True)
        assert [type(outcome) for outcome in outcomes] == [WorkerPoolClosed] * 3
        assert time.monotonic() - began < 5
        with pytest.raises(WorkerPoolClosed):
            await pool.run(tasks.echo, 1)
        with pytest.raises(WorkerPoolClosed):
            pool.map(tasks.echo, [1])

    def test_close_twice_and_unused(self):
        pool = WorkerPool(1)
        pool.close()
        pool.close()
        pool.warm()
        assert workers_of(os.getpid()) == []


def start_script(tmp_path: Path, body: str, *command: str) -> subprocess.Popen[str]:
    script = tmp_path / "parent_script.py"
    script.write_text(textwrap.dedent(body), encoding="utf-8")
    (tmp_path / "pool_tasks.py").write_text(TASKS, encoding="utf-8")
    return subprocess.Popen(
        [sys.executable, *(command or (str(script),))],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": f"{ROOT}{os.pathsep}{tmp_path}"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def finish(process: subprocess.Popen[str]) -> str:
    output, errors = process.communicate(timeout=60)
    assert process.returncode == 0, errors
    return output


@pytest.mark.parametrize("task", ["pid", "spin", "backtrack"])
def test_no_worker_outlives_a_killed_parent(tmp_path, task):
    parent = start_script(
        tmp_path,
        f"""
        import threading, time
        import pool_tasks
        from aggregator.workers import WorkerPool

        pool = WorkerPool(2, timeout=1)
        pool._call(pool_tasks.echo, (1,), {{}})
        pool.warm()
        threading.Thread(target=pool._call, args=(pool_tasks.{task}, (), {{}}), daemon=True).start()
        time.sleep(0.3)
        print("under way", flush=True)
        time.sleep(60)
        """,
    )
    with parent:
        assert parent.stdout.readline() == "under way\n"
        workers = workers_of(parent.pid)
        assert len(workers) == 2
        workers += nurseries_of(parent.pid)
        parent.send_signal(signal.SIGKILL)
        _, alive = psutil.wait_procs(workers, timeout=6)
        # In a container nobody may reap them: a zombie has ended too.
        assert [worker for worker in alive if worker.status() != psutil.STATUS_ZOMBIE] == []


def test_a_pool_that_was_never_closed_ends_with_its_script(tmp_path):
    parent = start_script(
        tmp_path,
        """
        import pool_tasks
        from aggregator.workers import WorkerPool

        pool = WorkerPool(1)
        print(next(pool.map(pool_tasks.echo, [1])))
        print(pool._call(pool_tasks.pid, (), {}))
        """,
    )
    result, pid = finish(parent).split()
    assert result == "1"
    assert not psutil.pid_exists(int(pid)) or (
        psutil.Process(int(pid)).status() == psutil.STATUS_ZOMBIE
    )


@pytest.mark.parametrize("command", [(), ("-m", "parent_script")])
def test_an_unguarded_script_is_not_run_again(tmp_path, command):
    parent = start_script(
        tmp_path,
        """
        print("side effect")
        import pool_tasks
        from aggregator.workers import WorkerPool

        with WorkerPool(2) as pool:
            print(list(pool.map(pool_tasks.echo, [1, 2, 3])))
        """,
        *command,
    )
    assert finish(parent) == "side effect\n[1, 2, 3]\n"


def test_runs_under_twisted(tmp_path):
    """A coroutine as Scrapy runs it: under Twisted's reactor on top of asyncio."""
    parent = start_script(
        tmp_path,
        """
        import asyncio
        from twisted.internet import asyncioreactor
        asyncioreactor.install()
        from twisted.internet import defer, reactor
        import pool_tasks
        from aggregator.workers import WorkerPool, WorkerTimeout

        pool = WorkerPool(2, timeout=1)

        async def work():
            print(await asyncio.gather(*(pool.run(pool_tasks.echo, i) for i in range(4))))
            try:
                await pool.run(pool_tasks.spin)
            except WorkerTimeout as error:
                print(error)

        def start():
            deferred = defer.Deferred.fromFuture(asyncio.ensure_future(work()))
            deferred.addBoth(lambda _: (pool.close(), reactor.stop()))

        reactor.callWhenRunning(start)
        reactor.run()
        """,
    )
    assert finish(parent) == "[0, 1, 2, 3]\nspin took longer than 1 s and was stopped\n"
