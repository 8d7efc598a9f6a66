"""What is filled in beforehand for somebody who learns or shows the program: the demo's slip of paper.

Only the forms are filled; every key is still pressed by the person, and every part behind is real.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Slip:
    """The passphrase and the registration's fields, by their names in the forms."""

    secret: str = field(repr=False)
    registration: Mapping[str, str] = field(default_factory=dict, repr=False)
