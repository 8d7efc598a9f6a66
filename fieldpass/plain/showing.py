"""A pass in words; its code as digits, or drawn, only where it is asked for."""

from collections.abc import Sequence

from fieldpass.desk import exporting, passes
from fieldpass.desk.passes import PassView, VoidReason
from fieldpass.locale import _
from fieldpass.model.records import PassRef
from fieldpass.plain.conversation import BACK
from fieldpass.plain.sitting import Sitting
from fieldpass.screens.shown import degrees, say, shade_of, until
from fieldpass.widgets.qrmatrix import Matrix, matrix, to_png, to_svg
from fieldpass.widgets.shades import Shade, named

QUIET = 3
_VOID_REASONS: tuple[VoidReason, ...] = ("misprint", "leaver", "stolen_key", "other")
# Upper dot, lower dot: lit or not.
_HALVES = {(True, True): "\u2588", (True, False): "\u2580", (False, True): "\u2584"}


def run(sitting: Sitting) -> None:
    """Find passes and show them until 0 or Enter."""
    while True:
        entry = sitting.talk.ask(_("Card, serial, ID number, its last 4 or name; Enter goes back"))
        if entry in ("", BACK):
            return
        line = sitting.pass_meant(entry)
        if line is None:
            continue
        _open(sitting, line.pass_ref)


def _open(sitting: Sitting, ref: PassRef) -> None:
    view = sitting.tried(lambda: passes.open_pass(sitting.office, ref))
    if view is not None:
        show(sitting, view)


def show(sitting: Sitting, view: PassView) -> None:
    """Say the pass, and do what is asked with it until Enter."""
    talk = sitting.talk
    talk.say(
        *pass_lines(view),
        "1 " + _("The code as digits"),
        "2 " + _("The code drawn, for a dark ground"),
        "3 " + _("The code drawn, for a light ground"),
        "4 " + _("Save as PNG and SVG"),
        "7 " + _("Void"),
    )
    while True:
        answer = talk.ask(_("Choose by digit, Enter or 0 goes back"))
        if answer in ("", BACK):
            return
        if answer == "1":
            talk.say(view.digits)
        elif answer in ("2", "3"):
            talk.drawn(
                drawing(matrix(view.digits), dark=answer == "2", encoding=_encoding(sitting))
            )
        elif answer == "4":
            _export(sitting, view)
        elif answer == "7":
            view = _voided(sitting, view)
        else:
            talk.say(_("There is no {n} here.").format(n=answer[:8]))


def _encoding(sitting: Sitting) -> str:
    return sitting.talk.profile.encoding


def pass_lines(view: PassView) -> list[str]:
    """Everything that stands on the card, a fact a line."""
    shade = Shade.INVALID if view.void else shade_of(view.colour)
    rows = [
        (_("Name"), view.name),
        (_("ID tail"), view.id_tail),
        (_("Valid to"), until(view.valid_until)),
        (_("Serial"), view.serial),
        (_("Way"), say(view.route)),
        (_("By"), say(view.issued_by)),
        (_("Reading"), degrees(view.tenths)),
    ]
    lines = [named(shade), *(f"{label}: {value}" for label, value in rows if value)]
    if view.training:
        lines.append(_("TRAINING: not valid"))
    if view.void:
        lines.append(_("This pass was taken back."))
    elif view.colour != "green":
        lines.append(say(view.reason))
    if view.unscreened and not view.void:
        lines.append(_("Issued on site, not yet screened."))
    return lines


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
    modules = matrix(view.digits)
    files = {"png": to_png(modules), "svg": to_svg(modules).encode()}
    folder = sitting.tried(
        lambda: exporting.save_images(sitting.office, view, files, sitting.folders.data)
    )
    if folder is not None:
        said = _("Saved as PNG and SVG, readable by anybody who has them: {path}")
        sitting.talk.say(said.format(path=folder))


def _voided(sitting: Sitting, view: PassView) -> PassView:
    names = [
        _("misprint: a mistake in it"),
        _("leaver: no longer belongs here"),
        _("the signing key was lost or stolen"),
        _("another reason"),
    ]
    sitting.talk.say(_("A void pass can never be used again. It says nothing about health."))
    index = sitting.talk.choose(_("Void the pass: why?"), names)
    if index is None:
        return view

    def void() -> PassView:
        passes.void(sitting.office, view.pass_ref, _VOID_REASONS[index], "")
        return passes.open_pass(sitting.office, view.pass_ref)

    after = sitting.tried(void)
    if after is not None:
        sitting.talk.say(*pass_lines(after))
    return after or view
