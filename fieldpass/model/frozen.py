"""Frozen dataclasses with slots, as the standard library makes them, in a fifth of its time.

The standard decorator compiles six methods of every class from text, half a millisecond a class: with the
seventy classes of `model` that was half of its import, paid at every start. Here the classes share one set
of methods and only `__init__` is compiled. To whatever asks (`fields`, `replace`, pydantic, mypy) they are
dataclasses. Rules:

1. Always frozen, always with slots; equal when of one class with equal fields, and hashed by them.
2. `kw_only` and `order` mean what they mean in the standard library; a class with an order is left to it.
3. No inheritance, no `__post_init__`, no `InitVar`: records and findings need none.

>>> @dataclass(frozen=True, slots=True)
... class Point:
...     x: int
...     y: int = 0
>>> Point(1), Point(1) == Point(1, 0), len({Point(1), Point(1)})
(Point(x=1, y=0), True, 1)
"""

import dataclasses
from collections.abc import Callable
from operator import attrgetter
from typing import TYPE_CHECKING, Any, NoReturn

_MADE = object()


def _shared_methods(names: tuple[str, ...]) -> dict[str, Any]:
    """What the standard library would compile, over the names of the fields."""
    values: Callable[[Any], Any] = attrgetter(*names) if names else lambda _self: ()

    def __eq__(self: Any, other: object) -> Any:  # noqa: N807
        if other.__class__ is not self.__class__:
            return NotImplemented
        return values(self) == values(other)

    def __hash__(self: Any) -> int:  # noqa: N807
        return hash(values(self))

    return {"__eq__": __eq__, "__hash__": __hash__}


def _repr(self: Any) -> str:
    shown = [item.name for item in dataclasses.fields(self) if item.repr]
    inner = ", ".join(f"{name}={getattr(self, name)!r}" for name in shown)
    return f"{self.__class__.__qualname__}({inner})"


def _refuse_set(self: Any, name: str, value: Any) -> NoReturn:
    raise dataclasses.FrozenInstanceError(f"cannot assign to field {name!r}")


def _refuse_delete(self: Any, name: str) -> NoReturn:
    raise dataclasses.FrozenInstanceError(f"cannot delete field {name!r}")


def _state(self: Any) -> list[Any]:
    return [getattr(self, item.name) for item in dataclasses.fields(self)]


def _set_state(self: Any, state: list[Any]) -> None:
    for item, value in zip(dataclasses.fields(self), state, strict=True):
        object.__setattr__(self, item.name, value)


def _init_of(cls: type) -> Callable[..., None]:
    """`__init__`, compiled: it is called for every record that is read."""
    given: dict[str, Any] = {"_made": _MADE}
    placed: list[str] = ["self"]
    named: list[str] = []
    lines: list[str] = []
    for item in dataclasses.fields(cls):
        name = value = item.name
        parameter = name
        if item.default is not dataclasses.MISSING:
            given[f"_default_{name}"] = item.default
            parameter = f"{name}=_default_{name}"
        elif item.default_factory is not dataclasses.MISSING:
            given[f"_make_{name}"] = item.default_factory
            parameter = f"{name}=_made"
            value = f"_make_{name}() if {name} is _made else {name}"
        (named if item.kw_only else placed).append(parameter)
        # The slot's own setter: `object.__setattr__` would look it up by its name each time.
        given[f"_set_{name}"] = cls.__dict__[name].__set__
        lines.append(f" _set_{name}(self, {value})")
    parameters = ", ".join([*placed, *(["*"] if named else []), *named])
    exec(f"def __init__({parameters}):\n" + ("\n".join(lines) or " pass"), given)  # noqa: S102
    made: Callable[..., None] = given["__init__"]
    made.__qualname__ = f"{cls.__qualname__}.__init__"
    made.__annotations__ = {**cls.__annotations__, "return": None}
    return made


if TYPE_CHECKING:
    from dataclasses import dataclass as dataclass
else:

    def dataclass(
        *, frozen: bool, slots: bool, kw_only: bool = False, order: bool = False
    ) -> Callable[[type], type]:
        """`dataclasses.dataclass` for classes that are frozen and have slots."""
        if not (frozen and slots):
            raise TypeError("what the rules are made of is frozen and has slots")
        if order:
            return dataclasses.dataclass(frozen=True, slots=True, kw_only=kw_only, order=True)
        bare = dataclasses.dataclass(init=False, repr=False, eq=False, slots=True, kw_only=kw_only)

        def wrap(cls: type) -> type:
            made = bare(cls)
            made.__dataclass_params__.frozen = made.__dataclass_params__.eq = True
            made.__init__ = _init_of(made)
            names = tuple(item.name for item in dataclasses.fields(made))
            for name, method in _shared_methods(names).items():
                setattr(made, name, method)
            made.__repr__ = _repr
            made.__setattr__, made.__delattr__ = _refuse_set, _refuse_delete
            made.__getstate__, made.__setstate__ = _state, _set_state
            return made

        return wrap
