"""Workers: carry out tasks in several processes at once, and lose none when a process dies."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections import Counter, deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, CancelledError, Executor, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from typing import Generic, Protocol, TypeVar

Task = TypeVar("Task")
Receipt = TypeVar("Receipt")

MOST_DEATHS = 3
"""A task that has gone down with its process this often is given up."""
DIED = f"its process died {MOST_DEATHS} times (out of memory, or ended)"
OUT_OF_MEMORY = f"out of memory {MOST_DEATHS} times, at last with no other task beside it"
ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")


class TaskFailed(Exception):
    """A task could not be carried out; the message names it and says why."""


class Crew(Protocol):
    """Who does the work: processes of this machine, or a cluster."""

    def executor(self, at_once: int, /) -> Executor:
        """Begin: give what takes tasks, `at_once` at a time where the crew can tell."""

    def room(self, at_once: int) -> int:
        """Say how many tasks may be handed out now so that nobody waits, when `at_once` are wanted."""

    def died(self, error: BaseException) -> bool:
        """Tell whether a task failed because the process under it did."""

    def stop(self, executor: Executor) -> None:
        """End at once, whatever is being done."""


def carry_out(
    tasks: Sequence[Task],
    work: Callable[[Task], Receipt],
    workers: int,
    done: Callable[[Receipt], None] | None = None,
    crew: Crew | None = None,
) -> None:
    """Carry out every task, in this process (one worker) or in several, and report each as it is finished.

    `work` must be a function that another process can import; tasks leave their results in files of their
    own and return a receipt. After a process died or ran out of memory, the tasks it may have died of are tried
    one at a time, up to three times. Raises `TaskFailed` for a task that fails or keeps dying; what was finished
    stays finished. Stopping with Ctrl-C ends the processes at once. A `crew` works elsewhere, `workers` or not.
    """
    if workers <= 1 and crew is None:
        for task in tasks:
            receipt = _named(task, work)
            if done is not None:
                done(receipt)
        return
    _Driver(work, done, _Processes() if crew is None else crew).drive(tasks, workers)


class _Driver(Generic[Task, Receipt]):
    def __init__(self, work: Callable[[Task], Receipt], done: Callable[[Receipt], None] | None, crew: Crew) -> None:
        self.work = work
        self.done = done
        self.crew = crew

    def drive(self, tasks: Sequence[Task], workers: int) -> None:
        waiting, suspects = deque(tasks), deque[Task]()
        deaths: Counter[Task] = Counter()
        with _one_thread_each():
            while waiting or suspects:
                queue, at_once = (suspects, 1) if suspects else (waiting, workers)
                lost = self._feed(queue, min(at_once, len(queue)))
                for task, why in lost:
                    deaths[task] += 1
                    if deaths[task] >= MOST_DEATHS:
                        raise TaskFailed(f"{task}: {why}")
                suspects.extend(task for task, _ in lost)

    def _feed(self, queue: deque[Task], at_once: int) -> list[tuple[Task, str]]:
        """Feed a crew until the queue is empty (give none) or a process died (give what it may have died of)."""
        crew, executor = self.crew, self.crew.executor(at_once)
        flying: dict[Future[Receipt], Task] = {}
        lost: list[tuple[Task, str]] = []
        try:
            while (queue and not lost) or flying:
                while queue and not lost and len(flying) < crew.room(at_once):
                    task = queue.popleft()
                    try:
                        flying[executor.submit(self.work, task)] = task
                    except BrokenProcessPool:
                        queue.appendleft(task)
                        break
                landed, _ = wait(flying, return_when=FIRST_COMPLETED)
                for future in landed:
                    task = flying.pop(future)
                    try:
                        receipt = future.result()
                    except MemoryError:
                        lost.append((task, OUT_OF_MEMORY))
                        continue
                    except Exception as error:
                        if not crew.died(error):
                            raise _failed(task, error) from error
                        lost.append((task, DIED))
                        continue
                    if self.done is not None:
                        self.done(receipt)
            executor.shutdown()
        except BaseException:
            crew.stop(executor)
            raise
        return lost


class _Processes:
    """Processes of this machine, each with one thread for sums; they end with their parent."""

    def __init__(self) -> None:
        self.before: set[object] = set()

    def executor(self, at_once: int, /) -> Executor:
        self.before = set(multiprocessing.active_children())
        return ProcessPoolExecutor(at_once, multiprocessing.get_context("spawn"), _start_worker)

    def room(self, at_once: int) -> int:
        # One more than there are workers, so that none waits for the next.
        return at_once + (at_once > 1)

    def died(self, error: BaseException) -> bool:
        return isinstance(error, BrokenProcessPool)

    def stop(self, executor: Executor) -> None:
        for process in set(multiprocessing.active_children()) - self.before:
            process.terminate()
        executor.shutdown(cancel_futures=True)


def _named(task: Task, work: Callable[[Task], Receipt]) -> Receipt:
    try:
        return work(task)
    except Exception as error:
        raise _failed(task, error) from error


def _failed(task: object, error: Exception) -> TaskFailed:
    if isinstance(error, CancelledError):
        return TaskFailed(f"{task}: the connection to the cluster was lost")
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
