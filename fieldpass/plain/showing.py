"""A pass in words; its code as digits, or drawn, only where it is asked for."""

from collections.abc import Sequence
from functools import partial

from fieldpass.desk import exporting, passes
from fieldpass.desk.passes import PassView
from fieldpass.locale import _
from fieldpass.model.records import PassRef
from fieldpass.plain import lists, plots, saving
from fieldpass.plain.conversation import BACK
from fieldpass.plain.menu import Menu, asked, choose_question, nothing
from fieldpass.plain.sitting import Sitting
from fieldpass.screens.list_rows import pass_cells, pass_columns
from fieldpass.screens.shown import colour_words, shade_of
from fieldpass.screens.wording import VOID_REASONS, VOID_WORDS, pass_facts, pass_notes
from fieldpass.widgets.qrmatrix import Matrix, matrix, pass_pictures
from fieldpass.widgets.shades import SHAPES, Shade, words

QUIET = 3
HANDLED = ("pass.export", "pass.void", "pass.replace", "pass.course")
HANDLED_IN_LIST = ("table.export",)
_DIGITS, _DARK, _LIGHT, _ALL = "1", "2", "3", "9"
# Upper dot, lower dot: lit or not.
_HALVES = {(True, True): "\u2588", (True, False): "\u2580", (False, True): "\u2584"}


def run(sitting: Sitting) -> None:
    """Find passes and show them until 0 or Enter; 9 reads all of them out."""
    menu = Menu.of("passes", HANDLED_IN_LIST)
    sitting.talk.say(f"{_ALL} " + _("All passes"), *menu.lines())
    while True:
        question = _("Card, serial, ID number, its last 4 or name; Enter goes back")
        entry = asked(sitting.talk, menu, question)
        if entry in ("", BACK):
            return
        if entry == _ALL:
            _list(sitting, menu)
        elif menu.meant(entry):
            _save_all(sitting)
        else:
            line = sitting.pass_meant(entry)
            if line is not None:
                _open(sitting, line.pass_ref)


def _list(sitting: Sitting, menu: Menu) -> None:
    source = passes.passes_source(sitting.office)
    sitting.talk.say(_("Passes") + f": {source.count()}")
    while True:
        answer = lists.read(
            sitting,
            menu,
            lists.of_source(source),
            lambda line, _now: lists.joined(pass_cells(line)),
        )
        if answer is None:
            return
        if answer.row is not None:
            _open(sitting, answer.row.pass_ref)
        else:
            _save_all(sitting)


def _save_all(sitting: Sitting) -> None:
    source = passes.passes_source(sitting.office)
    rows = (pass_cells(line) for line in saving.every(source))
    saving.save(sitting, "passes", pass_columns(), rows)


def _open(sitting: Sitting, ref: PassRef) -> None:
    view = sitting.tried(lambda: passes.open_pass(sitting.office, ref))
    if view is not None:
        show(sitting, view)


def show(sitting: Sitting, view: PassView) -> None:
    """Say the pass, and do what is asked with it until Enter."""
    talk, menu = sitting.talk, Menu.of("pass_card", HANDLED)
    talk.say(*pass_lines(view))
    if not view.void:
        talk.say(
            f"{_DIGITS} " + _("The code as digits"),
            f"{_DARK} " + _("The code drawn, for a dark ground"),
            f"{_LIGHT} " + _("The code drawn, for a light ground"),
        )
    talk.say(*menu.lines(partial(_can, view)))
    while True:
        can = partial(_can, view)
        answer = asked(talk, menu, choose_question(), can)
        if answer in ("", BACK):
            return
        action = menu.meant(answer, can)
        if answer == _DIGITS and not view.void:
            talk.say(view.digits)
        elif answer in (_DARK, _LIGHT) and not view.void:
            encoding = talk.profile.encoding
            talk.drawn(drawing(matrix(view.digits), dark=answer == _DARK, encoding=encoding))
        elif action == "pass.export":
            _export(sitting, view)
        elif action == "pass.void":
            view = _voided(sitting, view)
        elif action == "pass.course":
            plots.course(sitting, view.pass_ref)
        elif action == "pass.replace":
            return _replace(sitting, view)
        else:
            talk.say(nothing(answer))


def _can(view: PassView, action: str) -> bool:
    """Only an issuer voids and decides anew; a void pass is neither voided again nor saved."""
    if action == "pass.replace":
        return view.changeable
    if action == "pass.export":
        return not view.void
    return action != "pass.void" or (view.changeable and not view.void)


def _replace(sitting: Sitting, view: PassView) -> None:
    """Decide anew: the next pass of the application takes this one's place."""
    from fieldpass.plain import review

    review.run(sitting, view.application)


def pass_lines(view: PassView) -> list[str]:
    """Everything that stands on the card, a fact a line."""
    shade = Shade.INVALID if view.void else shade_of(view.colour)
    said = words(shade) if view.void else colour_words(view.colour)
    facts = [f"{label}: {value}" for label, value in pass_facts(view) if value]
    training = [_("TRAINING: not valid")] if view.training else []
    return [f"{said} {SHAPES[shade]}", *facts, *training, *pass_notes(view)]


def drawing(modules: Matrix, *, dark: bool, encoding: str) -> Sequence[str]:
    """The code in half blocks, or in `##` where there are none; `dark` is the terminal's ground.

    Light modules are what is lit on a dark ground, dark modules on a light one.
    """
    side = len(modules) + 2 * QUIET
    blank = [dark] * side
    rows = [blank] * QUIET
    margin = [dark] * QUIET
    for line in modules:
        rows.append([*margin, *(module != dark for module in line), *margin])
    rows += [blank] * QUIET
    try:
        "".join(_HALVES.values()).encode(encoding)
    except (UnicodeEncodeError, LookupError):
        return ["".join("##" if lit else "  " for lit in row) for row in rows]
    if len(rows) % 2:
        rows.append(blank)
    return [
        "".join(_HALVES.get(pair, " ") for pair in zip(rows[at], rows[at + 1], strict=True))
        for at in range(0, len(rows), 2)
    ]


def _export(sitting: Sitting, view: PassView) -> None:
    files = pass_pictures(view.digits, view.serial)
    folder = sitting.tried(
        lambda: exporting.save_images(sitting.office, view, files, sitting.folders.data)
    )
    if folder is not None:
        said = _("Saved as PNG and SVG, readable by anybody who has them: {path}")
        sitting.talk.say(said.format(path=folder))


def _voided(sitting: Sitting, view: PassView) -> PassView:
    sitting.talk.say(_(VOID_WORDS))
    names = [_(label) for _code, label in VOID_REASONS]
    index = sitting.talk.choose(_("Void the pass: why?"), names)
    if index is None:
        return view

    def void() -> PassView:
        passes.void(sitting.office, view.pass_ref, VOID_REASONS[index][0], "")
        return passes.open_pass(sitting.office, view.pass_ref)

    after = sitting.tried(void)
    if after is not None:
        sitting.talk.say(*pass_lines(after))
    return after or view
