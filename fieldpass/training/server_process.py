"""A reference server as a process of its own, on loopback: the demo and the tests use the same.

The program talks to it as to any other server; nothing of `server_stub` is imported here. Stopping
and starting it again keeps its data and its port, so that a cut link can be shown.
"""

import json
import queue
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any, ClassVar

from fieldpass.desk.errors import DeskError
from fieldpass.model.text import Advised, advised

_START_SECONDS = 30.0
_STOP_SECONDS = 10.0


class ServerFailed(DeskError):
    """The demo's server did not start; the detail is what it said."""

    code = "demo-server"
    told: ClassVar[Advised] = advised(
        zh="演示用的平台没有启动起来.",
        en="The demo's server did not start.",
        do_zh="请关掉别的演示, 再运行 fieldpass demo.",
        do_en="Close any other demo, then run fieldpass demo again.",
    )


class ServerProcess:
    """One server on loopback with its data in `folder`; `url` is set while it runs."""

    def __init__(self, folder: Path) -> None:
        """Remember the folder; nothing is started yet."""
        self.folder = folder
        self.port = 0
        self._process: subprocess.Popen[str] | None = None
        self._begun: threading.Event | None = None
        self._refused: OSError | None = None

    @property
    def url(self) -> str:
        """Where it listens, or listened last."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def pid(self) -> int | None:
        """The process id while it runs."""
        return self._process.pid if self._process else None

    def start(self) -> None:
        """Start it and wait until it listens; raises ServerFailed with what it said."""
        self.folder.mkdir(parents=True, exist_ok=True)
        self._begun = threading.Event()
        # Not in this thread: a signal that ends the demo would cut the start short, and nobody would
        # know of the process that there is.
        threading.Thread(target=self._begin, args=(self._begun,), daemon=True).start()
        self._begun.wait()
        if self._refused is not None:
            raise self._refused
        lines: queue.Queue[str] = queue.Queue()
        threading.Thread(target=self._drain, args=(lines,), daemon=True).start()
        self._await_port(lines)

    def stop(self) -> None:
        """Ask it to stop, and wait until it has."""
        self._end(kill=False)

    def kill(self) -> None:
        """End it as a power cut would."""
        self._end(kill=True)

    def run(self, *words: str) -> str:
        """Run one of its commands on its data and give what it prints; raises ServerFailed."""
        done = subprocess.run(  # noqa: S603 - our own program
            self._command(*words), capture_output=True, text=True, timeout=60, check=False
        )
        if done.returncode:
            raise ServerFailed(done.stderr.strip() or done.stdout.strip())
        return done.stdout

    def enrol(self, uscc: str, role: str) -> str:
        """A new enrolment code for a body and a role."""
        answer: dict[str, Any] = json.loads(
            self.run("enrol", "--uscc", uscc, "--role", role, "--json")
        )
        return str(answer["code"])

    def seed(self, village: dict[str, Any]) -> None:
        """Hand it its register of bodies and its health records."""
        path = self.folder / "seed.json"
        path.write_text(json.dumps(village, ensure_ascii=False), encoding="utf-8")
        self.run("seed", str(path))

    def publish(self, policy: dict[str, Any]) -> None:
        """Have it sign and publish a policy, as its file says."""
        path = self.folder / "policy.json"
        path.write_text(json.dumps(policy, ensure_ascii=False), encoding="utf-8")
        self.run("policy", "publish", str(path))

    def _command(self, *words: str) -> list[str]:
        return [
            sys.executable,
            "-m",
            "server_stub",
            *words,
            "--data",
            str(self.folder),
        ]

    def _drain(self, lines: "queue.Queue[str]") -> None:
        process = self._process
        if process is None or process.stdout is None:
            return
        with (self.folder / "server.log").open("a", encoding="utf-8") as log:
            for line in process.stdout:
                log.write(line)
                log.flush()
                lines.put(line)
        lines.put("")

    def _begin(self, begun: threading.Event) -> None:
        try:
            self._process = subprocess.Popen(  # noqa: S603 - our own program
                [*self._command("serve"), "--until-input-ends", "--port", str(self.port)],
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                # Nothing is ever written to it: it ends with this program, however that ends.
                stdin=subprocess.PIPE,
                text=True,
                # A Ctrl-C at the terminal is the screen's, which then stops the server in order.
                start_new_session=True,
            )
        except OSError as error:
            self._refused = error
        finally:
            begun.set()

    def _await_port(self, lines: "queue.Queue[str]") -> None:
        said: list[str] = []
        deadline = time.monotonic() + _START_SECONDS
        while time.monotonic() < deadline:
            try:
                line = lines.get(timeout=0.2)
            except queue.Empty:
                continue
            if not line:
                break
            said.append(line.strip())
            if "listening on http://127.0.0.1:" in line:
                self.port = int(line.rsplit(":", 1)[1].split()[0].rstrip("/"))
                return
        self._end(kill=True)
        raise ServerFailed(" / ".join(said[-3:]) or "no answer")

    def _end(self, *, kill: bool) -> None:
        if self._begun is not None:
            self._begun.wait(_START_SECONDS)
        process, self._process = self._process, None
        if process is None:
            return
        process.kill() if kill else process.terminate()
        if process.stdin is not None:
            process.stdin.close()
        try:
            process.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
