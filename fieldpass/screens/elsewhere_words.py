"""What is said while a colleague at another device is let in, on a screen and line by line; pure."""

from typing import TYPE_CHECKING

from fieldpass.locale import _
from fieldpass.screens.list_rows import role_word as role

if TYPE_CHECKING:
    from fieldpass.desk.introducing import Invitation
    from fieldpass.wire.introduction import Introduction

__all__ = [
    "first",
    "introduction_words",
    "invitation_facts",
    "role",
    "saved",
    "spoken",
    "steps",
]

_GROUP = 4


def steps() -> list[str]:
    """What happens, in three sentences."""
    return [
        _("1. On the other device the colleague registers with these:"),
        _("2. That device then shows a code: scan it here, paste its digits, or bring its file."),
        _("3. The colleague reads 20 digits aloud from that screen; you type them, and sign."),
    ]


def invitation_facts(view: "Invitation") -> list[tuple[str, str]]:
    """What the colleague types, under the labels of that form."""
    kinds = {"community": _("village or community"), "unit": _("unit")}
    return [
        (_("Platform"), view.server_url),
        (_("Enrolment code"), view.code),
        (_("USCC"), view.uscc),
        (_("Kind of body"), kinds.get(view.body_type, view.body_type)),
        (_("Body"), view.body_name),
        (_("Division code"), view.division),
    ]


def first(found: "Introduction") -> dict[str, str]:
    """What the code says of the colleague, to be completed."""
    return {"name": found.name, "post": found.post, "phone": found.phone}


def introduction_words() -> list[str]:
    """What the colleague does with the code."""
    return [
        _("Show this code to the issuer who admits you, or save it as a file for a stick."),
        _(
            "Then read these digits aloud, on the phone if you are apart. Send them in no other way:"
        ),
    ]


def spoken(check_number: str) -> list[str]:
    """The number in groups of four digits."""
    return [check_number[at : at + _GROUP] for at in range(0, len(check_number), _GROUP)]


def saved(path: str) -> str:
    """Where the file is."""
    return _("Saved: {path}. It holds no secret; the digits are read aloud all the same.").format(
        path=path
    )
