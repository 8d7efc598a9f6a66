"""The translation tool, and that the program's own translations are complete."""

import ast
import gettext
import json
from pathlib import Path

import pytest

from scripts import messages

ROOT = Path(__file__).resolve().parents[2]
CODE = """
from fieldpass.locale import _, ngettext
N_ = str
TITLE = N_("Queue")
def f(n, name):
    # NOTE: name is a village
    return _("Hello {name}"), ngettext("one pass", "{n} passes", n)
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project with the messages of CODE in `screens`, and one of them in `desk` too."""
    for piece, code in (
        ("screens", CODE),
        ("desk", 'from fieldpass.locale import _\n_("Queue")\n'),
    ):
        folder = tmp_path / "fieldpass" / piece
        folder.mkdir(parents=True)
        (folder / "x.py").write_text(code, encoding="utf-8")
    return tmp_path


def give(project: Path, text: str, name: str = "new.tsv") -> list[str]:
    file = project / name
    file.write_text(text, encoding="utf-8")
    return messages.add(project, [file])


def translate_all(project: Path) -> None:
    assert give(project, "Queue\t待办\nHello {name}\t你好 {name}\none pass\t{n} 张通行卡\n") == []


def test_the_translations_of_the_program_are_complete() -> None:
    assert messages.check(ROOT) == []


def test_no_message_hides_inside_a_formatted_string() -> None:
    """There the tool does not see it, so that it would stay English."""
    hidden = [
        f"{path.name}:{inner.lineno}"
        for path in (ROOT / "fieldpass").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.JoinedStr)
        for inner in ast.walk(node)
        if isinstance(inner, ast.Call)
        and getattr(inner.func, "id", "") in ("_", "N_", "ngettext")
        and any(isinstance(one, ast.Constant) for one in inner.args)
    ]
    assert hidden == []


def test_messages_without_translation_are_each_named_with_their_file(project: Path) -> None:
    messages.update(project)
    problems = messages.check(project)
    assert len(problems) == 4
    assert "fieldpass/desk/x.py: 'Queue' has no translation" in problems


def test_a_translation_given_once_reaches_every_piece_that_uses_it(project: Path) -> None:
    translate_all(project)
    assert messages.check(project) == []
    pieces = messages.source_folder(project)
    assert {path.name for path in pieces.iterdir()} == {"desk.po", "screens.po"}
    assert "待办" in (pieces / "desk.po").read_text(encoding="utf-8")
    assert "NOTE: name is a village" in (pieces / "screens.po").read_text(encoding="utf-8")


def test_updating_twice_changes_nothing(project: Path) -> None:
    translate_all(project)
    path = messages.source_folder(project) / "screens.po"
    first = path.read_bytes()
    messages.update(project)
    assert path.read_bytes() == first


def test_json_and_po_files_are_taken_like_tsv(project: Path) -> None:
    assert (
        give(project, json.dumps({"Queue": "待办", "one pass": "{n} 张通行卡"}), "new.json") == []
    )
    assert give(project, 'msgid "Hello {name}"\nmsgstr "你好 {name}"\n', "new.po") == []
    assert messages.check(project) == []


def test_a_translation_that_no_code_uses_is_named(project: Path) -> None:
    assert give(project, "Quite\t相当\n") == ["not used by any code: 'Quite'"]


def test_a_line_without_a_tab_is_refused(project: Path) -> None:
    with pytest.raises(ValueError, match=r"new\.tsv:1: no tab"):
        give(project, "Queue 待办\n")


@pytest.mark.parametrize(
    ("chinese", "problem"),
    [
        ("你好", "placeholders"),
        ("你好 {nom}", "placeholders"),
        ("你好，{name}", "characters that not every terminal draws: ，"),
        ("你好 “{name}”", "characters that not every terminal draws: “”"),
        ("{name} 37.3 ℃", "characters that not every terminal draws: ℃"),
    ],
)
def test_an_unfit_translation_is_named(project: Path, chinese: str, problem: str) -> None:
    translate_all(project)
    give(project, f"Hello {{name}}\t{chinese}\n")
    (found,) = messages.check(project)
    assert problem in found


def test_a_fuzzy_translation_is_named_and_not_compiled(project: Path) -> None:
    translate_all(project)
    path = messages.source_folder(project) / "desk.po"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace('msgid "Queue"', '#, fuzzy\nmsgid "Queue"'), encoding="utf-8")
    (found,) = messages.check(project)
    assert "fuzzy" in found


def test_two_pieces_that_translate_differently_are_named(project: Path) -> None:
    translate_all(project)
    path = messages.source_folder(project) / "desk.po"
    path.write_text(path.read_text(encoding="utf-8").replace("待办", "排队"), encoding="utf-8")
    (found,) = messages.check(project)
    assert "待办" in found
    assert "排队" in found


def test_a_message_used_no_more_is_named_and_removed_by_update(project: Path) -> None:
    translate_all(project)
    (project / "fieldpass" / "desk" / "x.py").write_text("", encoding="utf-8")
    assert messages.check(project) == ["desk.po: 'Queue' is used no more"]
    messages.update(project)
    assert messages.check(project) == []


def test_a_po_file_where_only_mo_files_belong_is_named(project: Path) -> None:
    translate_all(project)
    stray = project / "fieldpass" / "locale" / "zh_CN" / "LC_MESSAGES" / "fieldpass.po"
    stray.parent.mkdir(parents=True)
    stray.write_text("", encoding="utf-8")
    (found,) = messages.check(project)
    assert "messages.py add" in found


@pytest.mark.parametrize(
    "call", ['Label("Queue")', 'self.notify("排队")', 'Button(label="Go on")', 'click.echo("done")']
)
def test_a_literal_that_people_see_without_translation_is_named(project: Path, call: str) -> None:
    translate_all(project)
    (project / "fieldpass" / "screens" / "y.py").write_text(f"{call}\n", encoding="utf-8")
    (found,) = messages.check(project)
    assert found.startswith("fieldpass/screens/y.py:1:")


def test_literals_without_words_and_translated_ones_are_no_problem(project: Path) -> None:
    translate_all(project)
    code = (
        'from fieldpass.locale import _\nLabel(_("Queue"))\nStatic("")\nStatic(">", id="prompt")\n'
    )
    (project / "fieldpass" / "screens" / "y.py").write_text(code, encoding="utf-8")
    messages.update(project)
    assert messages.check(project) == []


def test_the_compiled_catalogue_speaks_chinese_through_gettext(project: Path) -> None:
    translate_all(project)
    messages.compile_catalogues(project)
    speak = gettext.translation("fieldpass", project / "fieldpass" / "locale", ["zh_CN"])
    assert speak.gettext("Queue") == "待办"
    assert speak.ngettext("one pass", "{n} passes", 1) == "{n} 张通行卡"
    assert speak.ngettext("one pass", "{n} passes", 7) == "{n} 张通行卡"


def test_without_any_translation_an_empty_catalogue_is_made(tmp_path: Path) -> None:
    (tmp_path / "fieldpass").mkdir()
    assert messages.compile_catalogues(tmp_path).stat().st_size > 0
