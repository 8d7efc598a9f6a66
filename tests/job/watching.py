"""A wire-tap between a device and a server: every byte that the device sends is kept."""

import socket
import threading


class Tap:
    """Listens on loopback and passes everything on to `port`; `sent` is what the device has said."""

    def __init__(self, port: int) -> None:
        self.sent = bytearray()
        self._target = port
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        while True:
            try:
                device, _address = self._listener.accept()
            except OSError:
                return
            server = socket.create_connection(("127.0.0.1", self._target))
            for source, sink, kept in ((device, server, True), (server, device, False)):
                threading.Thread(target=self._pass, args=(source, sink, kept), daemon=True).start()

    def _pass(self, source: socket.socket, sink: socket.socket, kept: bool) -> None:
        try:
            while data := source.recv(65536):
                if kept:
                    self.sent += data
                sink.sendall(data)
        except OSError:
            pass
        finally:
            sink.close()

    def close(self) -> None:
        """Listen no more."""
        self._listener.close()
