"""Every error says, in both languages, what happened and what to do next; the advice is data of its own.

Rules: 1. each class of the tree declares `told` itself, or demands it where it is made; 2. the advice says
something to do, in both languages, and nothing that fits everything; 3. the same holds of each sentence that
is written where an error is raised, of the platform's refusals, and of what a command refuses.
"""

import ast
import importlib
import pkgutil
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import fieldpass
import server_stub
from fieldpass.desk.case_files import CaseFileError
from fieldpass.errors import FieldpassError
from fieldpass.model.authors import REFUSALS
from fieldpass.model.text import Advised, advised
from fieldpass.store.errors import WrongRecoveryCode, WrongSecret
from fieldpass.sync.errors import Refused
from fieldpass.sync.line import Response, checked
from fieldpass.wire.errors import BadSignature
from fieldpass.wire.messages import RefusalMessage
from fieldpass.wire.stages import Stage, StageFailure

ROOT = Path(__file__).resolve().parents[2]
MADE_OF_OTHERS = {
    "fieldpass.desk.errors.NotAllowed": "takes what the rule says; mypy demands it",
    "fieldpass.desk.case_files.CaseFileError": "names the place in the file",
    "fieldpass.store.errors.WrongSecret": "names the seconds to wait",
    "fieldpass.store.errors.WrongRecoveryCode": "as WrongSecret",
    "fieldpass.wire.stages.StageFailure": "says what its cause says",
    "server_stub.app._Other": "what the framework refuses: the words of Refusal",
}
DO_EN = re.compile(
    r"(?:^|[.,;:] |, or |or |then |first, |and )"
    r"(?:do|let|press|type|run|look|see|check|compare|ask|tell|put|take|choose|close|free|fetch|scan|void|"
    r"update|register|set|unlock|back|send|sync|add|wait|measure|export|name|correct|make|restore|give|"
    r"install|connect|plug|save|cut|join|log in|use|read|load|come back|try|apply|begin|say|transfer|"
    r"withdraw|contact|finish|"
    r"sign|do not|nothing to do|work goes on|it is tried again|for an|for a|to go on|they will be sent)\b",
    re.IGNORECASE,
)
DO_ZH = re.compile("请|先|按|可选|可以|不用管|自动|应像|确认|要")
GENERIC = {"请再试", "请再试一次", "请稍后再试", "请重试", "请联系管理员"} | {
    "try again", "please try again", "retry", "contact the administrator", "do it again"
}  # fmt: skip


def complaints(told: Advised) -> list[str]:
    """What is wrong with what people are told; empty where nothing is."""
    wrong = []
    for lang, sign in (("zh", DO_ZH), ("en", DO_EN)):
        what, do = told.what.of(lang).strip(), told.do.of(lang).strip()
        if not what or not do:
            wrong.append(f"{lang}: empty")
            continue
        if do.rstrip(".").lower() in GENERIC:
            wrong.append(f"{lang}: fits everything: {do}")
        if not sign.search(do):
            wrong.append(f"{lang}: nothing to do: {do}")
        if do == what or do in what:
            wrong.append(f"{lang}: said twice: {do}")
        if not what.endswith((".", "!", "?")):
            wrong.append(f"{lang}: no sentence: {what}")
    if re.search(r"[\u4e00-\u9fff]", told.text.en.replace("月", "").replace("日", "")):
        wrong.append(f"en: Chinese: {told.text.en}")
    return wrong


def classes() -> list[type[FieldpassError]]:
    """Every class of the tree that the product's packages define."""
    for package in (fieldpass, server_stub):
        for module in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
            if not module.name.endswith("__main__"):
                importlib.import_module(module.name)

    def below(kind: type[FieldpassError]) -> Iterator[type[FieldpassError]]:
        yield kind
        for one in kind.__subclasses__():
            yield from below(one)

    found = {one for one in below(FieldpassError) if one.__module__.split(".")[0] != "tests"}
    return sorted(found, key=lambda one: (one.__module__, one.__qualname__))


def name_of(kind: type) -> str:
    return f"{kind.__module__}.{kind.__qualname__}"


def written_in_code() -> list[tuple[str, dict[str, str]]]:
    """Each `advised(...)` in the code with its place; what is put in when it runs reads as {}."""
    found = []
    for package in ("fieldpass", "server_stub"):
        for path in (ROOT / package).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "advised":
                    texts = {one.arg or "": _text(one.value) for one in node.keywords}
                    found.append((f"{path.relative_to(ROOT)}:{node.lineno}", texts))
    return found


def _text(node: ast.expr) -> str:
    if isinstance(node, ast.Constant):
        return str(node.value)
    if isinstance(node, ast.JoinedStr):
        return "".join(
            str(one.value) if isinstance(one, ast.Constant) else "{}" for one in node.values
        )
    return ""


@pytest.mark.parametrize("kind", classes(), ids=name_of)
def test_every_class_says_what_happened_and_what_to_do(kind: type[FieldpassError]) -> None:
    if name_of(kind) not in MADE_OF_OTHERS:
        assert "told" in vars(kind), "declares no sentence of its own: what is to be done here?"
    assert complaints(kind.told) == []


def test_the_exceptions_are_classes_of_the_tree() -> None:
    known = {name_of(kind) for kind in classes()}
    assert set(MADE_OF_OTHERS) <= known
    assert len(known) > 90


def test_what_an_error_is_made_of_when_it_is_raised_says_what_to_do_too() -> None:
    refusal = RefusalMessage(code="x", zh="没有这个村.", en="No such village.", retry_after=None)
    with pytest.raises(Refused) as refused:
        checked(Response(status=404, headers={}, body=refusal.encode()))
    for error in (
        WrongSecret(),
        WrongSecret(5),
        WrongSecret(5, too_soon=True),
        WrongRecoveryCode(),
        CaseFileError("records[0]", "not a list"),
        StageFailure(Stage.SIGNATURE, BadSignature()),
        refused.value,
    ):
        assert complaints(error.advised) == []
        assert error.text("zh") == error.advised.text.zh


def test_every_sentence_written_where_an_error_is_raised_says_what_to_do() -> None:
    found = written_in_code()
    assert len(found) > 130, "nothing was looked through"
    wrong = {}
    for where, texts in found:
        if all(texts.values()):
            told = advised(**texts)
            if complaints(told):
                wrong[where] = complaints(told)
    assert wrong == {}


def test_every_refusal_of_a_record_says_what_to_do() -> None:
    assert {code: complaints(told) for code, told in REFUSALS.items() if complaints(told)} == {}


@pytest.mark.parametrize(
    "told",
    [
        advised(zh="磁盘满了.", en="The disk is full.", do_zh="", do_en="Free some space."),
        advised(zh="磁盘满了.", en="The disk is full.", do_zh="请再试.", do_en="Try again."),
        advised(zh="磁盘满了.", en="Full.", do_zh="没有空间.", do_en="There is no space."),
        advised(zh="磁盘满了", en="Full", do_zh="请腾出空间.", do_en="Free some space."),
        advised(zh="满了.", en="满了.", do_zh="请腾出空间.", do_en="Free some space."),
    ],
)
def test_an_error_that_only_complains_is_found(told: Advised) -> None:
    assert complaints(told) != []


def test_what_a_command_refuses_says_what_to_do() -> None:
    """A command's own refusals, in `UsageError` and its kin, are sentences with a verb to act on."""
    said = []
    for path in (ROOT / "fieldpass" / "commands").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "attr", "") in (
                "UsageError",
                "ClickException",
                "BadParameter",
            ):
                said += [
                    str(one.value)
                    for one in ast.walk(node)
                    if isinstance(one, ast.Constant) and " " in str(one.value)
                ]
    assert len(said) > 6
    assert [
        text for text in said if not re.search(DO_EN, text) and "write" not in text.lower()
    ] == []
