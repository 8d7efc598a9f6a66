"""Bounds of fields as data, in the words of `annotated_types`, which pydantic understands.

The real ones are made when somebody who reads from outside asks for them (`GroupedMetadata` is the way that
`annotated_types` gives for it), so that the rules alone need not pay for importing them.

>>> list(Len(4, 4))
[MinLen(min_length=4), MaxLen(max_length=4)]
"""

from collections.abc import Iterator
from typing import Any

from fieldpass.model.frozen import dataclass


@dataclass(frozen=True, slots=True)
class Bound:
    """What bounds a field: names that `annotated_types` has, each with its number."""

    marks: tuple[tuple[str, int], ...]

    @property
    def __is_annotated_types_grouped_metadata__(self) -> bool:
        """Says that iterating gives what this stands for."""
        return True

    def __iter__(self) -> Iterator[Any]:
        """The bounds as `annotated_types` has them."""
        import annotated_types

        for name, number in self.marks:
            yield getattr(annotated_types, name)(number)


def Ge(least: int) -> Bound:  # noqa: N802
    """At least this number."""
    return Bound((("Ge", least),))


def Le(most: int) -> Bound:  # noqa: N802
    """At most this number."""
    return Bound((("Le", most),))


def MinLen(least: int) -> Bound:  # noqa: N802
    """At least this many characters, bytes or items."""
    return Bound((("MinLen", least),))


def MaxLen(most: int) -> Bound:  # noqa: N802
    """At most this many characters, bytes or items."""
    return Bound((("MaxLen", most),))


def Len(least: int, most: int) -> Bound:  # noqa: N802
    """From so many to so many characters, bytes or items."""
    return Bound((("MinLen", least), ("MaxLen", most)))
