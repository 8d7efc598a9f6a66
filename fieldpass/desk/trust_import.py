"""Bringing trust and lists to this machine's trust file by hand: from the platform, or from a device.

Rules:

1. What the platform serves (`GET /v1/lists`, saved as a file) is signed: every list is verified under
   the pinned root, whoever brought the file.
2. The first import pins the root, and needs its fingerprint from elsewhere: the enrolment code, or its
   12 characters. A pinned root changes only by a rotation that it signed.
3. Another device's trust file is not signed: it is taken only on the word of the person who brings it, and
   changes the root in use only where that person names the new one's fingerprint: nothing in the file proves
   the rotation.
4. No list goes back; what is older is named and left.
"""

from dataclasses import dataclass
from typing import ClassVar

from fieldpass.desk import trust_file
from fieldpass.desk.errors import DeskError
from fieldpass.desk.trust_file import Trusted, TrustFileUnreadable
from fieldpass.model.text import Advised, advised
from fieldpass.sync import port
from fieldpass.sync.errors import SyncError
from fieldpass.wire import enrolment, trust
from fieldpass.wire.errors import BadEnrolmentCode, RolledBack, WireError, WrongBase
from fieldpass.wire.lists import HeldList, open_trusted, take_list
from fieldpass.wire.messages import ListsMessage
from fieldpass.wire.trust import TrustStore

Name = tuple[str, str]


class OtherRoot(DeskError):
    """The file stands under another root than the pinned one, or than the fingerprint given."""

    code: ClassVar[str] = "trust-root"
    told: ClassVar[Advised] = advised(
        zh="根密钥和本机的(或您给的指纹)不同, 没有导入.",
        en="Another root key than this machine's, or than the fingerprint given: nothing was imported.",
        do_zh="请核对文件来源.",
        do_en="Ask who made the file.",
    )


class RootUnknown(DeskError):
    """Nothing is pinned yet, and no fingerprint was given."""

    code: ClassVar[str] = "trust-root-unknown"
    told: ClassVar[Advised] = advised(
        zh="本机还没有认定根密钥.",
        en="No root key is pinned here yet.",
        do_zh="请用 --root 给出登记码, 或平台公布的 12 位指纹.",
        do_en="Give the enrolment code, or the 12 characters that the platform has published, with --root.",
    )


class NotSigned(DeskError):
    """A device's trust file, which only a person can vouch for."""

    code: ClassVar[str] = "trust-not-signed"
    told: ClassVar[Advised] = advised(
        zh="这是另一台机器的名单文件, 没有平台签名.",
        en="This is another device's trust file, without the platform's signature.",
        do_zh="确认是自己的机器导出的, 再加 --copy.",
        do_en="If it comes from a device of your own, add --copy.",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """What came of it: lists taken, and those left because they are older or do not fit."""

    result: Trusted
    taken: tuple[Name, ...]
    left: tuple[Name, ...]


def take(own: Trusted | None, data: bytes, *, root: str = "", copy: bool = False) -> Imported:
    """What this machine trusts after a file; nothing is written.

    `root`: an enrolment code or a fingerprint; `copy`: the person vouches for another device's file.
    Raises TrustFileUnreadable, OtherRoot, RootUnknown, NotSigned.
    """
    try:
        other = trust_file.decode(data)
    except TrustFileUnreadable:
        return _take_signed(own, data, root)
    if not copy:
        raise NotSigned
    return _take_copy(own, other, root)


def fingerprint_of(text: str) -> str:
    """The 12 characters of a root in an enrolment code, or as they are; OtherRoot for anything else."""
    plain = text.replace("-", "").replace(" ", "").upper()
    if len(plain) == enrolment.FINGERPRINT_CHARACTERS:
        return plain
    try:
        return enrolment.parse(text).fingerprint
    except BadEnrolmentCode as error:
        raise OtherRoot("neither a code nor a fingerprint") from error


def root_named_in(data: bytes) -> str:
    """The fingerprint of the root that a file names itself; raises TrustFileUnreadable.

    Believing it is believing whoever made the file: for one run, on a person's word.
    """
    try:
        return enrolment.fingerprint(trust_file.decode(data).trust.root)
    except TrustFileUnreadable:
        pass
    try:
        return enrolment.fingerprint(ListsMessage.decode(data).root)
    except WireError as error:
        raise TrustFileUnreadable("neither a trust file nor the platform's lists") from error


def _require_root(own: Trusted | None, offered: bytes, root: str) -> None:
    """Rule 2."""
    if root and fingerprint_of(root) != enrolment.fingerprint(offered):
        raise OtherRoot
    if own is None and not root:
        raise RootUnknown


def _take_signed(own: Trusted | None, data: bytes, root: str) -> Imported:
    """Rule 1."""
    try:
        told = ListsMessage.decode(data)
    except WireError as error:
        raise TrustFileUnreadable("neither a trust file nor the platform's lists") from error
    if own is None or root:
        _require_root(own, told.root, root)
    store = trust.pin_unchecked(told.root) if own is None else own.trust
    try:
        store = port.vouched(store, told.rotations, told.certificates)
    except SyncError as error:
        raise TrustFileUnreadable("certificates") from error
    if store.root != told.root:
        raise OtherRoot
    return _take_lists(own, store, told.lists)


def _take_lists(own: Trusted | None, store: TrustStore, signed: tuple[bytes, ...]) -> Imported:
    held: dict[Name, HeldList] = {(one.kind, one.county): one for one in (own.lists if own else ())}
    taken, left = dict[Name, None](), dict[Name, None]()
    for data in signed:
        try:
            opened = open_trusted(data, store)
            name = (opened.head.kind, opened.head.county)
            held[name] = take_list(held.get(name), opened)
            taken[name] = None
        except (RolledBack, WrongBase):
            left[name] = None
        except WireError as error:
            raise TrustFileUnreadable(f"list: {error.code}") from error
    return _imported(store, held, taken, left)


def _take_copy(own: Trusted | None, other: Trusted, root: str) -> Imported:
    """Rule 3."""
    _require_root(own, other.trust.root, root)
    store = other.trust if own is None else _further(own.trust, other.trust)
    if own is not None and store.root != own.trust.root and not root:
        raise OtherRoot
    held: dict[Name, HeldList] = {(one.kind, one.county): one for one in (own.lists if own else ())}
    taken, left = dict[Name, None](), dict[Name, None]()
    for one in other.lists:
        name: Name = (one.kind, one.county)
        before = held.get(name)
        if before is None or (one.version, one.as_of) > (before.version, before.as_of):
            held[name], taken[name] = one, None
        elif one != before:
            left[name] = None
    return _imported(store, held, taken, left)


def _imported(
    store: TrustStore, held: dict[Name, HeldList], taken: dict[Name, None], left: dict[Name, None]
) -> Imported:
    lists = tuple(held[name] for name in sorted(held))
    return Imported(result=Trusted(trust=store, lists=lists), taken=tuple(taken), left=tuple(left))


def _further(own: TrustStore, other: TrustStore) -> TrustStore:
    """The further of two stores of one history of roots; raises OtherRoot."""
    mine, theirs = [root for root, _ in own.roots], [root for root, _ in other.roots]
    shorter, longer = sorted((mine, theirs), key=len)
    if longer[: len(shorter)] != shorter:
        raise OtherRoot
    return max((own, other), key=lambda one: (one.rotation, one.least, len(one.certificates)))
