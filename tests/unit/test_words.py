"""The words that people read: none that means something else here (DESIGN section 2)."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("fieldpass", "server_stub")
FORBIDDEN = {
    # People are isolated; a record comes back (平台退回).
    "隔离": re.compile("隔离(?!观察|开始)"),
    # People see 传送, and 记录.
    "包": re.compile("包(?!括|含)"),
    "日志": re.compile("日志"),
}
CHINESE = re.compile(r"[\u4e00-\u9fff]")


def written(path: Path) -> Iterator[tuple[str, str]]:
    """Every Chinese text that stands in the code, with its place; docstrings are for programmers."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    docs = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if not isinstance(node, ast.Constant) or id(node) in docs:
            continue
        if isinstance(node.value, str) and CHINESE.search(node.value):
            yield f"{path.relative_to(ROOT)}:{node.lineno}", node.value


def translated(path: Path) -> Iterator[tuple[str, str]]:
    """Every translation of a catalogue."""
    with path.open("rb") as file:
        for message in read_po(file):
            for text in [message.string] if isinstance(message.string, str) else message.string:
                yield f"{path.name}: {message.id}", text


def everything() -> list[tuple[str, str]]:
    """All Chinese that the program can say."""
    found = [
        one for name in PACKAGES for path in (ROOT / name).rglob("*.py") for one in written(path)
    ]
    catalogues = (ROOT / "fieldpass/locale/src/zh_CN").glob("*.po")
    return found + [one for path in catalogues for one in translated(path)]


def test_no_word_is_said_that_means_something_else_here() -> None:
    said = everything()
    assert len(said) > 500, "nothing was looked through"
    wrong = [
        f"{where} says {word}: {text}"
        for where, text in said
        for word, pattern in FORBIDDEN.items()
        if pattern.search(text)
    ]
    assert wrong == []


@pytest.mark.parametrize("text", ["记录已隔离", "发送包", "查看日志", "数据包", "隔离区"])
def test_the_patterns_know_the_words(text: str) -> None:
    assert any(pattern.search(text) for pattern in FORBIDDEN.values())


@pytest.mark.parametrize("text", ["隔离观察未满 14 天", "隔离开始日期", "包括", "包含"])
def test_the_words_of_health_and_daily_speech_are_let_through(text: str) -> None:
    assert not any(pattern.search(text) for pattern in FORBIDDEN.values())


# What both languages say together.

FORBIDDEN_ENGLISH = re.compile(
    r"\b(quarantin\w*|bundles?|logs|fault log|feeds?|sync(?:s|ed|ing)?|synchroni\w*)\b",
    re.IGNORECASE,
)
ONE_WORD = (
    (r"\bplatform('s)?\b", "平台"),
    (r"\bscreen(ed|ing)\b", "核验"),
    (r"\bpolicy\b", "规则"),
    (r"\bvoid(s|ed)?\b", "作废"),
    (r"\bdivision\b", "区划"),
    (r"\bstatus list", "卡状态名单|名单"),
    (r"\bissuer list", "签发人名单"),
    (r"\bissuers?\b", "签发"),
    (r"\b(undertaking|promise)", "承诺"),
    (r"\b(findings?|grounds)\b", "判定依据|异常"),
    (r"\bauthoris", "授权"),
    (r"\bcheckpoint\b", "卡口"),
    (r"\bunits?\b", "单位"),
    (r"\b(pass)?phrase\b", "口令"),
    (r"\brecovery code", "恢复码"),
    (r"\bcame back\b", "退回"),
    (r"(?<!full, console, )\bserial\b(?!s?\})", "卡号"),
    (r"\bhealth reports?\b", "上报"),
    (r"\bdeclaration\b", "申报"),
    (r"\btemperatures?\b", "体温|测温"),
)
"""A word of DESIGN section 2 in English, and what the Chinese beside it must then say."""
SAID_WITHOUT = (
    "Let an issuer do it at the own device.",
    "Its issuers can sign nothing any more. Why is the authorisation taken back?",
    "Issuers and units",
    "Enter authorises the unit again.",
    "The two are not the same. Type the passphrase twice again.",
)
"""Where the sentence before, or the menu's own word in the notice, has said it already."""


def pairs() -> list[tuple[str, str, str]]:
    """Every text that stands in both languages: place, English, Chinese."""
    found = []
    for path in (ROOT / "fieldpass/locale/src/zh_CN").glob("*.po"):
        with path.open("rb") as file:
            for message in read_po(file):
                both = [
                    " / ".join(one) if isinstance(one, tuple) else one
                    for one in (message.id, message.string)
                ]
                if both[0]:
                    found.append((path.name, both[0], both[1]))
    for name in PACKAGES:
        for path in (ROOT / name).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if not isinstance(node, ast.Call):
                    continue
                said = {one.arg: _literal(one.value) for one in node.keywords}
                for zh, en in (("zh", "en"), ("do_zh", "do_en")):
                    if said.get(zh) and said.get(en):
                        found.append((f"{path.name}:{node.lineno}", said[en], said[zh]))
    return found


def _literal(node: ast.expr) -> str:
    if isinstance(node, ast.Constant):
        return str(node.value)
    if isinstance(node, ast.JoinedStr):
        pieces = [one.value if isinstance(one, ast.Constant) else "{}" for one in node.values]
        return "".join(map(str, pieces))
    return ""


def unlike(english: str, chinese: str) -> list[str]:
    """The words of the table that the English says and the Chinese does not."""
    if english in SAID_WITHOUT:
        return []
    return [
        word
        for word, wanted in ONE_WORD
        if re.search(word, english, re.IGNORECASE) and not re.search(wanted, chinese)
    ]


def test_one_word_stands_for_one_thing_in_both_languages() -> None:
    said = pairs()
    assert len(said) > 1500, "nothing was looked through"
    wrong = [f"{where}: {en} | {zh}" for where, en, zh in said if unlike(en, zh)]
    assert wrong == []
    assert set(SAID_WITHOUT) <= {en for _where, en, _zh in said}, (
        "an exception for what nobody says"
    )


def test_no_english_word_of_the_inside_is_said() -> None:
    wrong = [f"{where}: {en}" for where, en, _zh in pairs() if FORBIDDEN_ENGLISH.search(en)]
    assert wrong == []


def test_no_screen_shows_a_word_that_means_something_else_here() -> None:
    kept = sorted((ROOT / "tests/screens/snapshots/kept").rglob("*.txt"))
    assert len(kept) > 200
    wrong = []
    for path in kept:
        text = re.sub(r"\S*/\S*", "", path.read_text(encoding="utf-8"))  # a path is no word
        patterns = [*FORBIDDEN.values(), FORBIDDEN_ENGLISH]
        wrong += [f"{path.name}: {one.pattern}" for one in patterns if one.search(text)]
    assert wrong == []


@pytest.mark.parametrize(
    ("english", "chinese"),
    [("Void the pass", "取消这张卡"), ("The platform answers", "服务器有应答")],
)
def test_another_word_for_the_same_thing_is_found(english: str, chinese: str) -> None:
    assert unlike(english, chinese) != []


@pytest.mark.parametrize("text", ["Sync now", "quarantined", "3 bundles", "see the fault log"])
def test_the_english_patterns_know_the_words(text: str) -> None:
    assert FORBIDDEN_ENGLISH.search(text)
