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
