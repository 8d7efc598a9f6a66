"""What the header says on every screen behind the unlock screen: place, person, link, training."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from fieldpass.locale import _
from fieldpass.widgets.statusline import Status

if TYPE_CHECKING:
    from fieldpass.desk.office import Office


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """What the desk said last."""

    place: str
    person: str
    role: str
    online: bool | None
    """None before the device is registered."""
    training: bool

    def status(self, title: str, clock: str) -> Status:
        """The header in the language in use; without a title it names the program and place."""
        roles = {"issuer": _("issuer"), "clerk": _("clerk"), "checker": _("checker")}
        role = roles.get(self.role, "")
        person = f"{self.person}({role})" if self.person and role and not title else self.person
        network = "" if self.online is None else _("online") if self.online else _("no network")
        return Status(
            title=title or _("Health passes"),
            place="" if title else self.place,
            person=person,
            network=network,
            clock=clock,
            mark=_("TRAINING") if self.training else "",
        )


def read(office: "Office") -> Heading:
    """Ask the desk; runs in a worker thread."""
    from fieldpass.desk import sending

    identity = office.identity
    if identity is None:
        return Heading(place="", person="", role="", online=None, training=False)
    link = sending.status(office).link
    return Heading(
        place=identity.where,
        person=identity.name,
        role=identity.role,
        online={"online": True, "offline": False}.get(link),
        training=False,
    )
