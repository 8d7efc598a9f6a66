"""The classes of the rules are dataclasses in every respect that anybody asks about."""

import copy
import dataclasses
import inspect
import pickle
import pkgutil
from importlib import import_module
from typing import Any

import annotated_types
import pytest
from pydantic import TypeAdapter, ValidationError

import fieldpass.model
from fieldpass.model import bodies, bounds
from fieldpass.model.frozen import dataclass


@dataclass(frozen=True, slots=True)
class Ours:
    a: int
    b: str = "b"
    c: list[int] = dataclasses.field(default_factory=list, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class OursByName:
    a: int
    b: int | None = None


@dataclass(frozen=True, slots=True)
class OursEmpty:
    pass


@dataclass(frozen=True, slots=True, order=True)
class OursOrdered:
    a: int
    b: int = 0


def _theirs(shape: Any, **options: bool) -> Any:
    """The same class, made by the standard library."""
    members = {item.name: _default(item) for item in dataclasses.fields(shape)}
    space = {name: value for name, value in members.items() if value is not dataclasses.MISSING}
    hints = {item.name: item.type for item in dataclasses.fields(shape)}
    bare = type(shape.__name__, (), {**space, "__annotations__": hints, "__doc__": "-"})
    bare.__qualname__ = shape.__qualname__
    return dataclasses.dataclass(frozen=True, slots=True, **options)(bare)


def _default(item: Any) -> Any:
    if item.default_factory is not dataclasses.MISSING:
        return dataclasses.field(default_factory=item.default_factory, repr=item.repr)
    if not item.repr and item.default is dataclasses.MISSING:
        return dataclasses.field(repr=False)
    return item.default


def _classes() -> list[Any]:
    found = {}
    for item in pkgutil.walk_packages(fieldpass.model.__path__, "fieldpass.model."):
        for value in vars(import_module(item.name)).values():
            if inspect.isclass(value) and dataclasses.is_dataclass(value):
                found[f"{value.__module__}.{value.__qualname__}"] = value
    return [found[name] for name in sorted(found)]


def test_it_is_made_compared_and_shown_as_the_standard_library_does() -> None:
    theirs = _theirs(Ours)
    for given in ((1,), (1, "x"), (1, "x", [2])):
        ours, same = Ours(*given), theirs(*given)
        assert repr(ours) == repr(same)
        assert dataclasses.asdict(ours) == dataclasses.asdict(same)
        assert ours == Ours(*given)
    assert Ours(1) != Ours(2)
    assert Ours(1).c is not Ours(1).c
    assert Ours(1) != theirs(1)
    assert OursByName(a=1) != Ours(1)
    with pytest.raises(TypeError):
        OursByName(1)  # type: ignore[misc]
    with pytest.raises(TypeError):
        OursByName()  # type: ignore[call-arg]
    assert repr(OursEmpty()).endswith("OursEmpty()")
    assert OursEmpty() == OursEmpty()
    assert len({OursEmpty(), OursEmpty()}) == 1


def test_equal_ones_are_one_in_a_set() -> None:
    assert len({OursByName(a=1), OursByName(a=1), OursByName(a=1, b=2), OursByName(a=2)}) == 3
    with pytest.raises(TypeError):
        hash(Ours(1))


def test_nothing_of_it_can_be_set_or_deleted() -> None:
    made = OursByName(a=1)
    with pytest.raises(dataclasses.FrozenInstanceError, match="'a'"):
        made.a = 2  # type: ignore[misc]
    with pytest.raises(dataclasses.FrozenInstanceError, match="'a'"):
        del made.a  # type: ignore[misc]
    with pytest.raises(dataclasses.FrozenInstanceError):
        made.new = 1  # type: ignore[attr-defined]
    assert not hasattr(made, "__dict__")
    assert made.a == 1


def test_it_is_copied_pickled_and_replaced() -> None:
    made = Ours(1, "x", [3])
    for again in (copy.copy(made), copy.deepcopy(made), pickle.loads(pickle.dumps(made))):
        assert again == made
    assert copy.deepcopy(made).c is not made.c
    assert dataclasses.replace(made, b="y") == Ours(1, "y", [3])
    assert pickle.loads(pickle.dumps(OursEmpty())) == OursEmpty()


def test_an_order_is_the_standard_library_s() -> None:
    assert OursOrdered(1, 2) < OursOrdered(2, 0) < OursOrdered(2, 1)
    assert max(OursOrdered(1), OursOrdered(1, 1)) == OursOrdered(1, 1)


def test_a_class_that_is_not_frozen_or_has_no_slots_is_refused() -> None:
    for options in ({"frozen": False, "slots": True}, {"frozen": True, "slots": False}):
        with pytest.raises(TypeError, match="frozen and has slots"):
            dataclass(**options)  # type: ignore[call-overload]


@pytest.mark.parametrize("shape", _classes(), ids=lambda shape: shape.__qualname__)
def test_every_class_of_the_rules_takes_what_the_standard_library_would(shape: Any) -> None:
    made = shape.__dataclass_params__
    assert (made.frozen, made.eq) == (True, True)
    by_name = any(item.kw_only for item in dataclasses.fields(shape))
    theirs = _theirs(shape, kw_only=by_name)
    ours = inspect.signature(shape).parameters
    wanted = inspect.signature(theirs).parameters
    assert list(ours) == list(wanted)
    for name, parameter in ours.items():
        assert parameter.kind == wanted[name].kind
        assert (parameter.default is inspect.Parameter.empty) == (
            wanted[name].default is inspect.Parameter.empty
        )
        assert parameter.annotation == wanted[name].annotation
    assert shape.__match_args__ == theirs.__match_args__
    assert shape.__init__.__qualname__ == f"{shape.__qualname__}.__init__"


class TestBounds:
    """Bounds are what `annotated_types` and pydantic understand by them."""

    @pytest.mark.parametrize(
        ("bound", "shape", "good", "bad"),
        [
            (bounds.Ge(3), int, (3, 4), (2,)),
            (bounds.Le(3), int, (2, 3), (4,)),
            (bounds.MinLen(2), str, ("ab", "abc"), ("a",)),
            (bounds.MaxLen(2), str, ("", "ab"), ("abc",)),
            (bounds.Len(2, 3), bytes, (b"ab", b"abc"), (b"a", b"abcd")),
        ],
    )
    def test_pydantic_enforces_them(
        self, bound: bounds.Bound, shape: Any, good: tuple[Any, ...], bad: tuple[Any, ...]
    ) -> None:
        from typing import Annotated

        assert isinstance(bound, annotated_types.GroupedMetadata)
        reader: TypeAdapter[Any] = TypeAdapter(Annotated[shape, bound])
        for value in good:
            assert reader.validate_python(value) == value
        for value in bad:
            with pytest.raises(ValidationError):
                reader.validate_python(value)

    def test_a_body_is_read_within_its_bounds(self) -> None:
        reader = TypeAdapter(bodies.TemperatureTaken)
        assert reader.validate_python({"tenths": 500}) == bodies.TemperatureTaken(tenths=500)
        for tenths in (199, 501):
            with pytest.raises(ValidationError):
                reader.validate_python({"tenths": tenths})
