"""The line between one device and the server in a simulation: real messages, bad weather.

Every question becomes the bytes that would travel, and every answer too. What the weather does to an
exchange is decided by the world before it begins; a cut may fall on any byte. A page travels in pieces, of
which a cut leaves the first; one may be lost, come twice, or change places, where somebody between the two
does not pass on what he was given.
"""

from dataclasses import dataclass

from fieldpass.errors import FieldpassError
from fieldpass.sync import line
from fieldpass.sync.errors import Cut, NotAuthorised, Refused, Unreachable
from fieldpass.sync.steps import AskBundles, AskFeed, AskHello, AskLists, Heard
from fieldpass.sync.transport import Response
from fieldpass.wire import messages, sequence
from fieldpass.wire.bundle import BUNDLE_BYTES_MAX
from fieldpass.wire.errors import UnknownKey, WireError
from server_stub import intake, publication
from server_stub.api import bundles as bundles_api
from server_stub.api import feeds, hello, lists
from server_stub.store import feed as feed_rows


@dataclass(frozen=True, kw_only=True)
class Weather:
    """What happens to one exchange; `cut_request` and `cut_answer` are fractions of its bytes.

    `in_one_message`: the server is older and knows no pieces. `pieces`: what befalls one of them (PIECES).
    """

    lose_request: bool = False
    lose_answer: bool = False
    cut_request: float | None = None
    cut_answer: float | None = None
    twice: bool = False
    late: bool = False
    stale_lists: bool = False
    other_version: bool = False
    in_one_message: bool = False
    pieces: str | None = None


PIECES = ("lost", "twice", "swapped")
FINE = Weather()


class Link:
    """One device's line; a `Line` of the session."""

    def __init__(self, world, kid):
        self._world, self._kid = world, kid
        self.head_told = 0

    def ask(self, question):
        weather = self._world.weather()
        self._world.note("ask", type(question).__name__, weather_text(weather))
        if weather.lose_request:
            raise Unreachable("sim: request lost")
        answer = self._answer(question, weather)
        if weather.lose_answer:
            raise Unreachable("sim: answer lost")
        return Heard(answer=answer, took_s=self._world.random.choice((0.01, 1.0, 20.0)))

    def _answer(self, question, weather):
        match question:
            case AskHello(marks=marks):
                return self._hello(marks, weather)
            case AskLists(after=after):
                return self._lists(after, weather)
            case AskBundles(bundles=bundles):
                return self._bundles(bundles, weather)
            case AskFeed(scope=scope, after=after, limit_bytes=limit):
                return self._feed(scope, after, limit, weather)

    def _hello(self, marks, weather):
        server = self._world.server
        said = messages.HelloMessage.decode(line._hello_message(marks, "sim").encode())
        key = server.database.read(lambda conn: server.directories.of(conn).find(self._kid))
        if key is None:
            told = hello._stranger(server.clock())
        else:
            self._world.publish([key.county, publication.PROVINCE_POLICY])
            now = server.clock()
            told = server.database.read(lambda conn: hello._answer(server, conn, key, said, now))
            server.database.write(lambda tx: hello._heard(server, tx, key, said, now))
        if weather.other_version:
            told = told.model_copy(update={"versions": (9,)})
        self.head_told = max(told.feeds.values(), default=0)
        return line._told(
            _arrived(told.encode(), messages.HelloAnswerMessage.decode, weather.cut_answer)
        )

    def _lists(self, after, weather):
        server, world = self._world.server, self._world
        asked = {(name.kind, name.county): version for name, version in after.items()}
        world.publish({county for _, county in asked})
        found, more = server.database.read(lambda conn: lists._newer(conn, asked))
        answer = messages.ListsMessage(
            root=server.authority.root_public,
            rotations=(),
            certificates=(server.authority.certificate,),
            lists=found,
            more=more,
        ).encode()
        world.list_answers.append(answer)
        if weather.stale_lists:
            answer = world.random.choice(world.list_answers[: 1 + len(world.list_answers) // 2])
        return _arrived(
            answer,
            lambda body: line.read_lists(Response(status=200, body=body)),
            weather.cut_answer,
        )

    def _bundles(self, bundles, weather):
        body = sequence.write(bundles)
        if weather.late:
            self._world.late.append(body)
        if weather.cut_request is not None:
            self._world.receive(body[: int(len(body) * weather.cut_request)])
            raise Cut("sim: request cut")
        answers = self._world.receive(body)
        if weather.twice:
            answers = self._world.receive(body)
        server = self._world.server
        message = messages.BundlesAnswerMessage(
            incarnation=server.database.read(server.incarnation), answers=tuple(answers)
        )
        return line._bundles_told(
            _arrived(message.encode(), messages.BundlesAnswerMessage.decode, weather.cut_answer)
        )

    def _feed(self, scope, after, limit, weather):
        server = self._world.server
        key = server.database.read(lambda conn: server.directories.of(conn).find(self._kid))
        if key is None or not key.works(server.clock()) or key.scope != scope:
            raise Refused("sim: scope of another")
        page = server.database.read(
            lambda conn: feeds._page(server, conn, scope, after, bytes_max=limit)
        )
        if weather.in_one_message:
            return _arrived(page.encode(), _whole_page, weather.cut_answer)
        pieces = [one.encode() for one in feeds._each(page)]
        return _arrived_in_pieces(self._befallen(pieces, weather.pieces), weather.cut_answer)

    def _befallen(self, pieces, what):
        """The pieces as somebody between the two passes them on."""
        if what is None:
            return pieces
        place = self._world.pieces.randrange(len(pieces))
        match what:
            case "lost":
                return pieces[:place] + pieces[place + 1 :]
            case "twice":
                return pieces[: place + 1] + pieces[place:]
        return pieces[:place] + pieces[place:][::-1]


def _arrived(data, read, cut):
    """What an answer says; where it is cut, a piece of it must never pass for an answer."""
    if cut is None:
        return read(data)
    try:
        read(data[: int(len(data) * cut)])
    except FieldpassError as error:
        raise Cut("sim: answer cut") from error
    raise AssertionError("a piece of an answer was taken for the whole")


def _whole_page(body):
    return line.read_feed(Response(status=200, body=body))


def _arrived_in_pieces(pieces, cut):
    """What a page in pieces says; where it is cut, as many of them as came whole."""
    body = sequence.write(pieces)
    headers = {"content-type": messages.MEDIA_TYPE_SEQUENCE}
    if cut is None:
        return line.read_feed(Response(status=200, body=body, headers=headers))
    came = body[: int(len(body) * cut)]
    told = line.read_feed(Response(status=200, body=came, headers=headers, cut=True))
    whole = sequence.SequenceReader(element_bytes_max=messages.FeedPageMessage.bytes_max)
    if not told.cut or len(told.entries) > len(list(whole.feed(came))):
        raise AssertionError("a piece of a piece was taken for the whole")
    return told


def receive(server, data, crash_after=None):
    """What the server does with the bytes of a request for bundles, as far as they came."""
    directory = server.database.read(server.directories.of)
    reader = sequence.SequenceReader(element_bytes_max=BUNDLE_BYTES_MAX)
    answers = []
    for count, element in enumerate(reader.feed(data)):
        if crash_after is not None and count >= crash_after:
            raise Unreachable("sim: the server stopped")
        answers.append(_take(server, directory, element))
    return answers


def _take(server, directory, data):
    try:
        opened = intake.read(data, directory, server.authority)
    except UnknownKey:
        return bundles_api._refused(data, "unknown-key")
    except WireError as error:
        return bundles_api._refused(data, error.code)
    now = server.clock()
    answer = server.database.write(lambda tx: intake.take(server, tx, opened, now))
    return messages.BundleAnswerMessage(
        log=(answer.log.scope, answer.log.device, answer.log.epoch),
        first=opened.bundle.first,
        through=answer.through,
        status=answer.status,
        returned=tuple(
            (number - opened.bundle.first, reason) for number, reason in answer.returned
        ),
    )


def weather_text(weather):
    """The weather in a word or two, for the trace."""
    said = [name for name in weather.__dataclass_fields__ if getattr(weather, name)]
    return ",".join(said) or "fine"


__all__ = ["FINE", "Link", "NotAuthorised", "Weather", "feed_rows", "receive", "weather_text"]
