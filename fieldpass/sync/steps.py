"""What the sync core asks for and what it hears: actions out, events in. Plain values, no behaviour.

An action is either a question to the server (`Ask...`, answered by `Heard` or `Failed`) or an order to
the store (`Load...`, answered by `Loaded`; `Save...`, answered by `Saved`). Every Save is one durable
transaction: when it is answered it is on disk, and if it is never answered, either all or nothing of
it is. Times are ms since 1970, durations seconds, sizes bytes.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from fieldpass.errors import FieldpassError
from fieldpass.sync.reckoning import Forked, Head, OwnLog
from fieldpass.wire.bundle import LogId

# What both sides say.


@dataclass(frozen=True, slots=True, order=True)
class ListName:
    """Which signed list: kind "issuers", "status" or "policy", and county, 6 digits."""

    kind: str
    county: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldMark:
    """The version of a list that a side holds, and as of when (ms)."""

    version: int
    as_of: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Marks:
    """Where this device stands, read in one transaction.

    `incarnation` is the server's that `cursors` and acknowledgements count for; None before the first
    session. `sequences` are the last pass sequences used, by issuer kid. `erasures_due`: the server's
    incarnation has changed since this device brought back what it knows of erasures.
    """

    scope: str
    device: bytes
    incarnation: bytes | None
    logs: tuple[OwnLog, ...]
    cursors: Mapping[str, int]
    lists: Mapping[ListName, HeldMark]
    sequences: Mapping[bytes, int] = field(default_factory=dict)
    erasures_due: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """The server's hello: one round trip tells all.

    `standing`: as in `wire.messages`. `feeds` are the heads of
    the scopes that this device may read; `sequences` the highest pass sequence seen by issuer kid;
    `erasures` whether it takes back what it once told of erasures.
    """

    server_time: int
    incarnation: bytes
    versions: tuple[int, ...]
    standing: str
    heads: tuple[Head, ...]
    feeds: Mapping[str, int]
    lists: Mapping[ListName, int]
    sequences: Mapping[bytes, int] = field(default_factory=dict)
    checkpoint: bytes | None = None
    erasures: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ListsTold:
    """Signed lists newer than asked, as they came, and what vouches for them."""

    root: bytes
    certificates: tuple[bytes, ...]
    rotations: tuple[bytes, ...]
    lists: tuple[bytes, ...]
    more: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class BundleAnswer:
    """The two answers to a bundle: stored through a number, and what was returned.

    `status` "stored" (also where it had been before), "fork" or "gap" (its first number does not
    follow on what the server has) or "refused" with a reason. `returned`: (number in the log, reason).
    """

    log: LogId
    first: int
    through: int
    status: str = "stored"
    reason: str = ""
    returned: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class BundlesTold:
    """The answers to the bundles of one request, in their order."""

    answers: tuple[BundleAnswer, ...]
    incarnation: bytes | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedEntry:
    """One item of a scope's feed, unverified: the bundle as it came and what of it was returned.

    `returned`: (index in the bundle from 0, reason).
    """

    position: int
    bundle: bytes
    returned: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PageTold:
    """A page of a scope's feed, and the feed's head when it was read.

    `cut`: the line broke after these entries, which are whole.
    """

    scope: str
    incarnation: bytes
    head: int
    entries: tuple[FeedEntry, ...]
    cut: bool = False


# Questions to the server.


@dataclass(frozen=True, slots=True, kw_only=True)
class AskHello:
    """Tell where we stand; hear where they stand."""

    marks: Marks


@dataclass(frozen=True, slots=True, kw_only=True)
class AskLists:
    """Lists newer than these versions; 0 asks for the whole."""

    after: Mapping[ListName, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class AskBundles:
    """Send bundles, oldest first."""

    bundles: tuple[bytes, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AskFeed:
    """The items of a scope after a position, about `limit_bytes` of them and at least one."""

    scope: str
    after: int
    limit_bytes: int


Question = AskHello | AskLists | AskBundles | AskFeed

# Orders to the store.


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadMarks:
    """Read the Marks; seals what is not yet sealed, so that heads and bundles are those to send."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadLinks:
    """Read own links: a mapping (log, number) to 32 bytes; missing ones are left out."""

    wanted: tuple[tuple[LogId, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadUnsent:
    """Read the oldest unacknowledged own bundles, up to `limit_bytes` and at least one."""

    limit_bytes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadErasures:
    """Read the platform's own bundles that tell of erasures, as they would travel."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SaveBrought:
    """Note that the server has heard what this device knows of erasures."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SaveReckoning:
    """Note the server's incarnation and what it holds of our logs; give way where they forked.

    A new incarnation sends the cursors back to 0 in the same transaction. `forks` are in the order of
    their logs; `epoch` is the least number of a new epoch; `sequences` are the server's highest pass
    sequences, which ours jump above.
    """

    incarnation: bytes
    acknowledged: Mapping[LogId, int]
    forks: tuple[Forked, ...] = ()
    epoch: int | None = None
    sequences: Mapping[bytes, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class SaveLists:
    """Verify and keep signed lists. Saved answers with those to be asked for whole (WrongBase)."""

    told: ListsTold


@dataclass(frozen=True, slots=True, kw_only=True)
class SaveAnswers:
    """Mark own bundles acknowledged, and keep what was returned. Done counts the records newly so."""

    answers: tuple[BundleAnswer, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SavePage:
    """Verify and apply feed items, moving the cursor along, in one transaction.

    Done answers with the counties whose issuer list is needed to know a signer: nothing was applied
    then. With `hold` the items of unknown signers are held instead, to be verified later.
    """

    scope: str
    incarnation: bytes
    before: int
    entries: tuple[FeedEntry, ...]
    hold: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SaveKnown:
    """Every feed was read to its head as of the hello at `server_time`: the scope is known until then.

    Done counts the own records that are unsent now: what the feed brought may have moved our log.
    """

    scope: str
    server_time: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SaveStanding:
    """Keep the server's word on this device's standing."""

    standing: str
    server_time: int


Order = (
    LoadMarks
    | LoadLinks
    | LoadUnsent
    | LoadErasures
    | SaveBrought
    | SaveReckoning
    | SaveLists
    | SaveAnswers
    | SavePage
    | SaveKnown
    | SaveStanding
)
Action = Question | Order

# What is heard.


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """The answer to a question, with what the exchange cost."""

    answer: Told | ListsTold | BundlesTold | PageTold
    took_s: float = 0.0
    bytes_up: int = 0
    bytes_down: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Failed:
    """A question without a usable answer. Whether the server acted on it is not known."""

    error: FieldpassError


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """An order was carried out; `value` is what a Load read."""

    value: Any = None


Event = Heard | Failed | Done


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """How a session ended: `error` None means that all that could be sent and read was.

    Counts are of this session: records acknowledged, feed items applied, records returned.
    """

    error: FieldpassError | None = None
    sent: int = 0
    received: int = 0
    returned: int = 0
    standing: str = "unknown"
    server_time: int | None = None
    bytes_up: int = 0
    bytes_down: int = 0
