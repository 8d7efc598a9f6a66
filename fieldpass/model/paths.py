"""How a place in what somebody has written is named for people: records[3].tenths.

A name that is no plain word stands in quotes, escaped and cut, because it may come from anybody and drive a
terminal; a value is never part of a path.
"""

import json

_SHOWN = 40
Place = tuple[int | str, ...]


def path_of(place: Place) -> str:
    """records[3].tenths; "$" for the whole.

    >>> path_of(("records", 3, "a b"))
    'records[3]["a b"]'
    """
    shown = ""
    for item in place:
        if isinstance(item, int):
            shown += f"[{item}]"
        elif item.isascii() and item.isidentifier() and len(item) <= _SHOWN:
            shown += f".{item}" if shown else item
        else:
            shown += f"[{json.dumps(item[:_SHOWN])}{'...' if len(item) > _SHOWN else ''}]"
    return shown or "$"
