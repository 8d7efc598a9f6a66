"""The whole way in an office's network: TLS of a private CA, through a proxy that wants a login."""

import base64
import select
import socket
import socketserver
import ssl
import threading
import time
from contextlib import contextmanager

import pytest
import uvicorn

from fieldpass.desk import registration
from fieldpass.sync.errors import ProxyRefused, TlsRefused
from fieldpass.sync.line import ServerLine
from tests.sync.test_transport import certificates
from tests.sync.world import World

LOGIN = "clerk:a%20quiet%20word"
_HEADER = "proxy-authorization: basic " + base64.b64encode(b"clerk:a quiet word").decode().lower()


class Tunnel(socketserver.StreamRequestHandler):
    """Answers CONNECT alone, for who logs in, and carries bytes both ways."""

    def handle(self):
        head = []
        while (line := self.rfile.readline().strip()) and len(head) < 50:
            head.append(line.decode("latin-1").lower())
        self.server.asked.append(head)
        method, target, _ = head[0].split(" ")
        if method != "connect":
            self.wfile.write(b"HTTP/1.1 405 No\r\ncontent-length: 0\r\n\r\n")
            return
        if _HEADER not in head:
            self.wfile.write(b"HTTP/1.1 407 Login\r\nproxy-authenticate: Basic\r\n\r\n")
            return
        host, port = target.rsplit(":", 1)
        with socket.create_connection((host, int(port)), timeout=10) as there:
            self.wfile.write(b"HTTP/1.1 200 Connected\r\n\r\n")
            self._carry(self.connection, there)

    def _carry(self, one, other):
        while True:
            ready, _, _ = select.select([one, other], [], [], 20)
            for end in ready:
                data = end.recv(65536)
                if not data:
                    return
                self.server.carried += data
                (other if end is one else one).sendall(data)


@contextmanager
def tunnel():
    server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Tunnel)
    server.daemon_threads, server.asked, server.carried = True, [], bytearray()
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()


@contextmanager
def platform(world, folder):
    """The server's application under uvicorn, with a certificate of a CA of its own."""
    certificates(folder)
    config = uvicorn.Config(
        world.app,
        port=0,
        log_level="error",
        ssl_certfile=folder / "ca.pem",
        ssl_keyfile=folder / "key.pem",
        lifespan="off",
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        assert thread.is_alive()
        time.sleep(0.01)
    try:
        yield server.servers[0].sockets[0].getsockname()[1]
    finally:
        server.should_exit = True
        thread.join(10)


@pytest.fixture
def world(tmp_path):
    made = World(tmp_path / "server")
    yield made
    made.close()


@pytest.fixture
def places(world, tmp_path, monkeypatch):
    with platform(world, tmp_path) as port, tunnel() as proxy:
        monkeypatch.setenv(registration.CA_VARIABLE, str(tmp_path / "ca.pem"))
        monkeypatch.setenv(
            registration.PROXY_VARIABLE, f"http://{LOGIN}@127.0.0.1:{proxy.server_address[1]}"
        )
        yield f"https://127.0.0.1:{port}", proxy


def over(device, url):
    """The device's line as the desk makes it, with the variables of its surroundings."""
    device.transport.drop()
    device.transport = registration.open_transport(url)
    device.line = ServerLine(device.transport, device.key, monotonic=time.monotonic)
    return device


def test_registering_and_sending_both_ways_on_one_connection_each(world, places):
    url, proxy = places
    one, two = (over(world.device(register_it=False), url) for _ in range(2))
    for device in (one, two):
        assert device.register(world.code()).outcome == "authorised"
    written = one.write(60)
    assert one.sync().error is None
    assert two.sync().error is None
    assert {record.id for record in written} <= {
        row[0] for row in two.store.read(lambda c: c.run("SELECT id FROM record").all())
    }
    # Learning, sending and receiving: one connection, one TLS handshake, one CONNECT a device.
    assert [head[0].split(" ")[:2] for head in proxy.asked] == [["connect", url[8:]]] * 2
    assert b"/v1/" not in proxy.carried
    assert "王主任".encode() not in proxy.carried
    for device in (one, two):
        device.transport.close()


def test_a_proxy_without_a_login_and_a_ca_that_was_not_named_say_so(world, places, monkeypatch):
    url, proxy = places
    device = over(world.device(register_it=False), url)
    device.prepare()
    monkeypatch.delenv(registration.CA_VARIABLE)
    assert isinstance(over(device, url).sync().error, TlsRefused)
    monkeypatch.setenv(registration.PROXY_VARIABLE, f"http://127.0.0.1:{proxy.server_address[1]}")
    assert isinstance(over(device, url).sync().error, ProxyRefused)
    assert len(device.records()) == 1


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
def test_tls_1_2_and_1_3_are_spoken(world, places, version):
    url, _ = places
    device = over(world.device(), url)
    client = device.transport._open()
    context = client._transport_for_url(url)._pool._ssl_context
    assert context.minimum_version == ssl.TLSVersion.TLSv1_2
    context.minimum_version = context.maximum_version = version
    assert device.sync().error is None
    device.transport.close()
