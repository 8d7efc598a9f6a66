"""JSON that people write: what it lets pass and no file of ours may hold.

Rules:

1. A name that stands twice in an object is wrong: the last would win without a word.
2. Half of a surrogate pair is no text: JSON can spell it, UTF-8 cannot.
3. Where it is wrong is told as a place (`model.paths`), never with a value.
"""

import json
from collections.abc import Iterable
from typing import Any, NamedTuple

from fieldpass.model.paths import Place
from fieldpass.model.text import Text

_TWICE = Text(zh="写了两次", en="written twice")
_NO_TEXT = Text(zh="不是文字", en="not a text")


class Fault(NamedTuple):
    """What is wrong (rules 1 and 2), and where."""

    place: Place
    text: Text


class _Doubled(dict[str, Any]):
    """An object in which a name stands twice, and which."""

    field = ""


def read_json(text: str | bytes) -> Any:
    """What is written, for `fault_of` to look through. Raises ValueError, RecursionError."""
    return json.loads(text, object_pairs_hook=_object)


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) == len(pairs):
        return found
    seen: set[str] = set()
    doubled = _Doubled(found)
    for name, _value in pairs:
        if name in seen:
            doubled.field = name
            break
        seen.add(name)
    return doubled


def fault_of(data: Any) -> Fault | None:
    """The first fault of what `read_json` gave, None where there is none. Raises RecursionError."""
    if isinstance(data, _Doubled):
        return Fault((data.field,), _TWICE)
    if isinstance(data, str):
        return None if _is_text(data) else Fault((), _NO_TEXT)
    below: Iterable[tuple[int | str, Any]] = ()
    if isinstance(data, dict):
        below = data.items()
    elif isinstance(data, list):
        below = enumerate(data)
    for place, value in below:
        if isinstance(place, str) and not _is_text(place):
            return Fault((place,), _NO_TEXT)
        if (found := fault_of(value)) is not None:
            return Fault((place, *found.place), found.text)
    return None


def _is_text(value: str) -> bool:
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True
