"""Clusters: the runs of an experiment on other machines, by Dask, with the same care as on this one."""

from __future__ import annotations

from concurrent.futures import Executor
from types import TracebackType
from typing import Any, Self

from demandsim.experiment.extras import library
from demandsim.experiment.store import ResultsError

PATIENCE = 30
"""Seconds in which the scheduler has to answer and a first worker to be there."""


class Cluster:
    """A crew of Dask workers, found by the address of their scheduler, such as tcp://10.0.0.1:8786.

    Its machines need the same version of the program and a file system on which the results folder has the same
    path. Raises `ResultsError` where nobody answers or no worker is there.
    """

    def __init__(self, address: str) -> None:
        distributed = library("distributed", "cluster")
        self._killed: type[Exception] = distributed.scheduler.KilledWorker
        try:
            self._client: Any = distributed.Client(address, timeout=PATIENCE, set_as_default=False)
        except (OSError, ValueError) as error:
            raise ResultsError(f"no cluster answers at {address}: {error}") from None
        try:
            self._client.wait_for_workers(1, timeout=PATIENCE)
        except TimeoutError:
            self._client.close()
            raise ResultsError(f"the cluster at {address} has no worker") from None
        # A task that goes down with its worker comes back to the driver, which tries it again on its own. Left to the
        # scheduler it would take more workers, and the tasks beside it, down with it.
        self._client.run_on_scheduler(lambda dask_scheduler: setattr(dask_scheduler, "allowed_failures", 0))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._client.close()

    def executor(self, _: int, /) -> Executor:
        """Begin: give what takes tasks."""
        executor: Executor = self._client.get_executor(pure=False)
        return executor

    def room(self, at_once: int) -> int:
        """Say how many tasks may be handed out: one more than there are workers now, who may come and go."""
        return at_once if at_once == 1 else sum(self._client.nthreads().values()) + 1

    def died(self, error: BaseException) -> bool:
        """Tell whether a task failed because its worker died."""
        return isinstance(error, self._killed)

    def stop(self, executor: Executor) -> None:
        """Take back what has not begun; what is being done ends by itself and harms nothing."""
        executor.shutdown(wait=False)
