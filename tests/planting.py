"""A bug is a line that reads another way: planted for a test, and taken back at its end.

`plant` compiles a module with lines changed and lends its functions the changed code, so that whoever has
imported them runs it too. Nothing in the product knows of them. A line that is not there any more, or there
twice, is an error, never a bug that is found.
"""

import contextlib
import importlib
import inspect
from collections.abc import Iterable, Iterator
from itertools import groupby
from operator import itemgetter
from types import CodeType, FunctionType, ModuleType

Change = tuple[str, str, str]
"""Module below the package, the line, and how it reads instead."""


@contextlib.contextmanager
def plant(package: str, changes: Iterable[Change]) -> Iterator[None]:
    """Plant changes, those of one module beside each other."""
    lent: list[tuple[FunctionType, CodeType]] = []
    try:
        for place, of_it in groupby(changes, key=itemgetter(0)):
            module = importlib.import_module(f"{package}.{place}")
            for function, code in _changed(module, [change[1:] for change in of_it]):
                lent.append((function, function.__code__))
                function.__code__ = code
        yield
    finally:
        for function, code in reversed(lent):
            function.__code__ = code


def _functions(module: ModuleType) -> dict[str, FunctionType]:
    """The functions and methods that a module defines, by their qualified names."""
    found: dict[str, FunctionType] = {}
    for item in vars(module).values():
        if getattr(item, "__module__", None) != module.__name__:
            continue
        for inner in [item, *vars(item).values()] if inspect.isclass(item) else [item]:
            if isinstance(inner, property):
                inner = inner.fget
            function = inspect.unwrap(getattr(inner, "__func__", inner))
            if isinstance(function, FunctionType):
                found[function.__qualname__] = function
    return found


def _changed(
    module: ModuleType, changes: list[tuple[str, str]]
) -> list[tuple[FunctionType, CodeType]]:
    """The functions of a module with the code that they have once its lines are changed."""
    source, path = inspect.getsource(module), str(module.__file__)
    old = _codes(compile(source, path, "exec"))
    for before, after in changes:
        if source.count(before) != 1:
            raise LookupError(f"{module.__name__} has {source.count(before)} times: {before}")
        source = source.replace(before, after)
    new, own = _codes(compile(source, path, "exec")), _functions(module)
    changed = [(own[name], code) for name, code in new.items() if name in own and code != old[name]]
    if not changed:
        raise LookupError(f"{module.__name__}: no function is changed by: {changes}")
    return changed


def _codes(code: CodeType) -> dict[str, CodeType]:
    found = {}
    for item in code.co_consts:
        if isinstance(item, CodeType):
            found[item.co_qualname] = item
            found.update(_codes(item))
    return found
