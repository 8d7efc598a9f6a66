"""The classes of the rules are dataclasses in every respect that anybody asks about."""

import copy
import dataclasses
import inspect
import pickle
import pkgutil
from importlib import import_module
from typing import Annotated, Any

import annotated_types
import pytest
from pydantic import TypeAdapter, ValidationError

import fieldpass.model
from fieldpass.model import bodies, bounds
from fieldpass.model.frozen import dataclass


@dataclass(frozen=True, slots=True)
class Kept:
    """Stands in the module, so that it can be pickled."""

    a: int
    b: str = "b"
    c: list[int] = dataclasses.field(default_factory=list)


# The other classes are made inside the tests: what is tested is how they are made.


def _ours() -> Any:
    @dataclass(frozen=True, slots=True)
    class Ours:
        a: int
        b: str = "b"
        c: list[int] = dataclasses.field(default_factory=list, repr=False)

    return Ours


def _by_name() -> Any:
    @dataclass(frozen=True, slots=True, kw_only=True)
    class OursByName:
        a: int
        b: int | None = None

    return OursByName


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
    shape = _ours()
    theirs = _theirs(shape)
    for given in ((1,), (1, "x"), (1, "x", [2])):
        ours, same = shape(*given), theirs(*given)
        assert repr(ours) == repr(same)
        assert dataclasses.asdict(ours) == dataclasses.asdict(same)
        assert ours == shape(*given)
    assert shape(1) != shape(2)
    assert shape(1, "x") != shape(1)
    assert shape(1).c == []
    assert shape(1).c is not shape(1).c
    assert shape(1) != theirs(1)
    assert shape(1).__eq__(1) is NotImplemented


def test_one_that_is_made_by_names_takes_no_places() -> None:
    shape = _by_name()
    assert (shape(a=1).a, shape(a=1).b, shape(b=2, a=1).b) == (1, None, 2)
    with pytest.raises(TypeError):
        shape(1)
    with pytest.raises(TypeError):
        shape()
    with pytest.raises(TypeError):
        shape(a=1, c=2)


def test_one_without_fields_is_equal_to_another() -> None:
    @dataclass(frozen=True, slots=True)
    class Empty:
        pass

    assert repr(Empty()).endswith("Empty()")
    assert Empty() == Empty()
    assert len({Empty(), Empty()}) == 1


def test_equal_ones_are_one_in_a_set() -> None:
    shape = _by_name()
    assert len({shape(a=1), shape(a=1), shape(a=1, b=2), shape(a=2)}) == 3
    assert hash(shape(a=1)) == hash((1, None))
    ours = _ours()
    with pytest.raises(TypeError):
        hash(ours(1))


def test_nothing_of_it_can_be_set_or_deleted() -> None:
    made = _by_name()(a=1)
    with pytest.raises(dataclasses.FrozenInstanceError, match=r"^cannot assign to field 'a'$"):
        made.a = 2
    with pytest.raises(dataclasses.FrozenInstanceError, match=r"^cannot delete field 'a'$"):
        del made.a
    with pytest.raises(dataclasses.FrozenInstanceError):
        made.new = 1
    assert not hasattr(made, "__dict__")
    assert made.a == 1


def test_it_is_copied_pickled_and_replaced() -> None:
    made = Kept(1, "x", [3])
    for again in (copy.copy(made), copy.deepcopy(made), pickle.loads(pickle.dumps(made))):
        assert again == made
    assert copy.deepcopy(made).c is not made.c
    assert dataclasses.replace(made, b="y") == Kept(1, "y", [3])
    with pytest.raises(ValueError, match="argument"):
        made.__setstate__([1])  # type: ignore[attr-defined]


def test_an_order_is_the_standard_library_s() -> None:
    for by_name in (False, True):

        @dataclass(frozen=True, slots=True, order=True, kw_only=by_name)
        class Ordered:
            a: int
            b: int = 0

        if by_name:
            assert Ordered(a=1, b=2) < Ordered(a=2)
            with pytest.raises(TypeError):
                Ordered(1)
        else:
            assert Ordered(1, 2) < Ordered(2, 0) < Ordered(2, 1)
        with pytest.raises(dataclasses.FrozenInstanceError):
            Ordered(a=1).a = 2  # type: ignore[misc]
        assert not hasattr(Ordered(a=1), "__dict__")


def test_a_class_that_is_not_frozen_or_has_no_slots_is_refused() -> None:
    sentence = r"^what the rules are made of is frozen and has slots$"
    for options in ({"frozen": False, "slots": True}, {"frozen": True, "slots": False}):
        with pytest.raises(TypeError, match=sentence):
            dataclass(**options)  # type: ignore[call-overload]


@pytest.mark.parametrize("kw_only", [False, True])
def test_made_again_it_is_what_the_standard_library_makes(kw_only: bool) -> None:
    # Made in the test, so that a change of the making is noticed and not only one of what was made.
    ours = dataclass(frozen=True, slots=True, kw_only=kw_only)(_source())
    theirs = dataclasses.dataclass(frozen=True, slots=True, kw_only=kw_only)(_source())
    assert inspect.signature(ours.__init__) == inspect.signature(theirs.__init__).replace(
        parameters=[
            wanted.replace(default=found.default)
            for wanted, found in zip(
                inspect.signature(theirs.__init__).parameters.values(),
                inspect.signature(ours.__init__).parameters.values(),
                strict=True,
            )
        ]
    )
    assert ours.__init__.__qualname__ == theirs.__init__.__qualname__
    assert ours.__match_args__ == theirs.__match_args__
    assert (ours.__dataclass_params__.frozen, ours.__dataclass_params__.eq) == (True, True)
    given = {"a": 1} if kw_only else {"a": 1, "b": "z"}
    assert repr(ours(**given)) == repr(theirs(**given))
    assert hash(ours(**given)) == hash(theirs(**given))


def _source() -> Any:
    class Source:
        a: int
        b: str = "b"
        c: tuple[int, ...] = dataclasses.field(default_factory=tuple)

    return Source


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
        ("name", "numbers", "shape", "good", "bad"),
        [
            ("Ge", (3,), int, (3, 4), (2,)),
            ("Le", (3,), int, (2, 3), (4,)),
            ("MinLen", (2,), str, ("ab", "abc"), ("a",)),
            ("MaxLen", (2,), str, ("", "ab"), ("abc",)),
            ("Len", (2, 3), bytes, (b"ab", b"abc"), (b"a", b"abcd")),
        ],
    )
    def test_pydantic_enforces_them(
        self,
        name: str,
        numbers: tuple[int, ...],
        shape: Any,
        good: tuple[Any, ...],
        bad: tuple[Any, ...],
    ) -> None:
        bound = getattr(bounds, name)(*numbers)
        assert bound == getattr(bounds, name)(*numbers)
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
