"""The translations: `.venv/bin/python scripts/messages.py extract|update|add|check|compile`.

The source text is English and stands in the code, in `_("...")`, `ngettext("...", "...", n)` or, where
it is translated later, `N_("...")`. The Chinese stands in small files, one for each package of
fieldpass, so that two people who work on two packages never touch the same file:

    fieldpass/locale/src/zh_CN/<piece>.po      committed; <piece> is screens, widgets, desk, ...
    fieldpass/locale/zh_CN/LC_MESSAGES/fieldpass.mo      made by `compile`, never committed

English needs no catalogue: a message without a translation is shown as it stands.

    extract          print the messages of the code, as a template
    update           bring the .po files to the messages of the code (`make messages`)
    add FILE...      take translations from .tsv (English, tab, Chinese), .json or .po files
    check            say what is missing, unsure, unused or unfit for the screen; status 1 if anything
    compile          make the .mo file (bootstrap and the build do this by themselves)
"""

import ast
import json
import os
import re
import sys
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_file
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
DOMAIN = "fieldpass"
LOCALE = "zh_CN"
KEYWORDS = {"_": None, "N_": None, "ngettext": (1, 2)}
HEADER = """\
msgid ""
msgstr ""
"Language: zh_CN\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=1; plural=0;\\n"

"""
PLACEHOLDER = re.compile(r"\{[^{}]*\}|%(?:\(\w+\))?[-+0 #]*[\d.]*[sdrfx]")
DRAWN = frozenset("▀▄█─│┌┐└┘├┤┬┴┼\n")

# What shows its text to people; a literal there has escaped translation.
SHOWS = frozenset(
    {"Button", "Checkbox", "Label", "RadioButton", "Static", "TabPane", "echo", "notify"}
)
SHOWN_KEYWORDS = frozenset({"label", "message", "placeholder", "title"})
SHOWING_PIECES = ("app.py", "commands", "screens", "widgets")
WORD = re.compile(r"[A-Za-z]{2}|[\u4e00-\u9fff]")

Id = str | tuple[str, str]
"""A message's English: one text, or its singular and plural."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UsedMessage:
    """One message of one piece: its English, the files that use it, its comments for translators."""

    id: Id
    files: list[str] = field(default_factory=list)
    comments: list[str] = field(default_factory=list)


def source_folder(root: Path) -> Path:
    """Where the committed .po files stand."""
    return root / DOMAIN / "locale" / "src" / LOCALE


def piece_of(path: Path) -> str:
    """The piece of a file below the package: its first folder, or "fieldpass" for a module at the top."""
    return path.parts[0] if len(path.parts) > 1 else DOMAIN


def used_messages(root: Path) -> dict[str, dict[Id, UsedMessage]]:
    """All messages of the code, by piece and then by English text."""
    found: dict[str, dict[Id, UsedMessage]] = {}
    package = root / DOMAIN
    for path in sorted(package.rglob("*.py")):
        for _line, text, comments, _context in extract_from_file(
            "python", path, keywords=KEYWORDS, comment_tags=("NOTE:",)
        ):
            key = text if isinstance(text, str) else (text[0], text[1])
            piece = found.setdefault(piece_of(path.relative_to(package)), {})
            message = piece.setdefault(key, UsedMessage(id=key))
            name = path.relative_to(root).as_posix()
            if name not in message.files:
                message.files.append(name)
            message.comments.extend(line for line in comments if line not in message.comments)
    return found


def read_pieces(root: Path) -> dict[str, Catalog]:
    """The committed translations, by piece."""
    return {path.stem: read_catalogue(path) for path in sorted(source_folder(root).glob("*.po"))}


def read_catalogue(path: Path) -> Catalog:
    """One .po file."""
    with path.open("rb") as file:
        return read_po(file, locale=LOCALE, domain=DOMAIN)


def messages_of(catalogue: Catalog) -> Iterator[tuple[Id, Message]]:
    """The messages of a catalogue without its header."""
    for message in catalogue:
        if message.id:
            key = message.id
            yield (key if isinstance(key, str) else (key[0], key[1])), message


def chinese_of(message: Message | None) -> str:
    """The translation of a message, "" where there is none: Chinese has one plural form."""
    if message is None or not message.string:
        return ""
    return message.string if isinstance(message.string, str) else message.string[0]


def translations(root: Path) -> dict[Id, str]:
    """Every translation of every piece that is complete and sure."""
    return {
        key: chinese_of(message)
        for catalogue in read_pieces(root).values()
        for key, message in messages_of(catalogue)
        if chinese_of(message) and not message.fuzzy
    }


def write_piece(root: Path, piece: str, used: dict[Id, UsedMessage], known: dict[Id, str]) -> None:
    """Write one piece's .po file: its messages in order, without dates and line numbers."""
    path = source_folder(root) / f"{piece}.po"
    catalogue = Catalog(locale=LOCALE, domain=DOMAIN)
    for key, message in used.items():
        chinese = known.get(key, "")
        catalogue.add(
            key,
            chinese if isinstance(key, str) else (chinese,),
            locations=[(name, 0) for name in message.files],
            auto_comments=message.comments,
        )
    body = BytesIO()
    write_po(body, catalogue, width=0, omit_header=True, sort_output=True, include_lineno=False)
    path.parent.mkdir(parents=True, exist_ok=True)
    text = HEADER + body.getvalue().decode().strip("\n") + "\n"
    if not path.exists() or path.read_text(encoding="utf-8") != text:
        path.write_text(text, encoding="utf-8")


def update(root: Path, extra: dict[Id, str] | None = None) -> None:
    """Bring the .po files to the messages of the code; `extra` translations replace older ones."""
    known = translations(root) | (extra or {})
    own = {
        piece: {key: chinese_of(message) for key, message in messages_of(catalogue)}
        for piece, catalogue in read_pieces(root).items()
    }
    used = used_messages(root)
    for piece, messages in used.items():
        mine = {key: text for key, text in own.get(piece, {}).items() if text}
        write_piece(root, piece, messages, known | mine | (extra or {}))
    for piece in own.keys() - used.keys():
        (source_folder(root) / f"{piece}.po").unlink()


def read_additions(path: Path) -> dict[str, str]:
    """Translations from a .tsv, .json or .po file, by English text (for plurals the singular).

    Raises:
        ValueError: for a line without a tab, or a file of another kind.
    """
    if path.suffix == ".po":
        return {
            key if isinstance(key, str) else key[0]: chinese_of(message)
            for key, message in messages_of(read_catalogue(path))
            if chinese_of(message)
        }
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".json":
        return {str(key): str(value) for key, value in json.loads(text).items()}
    if path.suffix != ".tsv":
        raise ValueError(f"{path}: neither .tsv, .json nor .po")
    pairs: dict[str, str] = {}
    for number, line in enumerate(text.splitlines(), 1):
        if line.strip() and not line.startswith("#"):
            english, tab, chinese = line.partition("\t")
            if not tab:
                raise ValueError(f"{path}:{number}: no tab between English and Chinese")
            pairs[english.replace("\\n", "\n")] = chinese.strip().replace("\\n", "\n")
    return pairs


def add(root: Path, files: list[Path]) -> list[str]:
    """Take translations from files; the answer names those whose English no code uses."""
    given: dict[str, str] = {}
    for path in files:
        given |= read_additions(path)
    keys = {key for messages in used_messages(root).values() for key in messages}
    by_singular = {key if isinstance(key, str) else key[0]: key for key in keys}
    update(root, {by_singular[text]: zh for text, zh in given.items() if text in by_singular})
    return [f"not used by any code: {text!r}" for text in given if text not in by_singular]


def unfit_glyphs(chinese: str) -> str:
    """The characters that not every terminal draws in the same width: only ASCII, CJK and lines are."""
    return "".join(
        sorted({c for c in chinese if not (" " <= c <= "~" or c in DRAWN or is_wide(c))})
    )


def is_wide(character: str) -> bool:
    """Whether a character is two cells wide everywhere; full-width forms of ASCII are not wanted."""
    return unicodedata.east_asian_width(character) == "W"


def problems_of(english: Id, message: Message | None) -> Iterator[str]:
    """What is wrong with one translation."""
    chinese = chinese_of(message)
    if message is None or not chinese:
        yield "has no translation"
        return
    if message.fuzzy:
        yield "is marked fuzzy: check it and remove the mark"
    many = english if isinstance(english, str) else english[1]
    if sorted(set(PLACEHOLDER.findall(many))) != sorted(set(PLACEHOLDER.findall(chinese))):
        yield f"has other placeholders in its translation {chinese!r}"
    if unfit := unfit_glyphs(chinese):
        yield f"has characters that not every terminal draws: {unfit}"


def untranslated(root: Path) -> Iterator[str]:
    """Literal texts that are handed to a widget, a notice or the terminal without `_`."""
    for path in sorted((root / DOMAIN).rglob("*.py")):
        if path.relative_to(root / DOMAIN).parts[0] not in SHOWING_PIECES:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            if ast.unparse(node.func).rpartition(".")[2] not in SHOWS:
                continue
            shown = node.args[:1] + [
                one.value for one in node.keywords if one.arg in SHOWN_KEYWORDS
            ]
            for text in shown:
                if isinstance(text, ast.Constant) and WORD.search(str(text.value)):
                    yield f"{path.relative_to(root).as_posix()}:{text.lineno}: {text.value!r} lacks _()"


def check(root: Path) -> list[str]:
    """Everything that keeps the translations from being complete, a sentence each."""
    found = list(untranslated(root))
    pieces = read_pieces(root)
    used = used_messages(root)
    seen: dict[Id, str] = {}
    for piece in sorted(used.keys() | pieces.keys()):
        here = dict(messages_of(pieces[piece])) if piece in pieces else {}
        wanted = used.get(piece, {})
        for key, message in wanted.items():
            where = message.files[0]
            found += [f"{where}: {key!r} {what}" for what in problems_of(key, here.get(key))]
            chinese = chinese_of(here.get(key))
            if chinese and seen.setdefault(key, chinese) != chinese:
                found.append(f"{where}: {key!r} is {chinese!r} here and {seen[key]!r} elsewhere")
        found += [f"{piece}.po: {key!r} is used no more" for key in here.keys() - wanted.keys()]
    for stray in sorted((root / DOMAIN / "locale" / LOCALE).rglob("*.po")):
        found.append(
            f"{stray.relative_to(root)}: take it over with `messages.py add`, then delete it"
        )
    return found


def compile_catalogues(root: Path) -> Path:
    """Merge all pieces into the one .mo file that the program reads; the path of that file."""
    merged = Catalog(locale=LOCALE, domain=DOMAIN)
    for catalogue in read_pieces(root).values():
        for key, message in messages_of(catalogue):
            if chinese_of(message) and not message.fuzzy:
                merged.add(key, message.string)
    target = root / DOMAIN / "locale" / LOCALE / "LC_MESSAGES" / f"{DOMAIN}.mo"
    target.parent.mkdir(parents=True, exist_ok=True)
    # Replaced in one step, so that a program that starts meanwhile never reads half a file.
    part = target.with_suffix(f".part{os.getpid()}")
    with part.open("wb") as file:
        write_mo(file, merged)
    part.replace(target)
    return target


def print_template(root: Path) -> None:
    """Write all messages of the code to stdout, as a .pot template."""
    template = Catalog(domain=DOMAIN)
    for messages in used_messages(root).values():
        for key, message in messages.items():
            template.add(key, locations=[(name, 0) for name in message.files])
    write_po(sys.stdout.buffer, template, omit_header=True, sort_output=True, include_lineno=False)


def main(arguments: list[str], root: Path = ROOT) -> int:
    """Do what the first argument names; 0 when all is well."""
    problems: list[str] = []
    match arguments:
        case ["extract"]:
            print_template(root)
        case ["update"]:
            update(root)
        case ["add", *files] if files:
            try:
                problems = add(root, [Path(name) for name in files])
            except (OSError, ValueError) as error:
                problems = [str(error)]
        case ["check"]:
            problems = check(root)
        case ["compile"]:
            compile_catalogues(root)
        case _:
            print(__doc__, file=sys.stderr)
            return 2
    print(*problems, sep="\n", end="\n" if problems else "", file=sys.stderr)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
