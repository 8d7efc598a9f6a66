"""One exchange over HTTP: the only module that knows httpx, which is imported at the first use.

Owns connection reuse, TLS, proxy, timeouts and the translation of everything that can
go wrong into the sync branch of the error tree. Knows nothing of what is said. Rules:

1. https everywhere but on loopback; TLS 1.2 or later; a private CA stands beside the system's own.
2. No answer larger than `ANSWER_BYTES_MAX`, before and after decompression.
3. A cut answer raises Cut, unless who asks can use its beginning (`Request.piecewise`): then it is told
   as far as it came, and marked.
4. No redirects: a captive portal's redirect is a BadAnswer, never followed with a signed request.
5. Environment variables of proxies are used unless a proxy is named; never for loopback.
"""

import contextlib
import ipaddress
import ssl
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from fieldpass.model.text import advised
from fieldpass.sync import compression
from fieldpass.sync.errors import (
    BadAddress,
    BadAnswer,
    Cut,
    ProxyRefused,
    SyncError,
    TlsRefused,
    Unreachable,
)

if TYPE_CHECKING:
    import httpx

ANSWER_BYTES_MAX = 64 * 1024 * 1024
CONNECT_S = 15.0
SILENCE_S = 45.0
_KEEP_S = 120.0
_NO_HEADERS: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What is asked: `target` is path and query exactly as sent, and so is the body.

    `piecewise`: the answer is a sequence of which every whole element is good by itself.
    """

    method: str
    target: str
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=lambda: _NO_HEADERS)
    piecewise: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """An answer, decompressed; header names in lower case. `cut`: the body is only what came of it."""

    status: int
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=lambda: _NO_HEADERS)
    cut: bool = False


def check_address(base_url: str) -> str:
    """The address of a server in its one form, without a slash at the end.

    Raises:
        BadAddress: no http(s) address, or http to another machine than this one.
    """
    try:
        parts = urlsplit(base_url.strip())
        host, _port = parts.hostname or "", parts.port
    except ValueError as error:
        raise BadAddress("address: not a URL") from error
    if parts.scheme not in ("http", "https") or not host or parts.username or parts.query:
        raise BadAddress("address: not an http or https address")
    if parts.scheme == "http" and not is_loopback(host):
        raise BadAddress(
            "address: http off loopback",
            advised(
                zh="不加密的地址只能用于本机测试.",
                en="Plain http is for a test on this machine only.",
                do_zh="请填以 https 开头的平台地址.",
                do_en="Type an address that begins with https.",
            ),
        )
    return f"{parts.scheme}://{parts.netloc}{parts.path.rstrip('/')}"


def is_loopback(host: str) -> bool:
    """Whether this host is this machine, judged by its name alone (no look-up)."""
    if host.lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


class Transport:
    """Exchanges with one server, over one kept connection. Thread-safe: one exchange at a time."""

    def __init__(
        self,
        base_url: str,
        *,
        ca: Path | None = None,
        proxy: str | None = None,
        silence_s: float = SILENCE_S,
    ) -> None:
        """Prepare; nothing is imported or opened before the first exchange.

        Raises:
            BadAddress: see `check_address`.
        """
        self._base = check_address(base_url)
        self._ca, self._proxy, self._silence_s = ca, proxy, silence_s
        self._lock = threading.Lock()
        self._client: httpx.Client | None = None
        self.bytes_up = 0
        self.bytes_down = 0

    def exchange(self, request: Request) -> Response:
        """Send one request and read its answer.

        Raises:
            Unreachable, Cut, TlsRefused, ProxyRefused, BadAnswer: see their sentences.
        """
        headers = {"accept-encoding": "zstd, identity", **request.headers}
        with self._lock, _translated():
            client = self._client or self._open()
            url = self._base + request.target
            with client.stream(
                request.method, url, content=request.body or None, headers=headers
            ) as answer:
                data, cut = _read(answer, request.piecewise and answer.is_success)
                self.bytes_up += len(request.body)
                self.bytes_down += answer.num_bytes_downloaded
                if 300 <= answer.status_code < 400:
                    raise BadAnswer(f"http: redirect {answer.status_code}")
                if answer.status_code == 407:
                    raise ProxyRefused("http: proxy wants a login")
                found = {name.lower(): value for name, value in answer.headers.items()}
                return Response(status=answer.status_code, body=data, headers=found, cut=cut)

    def drop(self) -> None:
        """Forget the kept connection: after a cut the next exchange starts with a fresh one."""
        with self._lock:
            client, self._client = self._client, None
        if client is not None:
            client.close()

    close = drop

    def _open(self) -> "httpx.Client":
        import httpx

        host = urlsplit(self._base).hostname or ""
        self._client = httpx.Client(
            verify=_context(self._ca) if self._base.startswith("https") else False,
            proxy=self._proxy,
            trust_env=self._proxy is None and not is_loopback(host),
            timeout=httpx.Timeout(self._silence_s, connect=min(CONNECT_S, self._silence_s)),
            limits=httpx.Limits(
                max_connections=1, max_keepalive_connections=1, keepalive_expiry=_KEEP_S
            ),
            follow_redirects=False,
            headers={"user-agent": "fieldpass"},
        )
        return self._client


def _context(ca: Path | None) -> ssl.SSLContext:
    context = ssl.create_default_context()
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    if ca is not None:
        try:
            context.load_verify_locations(cafile=str(ca))
        except (OSError, ssl.SSLError) as error:
            raise TlsRefused(
                "tls: the CA file cannot be read",
                advised(
                    zh="指定的证书文件读不出来.",
                    en="The certificate file that was named cannot be read.",
                    do_zh="请核对文件名和文件.",
                    do_en="Check its name and the file.",
                ),
            ) from error
    return context


def _read(answer: "httpx.Response", piecewise: bool) -> tuple[bytes, bool]:
    """The body, opened by our own hand so that its size stays bounded (rule 2), and whether it was cut."""
    import httpx

    chunks: list[bytes] = []
    size = 0
    cut = False
    try:
        for chunk in answer.iter_raw():
            size += len(chunk)
            if size > ANSWER_BYTES_MAX:
                raise BadAnswer("http: answer too large")
            chunks.append(chunk)
    except httpx.HTTPError:
        if not piecewise:
            raise
        cut = True
    return _opened(answer, b"".join(chunks), cut), cut


def _opened(answer: "httpx.Response", data: bytes, cut: bool) -> bytes:
    encoding = answer.headers.get("content-encoding", "identity").lower()
    if encoding in ("", "identity") or not data:
        return data
    if encoding != compression.ENCODING:
        raise BadAnswer("http: unknown content encoding")
    return compression.unpack(data, cut=cut)


@contextlib.contextmanager
def _translated() -> Any:
    """Turn httpx's and ssl's exceptions into ours; details hold no URL and no content."""
    import httpx

    try:
        yield
    except SyncError:
        raise
    except httpx.ProxyError as error:
        raise ProxyRefused(type(error).__name__) from error
    except (httpx.ConnectError, httpx.ConnectTimeout) as error:
        if _is_tls(error):
            raise TlsRefused(type(error).__name__) from error
        raise Unreachable(type(error).__name__) from error
    except (httpx.InvalidURL, httpx.UnsupportedProtocol, UnicodeError) as error:
        raise BadAddress(type(error).__name__) from error
    except httpx.HTTPError as error:
        raise Cut(type(error).__name__) from error
    except (RuntimeError, OSError) as error:  # the client was closed under the exchange
        raise Cut(type(error).__name__) from error


def _is_tls(error: BaseException) -> bool:
    seen: BaseException | None = error
    for _ in range(8):
        if seen is None:
            return False
        if isinstance(seen, ssl.SSLError) or "CERTIFICATE_VERIFY_FAILED" in str(seen):
            return True
        seen = seen.__cause__ or seen.__context__
    return False
