"""Who this device is: its body, its place, and the person who works at it."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal

Role = Literal["issuer", "clerk", "checker"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """The registration as the device keeps it; `person` is the staff member's 16 bytes.

    `scope` and the codes are as in records; `place` is where a checker stands, as he calls it.
    """

    scope: str
    county: str
    division: str
    uscc: str
    body_type: Literal["community", "unit"]
    body_name: str
    unit: str
    name: str
    post: str
    phone: str
    person: bytes
    role: Role
    server_url: str
    place: str = ""

    @property
    def where(self) -> str:
        """Where this device works, as a header says it: the place, else the body without its ending."""
        short = self.body_name
        for ending in ("村民委员会", "居民委员会", "社区居民委员会"):
            short = short.removesuffix(ending)
        return self.place or short

    def to_data(self) -> dict[str, Any]:
        """As plain data for the store's settings."""
        return asdict(self)

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> "Identity":
        """From what `to_data` gave."""
        return cls(**data)
