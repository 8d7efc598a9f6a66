"""Registering this device with a platform: who are you, before who am I.

Numbered, because the order is the point:

1. Ask for the platform's lists, unsigned and about nothing: root key, authority certificates.
2. Hold the root key against the fingerprint in the enrolment code; any other is WrongRoot, and nothing
   of this device or its person has been sent (stops a false platform from collecting identities).
3. Pin the root, durably, so that no later answer of anybody can change it.
4. Only now send [code, first bundle], whose first record is `issuer.requested`.
5. The answer is authorised, waiting (ask again with `poll`) or refused, with a sentence.

Every step may be repeated: the same registration sent again gets the answer of now.
Source: DESIGN sections 4 and 5.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from fieldpass.model.text import Text
from fieldpass.store import log, outbox, settings
from fieldpass.store.database import Store
from fieldpass.sync import port
from fieldpass.sync.errors import BadAnswer, NotTheServer, SyncError
from fieldpass.sync.line import Exchanger, checked, read_lists, read_registration
from fieldpass.sync.steps import ListsTold
from fieldpass.sync.transport import Request
from fieldpass.wire import enrolment, messages, trust
from fieldpass.wire.enrolment import EnrolmentCode
from fieldpass.wire.keys import SigningKey
from fieldpass.wire.trust import TrustStore

CODE = "sync.enrolment-code"


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistrationTold:
    """The platform's answer; `text` is its sentence for people, `retry_after_s` when to ask again."""

    outcome: Literal["authorised", "waiting", "refused"]
    reason: str = ""
    text: Text
    retry_after_s: int | None = None


def register(
    store: Store,
    transport: Exchanger,
    device_key: SigningKey,
    code: str,
    *,
    clock: Callable[[], int],
) -> RegistrationTold:
    """Steps 1 to 5. The own log's first record must be this device's `issuer.requested`.

    Raises BadEnrolmentCode, WrongRoot and SyncErrors; until step 4 nothing personal was sent.
    """
    parsed = enrolment.parse(code)
    pin(store, introduce(transport, parsed), parsed)
    store.write(lambda tx: settings.put(tx, CODE, parsed.text))
    return poll(store, transport, device_key, clock=clock)


def introduce(transport: Exchanger, code: EnrolmentCode) -> ListsTold:
    """Steps 1 and 2: the platform's root and what it certified. Raises WrongRoot, SyncErrors."""
    told = read_lists(checked(transport.exchange(Request(method="GET", target="/v1/lists"))))
    code.require(told.root)
    return told


def pin(store: Store, told: ListsTold, code: EnrolmentCode) -> TrustStore:
    """Step 3. What is pinned already is never replaced by another root (WrongRoot)."""
    held = store.read(port.trust_of)
    if held is None:
        held = trust.pin(told.root, code)
    elif told.root not in dict(held.roots):
        code.require(held.root)
    grown = port.vouched(held, told.rotations, told.certificates)
    if not grown.certificates:
        raise NotTheServer("registering: nothing that the root certified")
    store.write(lambda tx: port.save_trust(tx, grown))
    return grown


def poll(
    store: Store, transport: Exchanger, device_key: SigningKey, *, clock: Callable[[], int]
) -> RegistrationTold:
    """Steps 4 and 5, also to ask again while waiting.

    Raises SyncErrors; SyncError where nothing was prepared (no log, no pinned root).
    """
    if store.read(port.trust_of) is None:
        raise SyncError("registering: the root is not pinned")
    now = clock()
    store.write(lambda tx: outbox.seal_pending(tx, device_key, now))
    own = store.read(log.own_log)
    first = store.read(lambda conn: outbox.bundles_after(conn, own, 0)[:1] if own else [])
    if not first:
        raise SyncError("registering: nothing to send")
    code = store.read(lambda conn: settings.get(conn, CODE))
    # An invitation admits nobody: what the platform waits for is a colleague's admission.
    invited = code is not None and enrolment.parse(code).invites
    sent = None if invited else code
    message = messages.RegistrationMessage(code=sent, bundle=first[0].data)
    request = Request(
        method="POST",
        target="/v1/registrations",
        body=message.encode(),
        headers={"content-type": messages.MEDIA_TYPE},
    )
    told = _told(read_registration(checked(transport.exchange(request))))
    if told.outcome == "authorised":
        store.write(lambda tx: settings.put(tx, CODE, None))
    store.write(lambda tx: settings.put(tx, port.STANDING, told.outcome))
    return told


_SENTENCES = {
    "authorised": Text(zh="平台已授权本机.", en="The platform has authorised this device."),
    "waiting": Text(
        zh="已送到平台, 等待授权. 本机可以先受理和测温.",
        en="The platform has the request and will answer. Applications and readings work meanwhile.",
    ),
    "refused": Text(
        zh="平台没有同意登记. 请核对登记码和单位信息.",
        en="The platform refused the registration. Check the code and the body's details.",
    ),
}


def _told(message: messages.RegistrationAnswerMessage) -> RegistrationTold:
    usual = _SENTENCES.get(message.outcome)
    if usual is None:
        raise BadAnswer("registering: unknown outcome")
    return RegistrationTold(
        outcome=message.outcome,
        reason=message.reason or "",
        text=Text(zh=message.zh or usual.zh, en=message.en or usual.en),
        retry_after_s=message.retry_after,
    )
