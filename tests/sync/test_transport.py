"""One exchange over HTTP, against real servers on loopback."""

import http.server
import ssl
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Address

import pytest
import zstandard
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from fieldpass.sync import compression
from fieldpass.sync.errors import (
    BadAddress,
    BadAnswer,
    Cut,
    ServerBusy,
    TlsRefused,
    Unreachable,
)
from fieldpass.sync.line import checked
from fieldpass.sync.transport import Request, Transport, check_address
from tests.sync.faults import FaultProxy, Weather


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    connections = 0
    answer = staticmethod(lambda handler, body: (200, body, {}))
    seen: list

    def setup(self):
        type(self).connections += 1
        super().setup()

    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("content-length", 0)))
        self.seen.append((self.path, dict(self.headers), body))
        status, answer, headers = self.answer(self, body)
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("content-length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    do_GET = do_POST

    def log_message(self, *_):
        pass


@contextmanager
def serving(answer=None, context=None):
    made = {"seen": [], "connections": 0}
    if answer:
        made["answer"] = staticmethod(answer)
    handler = type("TheHandler", (Handler,), made)
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    if context:
        server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield server.server_port, handler
    finally:
        server.shutdown()
        server.server_close()


@pytest.mark.parametrize(
    "bad",
    [
        "",
        "host",
        "ftp://host",
        "http://platform.example",
        "https://",
        "https://a:b@host",
        "http://[::1",
    ],
)
def test_an_address_that_is_not_https_is_refused_before_anything_is_opened(bad):
    with pytest.raises(BadAddress):
        Transport(bad)


@pytest.mark.parametrize("good", ["http://127.0.0.1:8000", "http://localhost", "http://[::1]:80"])
def test_plain_http_is_for_this_machine_only(good):
    assert check_address(good + "/") == good


def test_an_exchange_carries_body_and_headers_and_keeps_its_connection():
    with serving(lambda handler, body: (200, body[::-1], {"Fieldpass-Nonce": "00"})) as (
        port,
        seen,
    ):
        transport = Transport(f"http://127.0.0.1:{port}")
        for _ in range(3):
            answer = transport.exchange(
                Request(method="POST", target="/v1/x?a=1", body=b"abc", headers={"x-one": "1"})
            )
        assert answer.body == b"cba"
        assert answer.headers["fieldpass-nonce"] == "00"
        assert seen.seen[0][0] == "/v1/x?a=1"
        assert seen.connections == 1
        transport.close()


def test_a_large_body_goes_up_smaller_and_a_compressed_answer_is_opened():
    def answer(_handler, body):
        opened = zstandard.ZstdDecompressor().decompressobj().decompress(body)
        return 200, zstandard.compress(opened), {"content-encoding": "zstd"}

    with serving(answer) as (port, seen):
        transport = Transport(f"http://127.0.0.1:{port}")
        body = b"record " * 1000
        packed, encoding = compression.pack(body)
        asked = Request(
            method="POST", target="/", body=packed, headers={"content-encoding": encoding}
        )
        assert transport.exchange(asked).body == body
        assert len(seen.seen[0][2]) < 200
        transport.close()


@pytest.mark.parametrize("damage", [lambda d: d[:-3], lambda d: d + b"x", lambda d: b"junk" + d])
def test_a_compressed_answer_that_is_not_whole_is_refused(damage):
    packed = damage(zstandard.compress(b"x" * 4000))
    with serving(lambda *_: (200, packed, {"content-encoding": "zstd"})) as (port, _):
        transport = Transport(f"http://127.0.0.1:{port}")
        with pytest.raises(BadAnswer):
            transport.exchange(Request(method="GET", target="/"))
        transport.close()


def test_an_answer_that_would_blow_up_in_memory_is_refused():
    packed = zstandard.compress(bytes(200 * 1024 * 1024))
    with serving(lambda *_: (200, packed, {"content-encoding": "zstd"})) as (port, _):
        transport = Transport(f"http://127.0.0.1:{port}")
        with pytest.raises(BadAnswer):
            transport.exchange(Request(method="GET", target="/"))
        transport.close()


@pytest.mark.parametrize(
    ("said", "wish"),
    [("120", 120.0), ("", None), ("soon", None), ("Wed, 21 Oct 2026 07:28:00 GMT", None)],
)
def test_a_busy_server_is_heard_with_its_retry_after(said, wish):
    busy = (503, b"", {"retry-after": said} if said else {})
    with serving(lambda *_: busy) as (port, _):
        transport = Transport(f"http://127.0.0.1:{port}")
        with pytest.raises(ServerBusy) as caught:
            checked(transport.exchange(Request(method="POST", target="/v1/hello", body=b"x")))
        assert caught.value.retry_after_s == wish
        transport.close()


def test_a_portals_redirect_is_not_followed():
    with serving(lambda *_: (302, b"", {"location": "http://127.0.0.1:1/login"})) as (port, _):
        transport = Transport(f"http://127.0.0.1:{port}")
        with pytest.raises(BadAnswer):
            transport.exchange(Request(method="GET", target="/"))
        transport.close()


def test_nobody_there_is_unreachable_with_a_sentence_that_says_what_to_do():
    transport = Transport("http://127.0.0.1:9")
    with pytest.raises(Unreachable) as caught:
        transport.exchange(Request(method="GET", target="/"))
    assert caught.value.text("zh") == "没有网或平台没有应答. 本机照常能用, 有网后自动传送."
    assert "127.0.0.1" not in str(caught.value)


def test_silence_ends_after_the_time_given():
    with serving(lambda *_: (time.sleep(1), (200, b"", {}))[1]) as (port, _):
        transport = Transport(f"http://127.0.0.1:{port}", silence_s=0.2)
        with pytest.raises(Unreachable):
            transport.exchange(Request(method="GET", target="/"))


def test_a_cut_answer_is_a_cut_and_the_next_exchange_works():
    with (
        serving(lambda *_: (200, b"x" * 50_000, {})) as (port, _),
        FaultProxy(port, Weather(cut_mean=5000)) as proxy,
    ):
        transport = Transport(proxy.url)
        with pytest.raises(Cut):
            transport.exchange(Request(method="GET", target="/"))
        proxy.weather.cut_mean = None
        assert len(transport.exchange(Request(method="GET", target="/")).body) == 50_000
        transport.close()


def test_the_line_can_be_made_slow():
    with (
        serving(lambda *_: (200, b"x" * 3000, {})) as (port, _),
        FaultProxy(port, Weather(latency_s=0.1, bytes_per_s=10_000)) as proxy,
    ):
        transport = Transport(proxy.url)
        started = time.perf_counter()
        transport.exchange(Request(method="GET", target="/"))
        assert 0.45 < time.perf_counter() - started < 2
        transport.close()


def test_an_explicit_proxy_is_used_also_on_loopback():
    with serving(lambda handler, _body: (200, handler.path.encode(), {})) as (port, _):
        transport = Transport("http://localhost:1", proxy=f"http://127.0.0.1:{port}")
        answer = transport.exchange(Request(method="GET", target="/v1/lists"))
        assert answer.body == b"http://localhost:1/v1/lists"
        transport.close()


def certificates(folder):
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "fieldpass test")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(IPv4Address("127.0.0.1"))]), critical=False
        )
        .sign(key, hashes.SHA256())
    )
    (folder / "ca.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    (folder / "key.pem").write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "ca.pem", folder / "key.pem")
    return context


def test_a_private_certificate_is_refused_until_its_ca_is_named(tmp_path):
    with serving(context=certificates(tmp_path)) as (port, _):
        url = f"https://127.0.0.1:{port}"
        with pytest.raises(TlsRefused):
            Transport(url).exchange(Request(method="GET", target="/"))
        transport = Transport(url, ca=tmp_path / "ca.pem")
        assert transport.exchange(Request(method="GET", target="/", body=b"")).status == 200
        transport.close()


def test_a_certificate_of_another_host_is_refused_though_its_ca_is_named(tmp_path):
    with serving(context=certificates(tmp_path)) as (port, _):
        transport = Transport(f"https://localhost:{port}", ca=tmp_path / "ca.pem")
        with pytest.raises(TlsRefused):
            transport.exchange(Request(method="GET", target="/"))


def test_a_ca_file_that_is_none_is_named_in_a_sentence(tmp_path):
    (tmp_path / "ca.pem").write_text("nothing of the kind")
    with pytest.raises(TlsRefused) as caught:
        Transport("https://127.0.0.1:1", ca=tmp_path / "ca.pem").exchange(
            Request(method="GET", target="/")
        )
    assert "证书文件" in caught.value.text("zh")


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_a_server_of_old_tls_is_refused(tmp_path):
    context = certificates(tmp_path)
    context.set_ciphers("ALL:@SECLEVEL=0")
    context.minimum_version = ssl.TLSVersion.TLSv1
    context.maximum_version = ssl.TLSVersion.TLSv1_1
    with serving(context=context) as (port, _), pytest.raises(TlsRefused):
        Transport(f"https://127.0.0.1:{port}", ca=tmp_path / "ca.pem").exchange(
            Request(method="GET", target="/")
        )


def test_importing_the_sync_package_imports_no_http_client():
    code = (
        "import sys, fieldpass.sync.driver, fieldpass.sync.transport, fieldpass.sync.core;"
        "print([m for m in ('httpx', 'sqlalchemy', 'zstandard') if m in sys.modules])"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "[]"
