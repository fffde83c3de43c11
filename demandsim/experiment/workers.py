"""Workers: carry out tasks in several processes at once, and lose none when a process dies."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections import Counter, deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from typing import Generic, TypeVar

Task = TypeVar("Task")
Receipt = TypeVar("Receipt")

MOST_DEATHS = 3
"""A task that has gone down with its process this often is given up."""
ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")


class TaskFailed(Exception):
    """A task could not be carried out; the message names it and says why."""


def carry_out(
    tasks: Sequence[Task],
    work: Callable[[Task], Receipt],
    workers: int,
    done: Callable[[Receipt], None] | None = None,
) -> None:
    """Carry out every task, in this process (one worker) or in several, and report each as it is finished.

    `work` must be a function that another process can import; tasks leave their results in files of their
    own and return a receipt. After a process died, the tasks it may have died of are tried one at a time,
    up to three times. Raises `TaskFailed` for a task that fails or keeps dying; what was finished stays
    finished. Stopping with Ctrl-C ends the processes at once.
    """
    if workers <= 1:
        for task in tasks:
            receipt = _named(task, work)
            if done is not None:
                done(receipt)
        return
    _Driver(work, done).drive(tasks, workers)


class _Driver(Generic[Task, Receipt]):
    def __init__(self, work: Callable[[Task], Receipt], done: Callable[[Receipt], None] | None) -> None:
        self.work = work
        self.done = done

    def drive(self, tasks: Sequence[Task], workers: int) -> None:
        waiting, suspects = deque(tasks), deque[Task]()
        deaths: Counter[Task] = Counter()
        with _one_thread_each():
            while waiting or suspects:
                queue, at_once = (suspects, 1) if suspects else (waiting, workers)
                lost = self._feed(queue, min(at_once, len(queue)))
                for task in lost:
                    deaths[task] += 1
                    if deaths[task] >= MOST_DEATHS:
                        raise TaskFailed(f"{task}: its process died {MOST_DEATHS} times (out of memory, or ended)")
                suspects.extend(lost)

    def _feed(self, queue: deque[Task], at_once: int) -> list[Task]:
        """Feed a pool until the queue is empty (give none) or a process died (give what was in flight)."""
        before = set(multiprocessing.active_children())
        pool = ProcessPoolExecutor(at_once, multiprocessing.get_context("spawn"), _start_worker)
        flying: dict[Future[Receipt], Task] = {}
        lost: list[Task] = []
        try:
            while (queue and not lost) or flying:
                # One more than there are workers, so that none waits for the next.
                while queue and not lost and len(flying) < at_once + (at_once > 1):
                    task = queue.popleft()
                    try:
                        flying[pool.submit(self.work, task)] = task
                    except BrokenProcessPool:
                        queue.appendleft(task)
                        break
                landed, _ = wait(flying, return_when=FIRST_COMPLETED)
                for future in landed:
                    task = flying.pop(future)
                    try:
                        receipt = future.result()
                    except BrokenProcessPool:
                        lost.append(task)
                        continue
                    except Exception as error:
                        raise _failed(task, error) from error
                    if self.done is not None:
                        self.done(receipt)
            pool.shutdown()
        except BaseException:
            for process in set(multiprocessing.active_children()) - before:
                process.terminate()
            pool.shutdown(cancel_futures=True)
            raise
        return lost


def _named(task: Task, work: Callable[[Task], Receipt]) -> Receipt:
    try:
        return work(task)
    except Exception as error:
        raise _failed(task, error) from error


def _failed(task: object, error: Exception) -> TaskFailed:
    said = str(error) or type(error).__name__
    return TaskFailed(f"{task}: {said}" if isinstance(error, OSError) else f"{task}: {type(error).__name__}: {said}")


@contextmanager
def _one_thread_each() -> Iterator[None]:
    """Let processes started meanwhile compute with one thread; an initialiser would come too late."""
    before = {name: os.environ.get(name) for name in ONE_THREAD}
    os.environ.update(ONE_THREAD)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


def _start_worker() -> None:
    """Leave Ctrl-C to the parent, and end with it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
    os._exit(1)
