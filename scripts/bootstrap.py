"""Makes `.venv` ready for fieldpass: `python3 scripts/bootstrap.py [runtime|dev]`.

Needs Python 3.11 or newer and nothing else. Rules:

1. Everything comes from a lock file with hashes; the project itself is installed editable.
2. A state file in `.venv` says what is installed there, for which Python and in which folder. When it
   still holds, nothing is started: a second run costs milliseconds. `dev` includes `runtime`.
3. The state file is emptied before anything is changed and written when all is done, so that an
   interrupted, moved or copied `.venv` is never trusted but made anew.
4. What goes wrong is one sentence on stderr and exit status 1; pip is heard only when it failed.
"""

import contextlib
import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

if sys.version_info < (3, 11):  # noqa: UP036 - this file is what tells the owner of an older Python
    sys.exit(
        "fieldpass needs Python 3.11 or newer, and {} is {}.{}: install a newer one (Debian and Ubuntu: "
        "apt install python3.11-venv), or name one: make PYTHON=/path/to/python3.11 ...".format(
            sys.executable or "python3", *sys.version_info[:2]
        )
    )

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
STATE = VENV / "fieldpass-state.json"
LOCKS = {"runtime": "requirements.lock", "dev": "requirements-dev.lock"}
BUILD_FILES = ("pyproject.toml", "hatch_build.py", "scripts/bootstrap.py")
CATALOGUES = "fieldpass/locale/src"
COMPILED = ROOT / "fieldpass/locale/zh_CN/LC_MESSAGES/fieldpass.mo"

State = dict[str, str]
"""What the state file says: "folder", "python", "catalogues", and "runtime" or "dev" or both."""
ALL_KEYS = ("folder", "python", "kind", "catalogues")

# The settings of pip that say where packages come from; any other (PIP_TARGET, PIP_USER, ...) would
# put them somewhere else than into `.venv`.
PIP_KEPT = """
    PIP_INDEX_URL PIP_EXTRA_INDEX_URL PIP_FIND_LINKS PIP_NO_INDEX PIP_CERT PIP_CLIENT_CERT
    PIP_TRUSTED_HOST PIP_PROXY PIP_TIMEOUT PIP_DEFAULT_TIMEOUT PIP_RETRIES PIP_CACHE_DIR
    PIP_NO_CACHE_DIR PIP_CONFIG_FILE PIP_KEYRING_PROVIDER PIP_USE_FEATURE PIP_USE_DEPRECATED
"""


class CannotPrepareError(Exception):
    """What hinders the installation, as one sentence for the person at the keyboard."""


def digest(paths: list[Path]) -> str:
    """SHA-256 over names and contents of files, in hex; a file that is missing counts as empty."""
    total = hashlib.sha256()
    for path in paths:
        content = path.read_bytes() if path.is_file() else b""
        total.update(f"{path.name}\0{len(content)}\0".encode() + content)
    return total.hexdigest()


def wanted(kind: str) -> State:
    """What the state file must say for `kind`, one of LOCKS."""
    return {
        "folder": os.fspath(ROOT),
        "python": f"{sys.version} in {sys.base_prefix}",
        kind: digest([ROOT / name for name in (LOCKS[kind], *BUILD_FILES)]),
        "catalogues": digest(sorted((ROOT / CATALOGUES).rglob("*.po"))),
    }


def written() -> State:
    """What the state file says; nothing where it, or the interpreter beside it, is missing."""
    try:
        state = json.loads(STATE.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return state if isinstance(state, dict) and venv_python().exists() else {}


def is_ready(kind: str, keys: tuple[str, ...] = ALL_KEYS, state: State | None = None) -> bool:
    """Whether a state (by default the written one) confirms these keys of `wanted(kind)`.

    "kind" stands for `kind` itself or what includes it.
    """
    if state is None:
        state = written()
    if "catalogues" in keys and not COMPILED.is_file():
        return False
    want = wanted(kind)
    kinds = ("runtime", "dev") if kind == "runtime" else ("dev",)
    return all(
        any(state.get(one) == wanted(one)[one] for one in kinds)
        if key == "kind"
        else state.get(key) == want[key]
        for key in keys
    )


def venv_python() -> Path:
    """The interpreter inside `.venv`."""
    return VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def is_debian() -> bool:
    """Whether this machine is Debian or one of its children."""
    try:
        release = Path("/etc/os-release").read_text(encoding="utf-8")
    except OSError:
        return False
    lines = [line for line in release.splitlines() if line.startswith(("ID=", "ID_LIKE="))]
    return any(name in line for line in lines for name in ("debian", "ubuntu"))


def check_python() -> None:
    """Raise CannotPrepareError naming the package to install where this Python cannot make a venv."""
    specs = {name: find_spec(name) for name in ("venv", "ensurepip")}
    # A folder without code, as a removed package may leave behind, has a spec but no origin.
    missing = [name for name, spec in specs.items() if spec is None or spec.origin is None]
    if not missing:
        return
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    advice = (
        f"apt install python{version}-venv (or python3-venv), as root"
        if is_debian()
        else f"install your system's package with it (Debian and Ubuntu: python{version}-venv), as root"
    )
    raise CannotPrepareError(
        f"{sys.executable} cannot make a virtual environment, because its module {missing[0]} is "
        f"missing: {advice}, and run the same command again."
    )


def environment() -> dict[str, str]:
    """This process's environment without what would lead pip or Python somewhere else."""
    env = {
        name: value
        for name, value in os.environ.items()
        if (not name.startswith("PIP_") or name in PIP_KEPT.split())
        and name not in ("PYTHONHOME", "PYTHONPATH", "PYTHONSTARTUP", "__PYVENV_LAUNCHER__")
    }
    if not os.path.isabs(os.path.expanduser("~")):
        # Without a home pip would keep its cache in a folder called "~" right here.
        env.setdefault("PIP_NO_CACHE_DIR", "1")
    return env | {"PIP_DISABLE_PIP_VERSION_CHECK": "1", "PIP_NO_INPUT": "1"}


def run(what: str, *command: str) -> None:
    """Run a command in the project's folder; raise CannotPrepareError with its last words if it fails."""
    done = subprocess.run(
        command,
        cwd=ROOT,
        env=environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
    )
    if done.returncode == 0:
        return
    print("\n".join(done.stdout.splitlines()[-25:]), file=sys.stderr)
    raise CannotPrepareError(explain(what, done.stdout))


def explain(what: str, output: str) -> str:
    """One sentence for a failed step, from what the command printed."""
    if "THESE PACKAGES DO NOT MATCH THE HASHES" in output:
        return f"{what} failed: a downloaded package is not the one of the lock file; try again, or ask why."
    unreachable = (
        "Failed to establish a new connection",
        "Name or service not known",
        "Max retries",
    )
    if any(sign in output for sign in (*unreachable, "name resolution", "ProxyError", "timed out")):
        return (
            f"{what} failed because the package index cannot be reached: connect this machine to the "
            "network once, or set PIP_INDEX_URL to an index that it can reach, and run it again."
        )
    if "No space left" in output:
        return f"{what} failed: the disk is full; fieldpass needs about 400 MB in {VENV}."
    if "No matching distribution found" in output:
        return (
            f"{what} failed: the package index has no package that fits this Python "
            f"({sys.version_info.major}.{sys.version_info.minor}), this machine and the lock file "
            "(see above)."
        )
    return f"{what} failed (see above)."


def say(sentence: str) -> None:
    """Tell what is going on, on stderr: stdout belongs to the program that is started afterwards."""
    print(sentence, file=sys.stderr, flush=True)


def pip(what: str, *arguments: str) -> None:
    """Run pip of `.venv`, isolated from PYTHON* variables and user packages."""
    run(what, os.fspath(venv_python()), "-I", "-m", "pip", "--quiet", *arguments)


def make_venv() -> None:
    """Put an empty virtual environment where there is none that can be trusted."""
    check_python()
    if VENV.is_symlink() or VENV.is_file():
        VENV.unlink()
    elif VENV.exists():
        say(
            "Making .venv anew: it was made by hand, by another Python, in another folder, or not to its end."
        )
        shutil.rmtree(VENV)
    base = getattr(sys, "_base_executable", None) or sys.executable
    run("Making .venv", base, "-I", "-m", "venv", os.fspath(VENV))


def install(kind: str) -> None:
    """Install the lock file and the project, compiled, into `.venv`."""
    say(f"Installing fieldpass ({kind}) into .venv: once, half a minute or so.")
    lock = os.fspath(ROOT / LOCKS[kind])
    pip(
        "Installing the lock file",
        "install",
        "--no-user",
        "--no-compile",
        "--require-hashes",
        "-r",
        lock,
    )
    project = ("--no-user", "--no-deps", "--no-build-isolation", "--no-compile", "--editable")
    pip("Installing fieldpass", "install", *project, os.fspath(ROOT))
    for path in VENV.glob("lib/python*/site-packages/_fieldpass.pth"):
        # A relative path is plain ASCII: Python before 3.13 reads this file in the locale's encoding,
        # where a folder with a Chinese name may be unreadable.
        path.write_text(os.path.relpath(ROOT, path.parent) + "\n", encoding="ascii")
    compile_python()


def compile_python() -> None:
    """Compile all packages and our own, on all cores (pip uses one): start-up is four times faster."""
    folders = [
        os.fspath(folder) for folder in (VENV / "lib", ROOT / "fieldpass", ROOT / "server_stub")
    ]
    command = (os.fspath(venv_python()), "-I", "-m", "compileall", "-q", "-j", "0", *folders)
    # Its status is of no use: some packages carry files for newer or older Pythons.
    subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, check=False)


def compile_catalogues() -> None:
    """Make the .mo files from the committed translations."""
    script = os.fspath(ROOT / "scripts" / "messages.py")
    run("Compiling the translations", os.fspath(venv_python()), "-I", script, "compile")


def prepare(kind: str) -> None:
    """Bring `.venv` to the state that `wanted(kind)` names.

    Raises:
        CannotPrepareError: with one sentence; the next run tries again.
    """
    state = written()
    if not is_ready(kind, ("folder", "python")):
        make_venv()
        state = {key: wanted(kind)[key] for key in ("folder", "python")}
    STATE.write_text("", encoding="utf-8")
    try:
        if not is_ready(kind, ("kind",), state):
            install(kind)
        compile_catalogues()
    except CannotPrepareError:
        # pip undoes what it cannot finish: an older installation still stands, and a machine that is
        # offline must not lose it.
        STATE.write_text(json.dumps(state), encoding="utf-8")
        raise
    STATE.write_text(json.dumps(state | wanted(kind), indent=1), encoding="utf-8")


@contextlib.contextmanager
def alone() -> Iterator[None]:
    """Wait until no other run of this script works in the same folder."""
    try:
        from fcntl import LOCK_EX, flock
    except ImportError:
        yield
        return
    with open(__file__, "rb") as handle:
        flock(handle, LOCK_EX)
        yield


def main(arguments: list[str]) -> int:
    """Prepare `.venv` for "runtime" (default) or "dev"; 0 when it is ready."""
    kind = arguments[0] if arguments else "runtime"
    if kind not in LOCKS or len(arguments) > 1:
        print("usage: python3 scripts/bootstrap.py [runtime|dev]", file=sys.stderr)
        return 2
    try:
        if not is_ready(kind):
            with alone():
                if not is_ready(kind):
                    prepare(kind)
    except CannotPrepareError as error:
        print(f"fieldpass: {error}", file=sys.stderr)
        return 1
    except OSError as error:
        print(
            f"fieldpass: cannot write {error.filename or VENV}: {error.strerror}.", file=sys.stderr
        )
        return 1
    except KeyboardInterrupt:
        print("fieldpass: interrupted; the next run starts over.", file=sys.stderr)
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
