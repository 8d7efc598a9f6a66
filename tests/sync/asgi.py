"""Exchanges with the real server's application inside this process: no sockets, no threads of ours.

Every byte between the two sides passes `Wire`, which a test may make fail: lose the request, lose the
answer, cut either after so many bytes, or deliver the request twice.
"""

import asyncio
from dataclasses import dataclass

from fieldpass.sync import compression
from fieldpass.sync.errors import Cut, Unreachable
from fieldpass.sync.transport import Request, Response


@dataclass(kw_only=True)
class Fault:
    """What happens to one exchange. `request_bytes`, `answer_bytes`: cut after so many."""

    lose_request: bool = False
    lose_answer: bool = False
    request_bytes: int | None = None
    answer_bytes: int | None = None
    twice: bool = False


NO_FAULT = Fault()


async def call(app, request: Request, cut_after: int | None = None) -> Response:
    """One request to an ASGI application; with `cut_after` its body ends early by a disconnect."""
    path, _, query = request.target.partition("?")
    body = request.body if cut_after is None else request.body[:cut_after]
    headers = [(b"host", b"test"), (b"accept-encoding", b"zstd, identity")]
    headers += [(k.lower().encode(), v.encode()) for k, v in request.headers.items()]
    if request.body:
        headers.append((b"content-length", str(len(request.body)).encode()))
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": request.method,
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "query_string": query.encode(),
        "headers": headers,
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 2),
        "root_path": "",
    }
    waiting = [{"type": "http.request", "body": body, "more_body": cut_after is not None}]
    out = {"status": 0, "headers": {}, "body": b""}
    never = asyncio.Event()

    async def receive():
        if waiting:
            return waiting.pop(0)
        if cut_after is None:
            await never.wait()
        return {"type": "http.disconnect"}

    async def send(message):
        if message["type"] == "http.response.start":
            out["status"] = message["status"]
            out["headers"] = {k.decode().lower(): v.decode() for k, v in message["headers"]}
        elif message["type"] == "http.response.body":
            out["body"] += message.get("body", b"")

    await app(scope, receive, send)
    return Response(status=out["status"], headers=out["headers"], body=out["body"])


class AsgiTransport:
    """A transport straight into an application, on the given event loop."""

    def __init__(self, app, loop, fault=lambda _request: NO_FAULT):
        self._app, self._loop, self._fault = app, loop, fault
        self.bytes_up = self.bytes_down = 0
        self.seen: list[Request] = []

    def exchange(self, request: Request) -> Response:
        self.seen.append(request)
        fault = self._fault(request)
        if fault.lose_request:
            raise Unreachable("test: request lost")
        self.bytes_up += len(request.body)
        if fault.request_bytes is not None and fault.request_bytes < len(request.body):
            self._loop.run_until_complete(call(self._app, request, fault.request_bytes))
            raise Cut("test: request cut")
        answer = self._loop.run_until_complete(call(self._app, request))
        if fault.twice:
            self._loop.run_until_complete(call(self._app, request))
        if fault.lose_answer:
            raise Unreachable("test: answer lost")
        body, cut = answer.body, False
        if fault.answer_bytes is not None and fault.answer_bytes < len(body):
            if not request.piecewise or answer.status != 200:
                raise Cut("test: answer cut")
            body, cut = body[: fault.answer_bytes], True
        self.bytes_down += len(body)
        if answer.headers.get("content-encoding") == "zstd" and body:
            body = compression.unpack(body, cut=cut)
        return Response(status=answer.status, headers=answer.headers, body=body, cut=cut)

    def drop(self) -> None:
        pass

    close = drop
