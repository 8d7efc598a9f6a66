"""The threads that a program in a test asks its questions in: which of them have not come to an end.

A worker of Textual's is over as soon as it is cancelled; its thread goes on until it notices.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any


class Threads(ThreadPoolExecutor):
    """An event loop's threads, with the work that each was given."""

    def __init__(self) -> None:
        super().__init__(thread_name_prefix="desk")
        self._given: dict[Future[Any], tuple[Any, ...]] = {}

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """As the library does; asyncio calls it in the loop's own thread."""
        future = super().submit(fn, *args, **kwargs)
        self._given = {one: work for one, work in self._given.items() if not one.done()}
        self._given[future] = args
        return future

    def under_way(self, but: tuple[Any, ...] = ()) -> list[Future[Any]]:
        """What has not ended, but the work named."""
        every = self._given.items()
        return [one for one, work in every if not (one.done() or any(each in but for each in work))]


_ATTRIBUTE = "_fieldpass_threads"


def of_this_loop() -> Threads:
    """The running loop's threads; the first call of a test puts them there."""
    loop = asyncio.get_running_loop()
    threads = getattr(loop, _ATTRIBUTE, None)
    if threads is None:
        threads = Threads()
        loop.set_default_executor(threads)
        setattr(loop, _ATTRIBUTE, threads)
    return threads
