"""The line to the server: the core's questions as signed HTTP requests, answers read back strictly.

Rules: 1. The signature covers the body as sent, compressed or not; each answer brings the next nonce,
which is used once. 2. Without a nonce, or with one that died, one unsigned hello fetches a new one:
the device's clock plays no part. 3. A signed request that is refused once more for its signature
means that the server does not know this device. 4. Only a whole answer in the protocol's one form is
believed; everything else is BadAnswer. A feed's answer is a sequence of such: each that came whole counts.
5. No record, name or number of a person is in a target.

Source: DESIGN section 5, "Endpoints"; the messages are those of `wire.messages`.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any, Protocol, TypeVar

from fieldpass.model.text import Advised, Text
from fieldpass.sync import compression
from fieldpass.sync.errors import (
    BadAnswer,
    Cut,
    NotAuthorised,
    Refused,
    ServerBusy,
    SyncError,
    TooMuch,
    Unreachable,
)
from fieldpass.sync.reckoning import Head
from fieldpass.sync.steps import (
    AskBundles,
    AskFeed,
    AskHello,
    AskLists,
    BundleAnswer,
    BundlesTold,
    FeedEntry,
    Heard,
    ListName,
    ListsTold,
    Marks,
    PageTold,
    Question,
    Told,
)
from fieldpass.sync.transport import Request, Response
from fieldpass.wire import messages, requests, sequence
from fieldpass.wire.errors import WireError
from fieldpass.wire.keys import SigningKey

_HEADS_MAX = 256
_NO_INCARNATION = bytes(16)
_M = TypeVar("_M", bound=messages.Message)
_BUSY = (429, 502, 503, 504)


class Exchanger(Protocol):
    """What a line needs of a transport."""

    bytes_up: int
    bytes_down: int

    def exchange(self, request: Request) -> Response:
        """One request, one whole answer."""

    def drop(self) -> None:
        """Forget the kept connection."""


class ServerLine:
    """Questions to one server, signed by this device's key."""

    def __init__(
        self,
        transport: Exchanger,
        device_key: SigningKey,
        *,
        monotonic: Callable[[], float],
        program: str = "",
    ) -> None:
        """`monotonic` gives seconds; `program` is name and version, for the server's statistics."""
        self._transport, self._key = transport, device_key
        self._monotonic, self._program = monotonic, program[:40]
        self._nonce: bytes | None = None

    def ask(self, question: Question) -> Heard:
        """One question, with as many requests as its nonce needs. Raises SyncError."""
        started, up, down = self._monotonic(), self._transport.bytes_up, self._transport.bytes_down
        try:
            answer = self._answer(question)
        except Unreachable:
            # The server may have spent the nonce without our hearing of the next.
            self._nonce = None
            self._transport.drop()
            raise
        return Heard(
            answer=answer,
            took_s=self._monotonic() - started,
            bytes_up=self._transport.bytes_up - up,
            bytes_down=self._transport.bytes_down - down,
        )

    def _answer(self, question: Question) -> Told | ListsTold | BundlesTold | PageTold:
        match question:
            case AskHello(marks=marks):
                return self._hello(marks)
            case AskLists(after=after):
                query = messages.lists_query({(n.kind, n.county): v for n, v in after.items()})
                return read_lists(self._plain("GET", f"/v1/lists?after={query}"))
            case AskBundles(bundles=bundles):
                body, encoding = compression.pack_sequence([sequence.write([b]) for b in bundles])
                answer = self._signed(
                    "POST", "/v1/bundles", body, encoding, messages.MEDIA_TYPE_SEQUENCE
                )
                return _bundles_told(_read(answer, messages.BundlesAnswerMessage))
            case AskFeed(scope=scope, after=after, limit_bytes=limit):
                return self._feed(f"/v1/feed/{scope}?after={after}&limit={limit}")
        raise SyncError("line: unknown question")

    def look_up(self, question: messages.LookupMessage) -> messages.LookupAnswerMessage:
        """Ask for a pass by serial or person. Raises SyncError."""
        answer = self._signed("POST", "/v1/passes/lookup", question.encode())
        return _read(answer, messages.LookupAnswerMessage)

    def _feed(self, target: str) -> PageTold:
        answer = self._signed("GET", target, piecewise=True)
        if answer.cut:
            # The nonce came with the head of the answer, and is good.
            self._transport.drop()
        return read_feed(answer)

    # Hello.

    def _hello(self, marks: Marks) -> Told:
        """Signed where the server knows us; else what it says to strangers."""
        body, encoding = compression.pack(_hello_message(marks, self._program).encode())
        try:
            answer = self._signed("POST", "/v1/hello", body, encoding)
        except NotAuthorised:
            answer = self._stranger()
        return _told(_read(answer, messages.HelloAnswerMessage))

    def _stranger(self) -> Response:
        """The unsigned hello: versions only; brings time and nonce."""
        message = messages.HelloMessage(versions=messages.PROTOCOL_VERSIONS, program=self._program)
        return checked(self._exchange("POST", "/v1/hello", message.encode()))

    # Requests.

    def _plain(self, method: str, target: str, body: bytes = b"") -> Response:
        return checked(self._exchange(method, target, body))

    def _signed(
        self,
        method: str,
        target: str,
        body: bytes = b"",
        encoding: str = "",
        media_type: str = messages.MEDIA_TYPE,
        piecewise: bool = False,
    ) -> Response:
        for _ in range(2):
            if self._nonce is None:
                self._stranger()
            nonce, self._nonce = self._nonce, None
            if nonce is None:
                raise BadAnswer("line: an answer without a nonce")
            signature = requests.sign_request(
                self._key, method=method, target=target, body=body, nonce=nonce
            )
            headers = {requests.HEADER: signature.header()}
            answer = self._exchange(method, target, body, encoding, media_type, headers, piecewise)
            if answer.status != 401:
                return checked(answer)
        raise NotAuthorised("line: the server does not know this device")

    def _exchange(
        self,
        method: str,
        target: str,
        body: bytes = b"",
        encoding: str = "",
        media_type: str = messages.MEDIA_TYPE,
        headers: dict[str, str] | None = None,
        piecewise: bool = False,
    ) -> Response:
        described = dict(headers or {})
        if piecewise:
            described["accept"] = messages.MEDIA_TYPE_SEQUENCE
        if body:
            described["content-type"] = media_type
        if encoding:
            described["content-encoding"] = encoding
        answer = self._transport.exchange(
            Request(method=method, target=target, body=body, headers=described, piecewise=piecewise)
        )
        self._nonce = _nonce(answer) or self._nonce
        return answer


# Reading and writing the messages.


_KEPT_HERE = Text(
    zh="记录都在本机; 请照平台说的办好, 再传送.",
    en="All records are kept here: do what the platform says, then send again.",
)


def checked(answer: Response) -> Response:
    """The answer if it is one; the refusal as an error otherwise (rule 4). Raises SyncErrors."""
    if 200 <= answer.status < 300:
        return answer
    refusal = _refusal(answer)
    if answer.status in _BUSY:
        raise ServerBusy(f"http: {answer.status}", retry_after_s=_retry_after(answer, refusal))
    if answer.status == 401:
        raise NotAuthorised("http: 401")
    if refusal is None:
        raise BadAnswer(f"http: {answer.status}")
    if answer.status == 413:
        raise TooMuch("http: 413")
    told = Refused.told
    if refusal.zh and refusal.en:
        told = Advised(what=Text(zh=refusal.zh, en=refusal.en), do=_KEPT_HERE)
    raise Refused(f"http: {answer.status} {refusal.code}", told)


def read_registration(answer: Response) -> messages.RegistrationAnswerMessage:
    """The answer to a registration. Raises BadAnswer."""
    return _read(answer, messages.RegistrationAnswerMessage)


def read_lists(answer: Response) -> ListsTold:
    """The lists answer, believed by nobody yet. Raises BadAnswer."""
    message = _read(answer, messages.ListsMessage)
    return ListsTold(
        root=message.root,
        certificates=message.certificates,
        rotations=message.rotations,
        lists=message.lists,
        more=message.more,
    )


def read_feed(answer: Response) -> PageTold:
    """What came of a page, in one message or piece by piece.

    Raises:
        BadAnswer: something else; Cut: nothing of it came whole.
    """
    pieces = [answer.body]
    kind = answer.headers.get("content-type", "").partition(";")[0].strip()
    if kind == messages.MEDIA_TYPE_SEQUENCE:
        reader = sequence.SequenceReader(element_bytes_max=messages.FeedPageMessage.bytes_max)
        try:
            pieces = list(reader.feed(answer.body))
        except WireError as error:
            raise BadAnswer(f"line: {error}") from error
        if reader.pending and not answer.cut:
            raise BadAnswer("line: a sequence that is not whole")
    elif answer.cut:
        pieces = []
    if not pieces:
        raise Cut("line: nothing came whole") if answer.cut else BadAnswer("line: no page")
    pages = [_page_told(_read_one(one, messages.FeedPageMessage)) for one in pieces]
    if len({(one.scope, one.incarnation) for one in pages}) > 1:
        raise BadAnswer("line: pages of different feeds")
    entries = tuple(entry for one in pages for entry in one.entries)
    return replace(pages[-1], entries=entries, cut=answer.cut)


def _hello_message(marks: Marks, program: str = "") -> messages.HelloMessage:
    """Where a device stands, as the protocol says it."""
    heads = [
        messages.HeadMessage(
            log=(one.log.scope, one.log.device, one.log.epoch),
            last=one.head.last,
            link=one.head.link,
        )
        for one in marks.logs[-_HEADS_MAX:]
    ]
    lists = [
        messages.ListVersionMessage.model_validate(
            {"kind": name.kind, "county": name.county, "version": held.version}
        )
        for name, held in sorted(marks.lists.items())
    ]
    return messages.HelloMessage(
        versions=messages.PROTOCOL_VERSIONS,
        program=program,
        scope=marks.scope,
        incarnation=marks.incarnation,
        heads=tuple(heads),
        cursors=dict(marks.cursors),
        lists=tuple(lists),
        sequences=dict(marks.sequences),
    )


def _told(message: messages.HelloAnswerMessage) -> Told:
    """Where the server stands, as the core hears it."""
    known = message.incarnation is not None
    standing = message.standing if known or message.standing in ("refused",) else "unknown"
    return Told(
        server_time=message.server_time,
        incarnation=message.incarnation or _NO_INCARNATION,
        versions=message.versions,
        standing=standing,
        heads=tuple(Head(log=one.log_id, last=one.last, link=one.link) for one in message.heads),
        feeds=message.feeds,
        lists={ListName(one.kind, one.county): one.version for one in message.lists},
        sequences=message.sequences,
        checkpoint=message.checkpoint,
        erasures=message.erasures,
    )


def _bundles_told(message: messages.BundlesAnswerMessage) -> BundlesTold:
    return BundlesTold(
        incarnation=message.incarnation,
        answers=tuple(
            BundleAnswer(
                log=one.log_id,
                first=one.first,
                through=one.through,
                status=one.status,
                reason=one.reason or "",
                returned=tuple((one.first + index, why) for index, why in one.returned),
            )
            for one in message.answers
        ),
    )


def _page_told(message: messages.FeedPageMessage) -> PageTold:
    """A page of a feed, as the core hears it."""
    return PageTold(
        scope=message.scope,
        incarnation=message.incarnation,
        head=message.head,
        entries=tuple(
            FeedEntry(position=one.position, bundle=one.bundle, returned=one.returned)
            for one in message.items
        ),
    )


def _read(answer: Response, kind: type[_M]) -> _M:
    return _read_one(answer.body, kind)


def _read_one(data: bytes, kind: type[_M]) -> _M:
    try:
        return kind.decode(data)
    except WireError as error:
        raise BadAnswer(f"line: {error}") from error


def _refusal(answer: Response) -> messages.RefusalMessage | None:
    try:
        return messages.RefusalMessage.decode(answer.body)
    except WireError:
        return None


def _nonce(answer: Response) -> bytes | None:
    text = answer.headers.get(requests.NONCE_HEADER.lower(), "")
    try:
        nonce = bytes.fromhex(text)
    except ValueError:
        return None
    return nonce if len(nonce) == requests.NONCE_BYTES else None


def _retry_after(answer: Response, refusal: messages.RefusalMessage | None) -> float | None:
    text: Any = answer.headers.get("retry-after", "")
    if text.isascii() and text.isdigit() and len(text) < 8:
        return float(text)
    if refusal is not None and refusal.retry_after is not None:
        return float(refusal.retry_after)
    return None
