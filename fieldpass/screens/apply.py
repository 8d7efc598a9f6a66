"""The application on site in four short steps: who, where to, the questions, promise and reading.

Rules: 1. Each field is checked when it is left, all again at the end. 2. What is typed is kept in the
store after each field, so that a crash loses nothing. 3. Somebody known is found by four digits.
4. The last step ends on the pending code, full screen. 5. An application on paper is typed in with its
true time (F3), which is kept with the form. 6. A guardian is asked for with the household booklet, and
offered where the number is a child's; sex and birth where no number tells them.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from threading import Lock
from typing import Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType

from fieldpass.desk import onsite
from fieldpass.desk.checked import Checked
from fieldpass.desk.errors import FormRefused
from fieldpass.desk.onsite import OnsiteForm, Submitted
from fieldpass.desk.onsite_fields import DIVISIONS
from fieldpass.errors import FieldpassError
from fieldpass.locale import _
from fieldpass.screens import apply_fields as fields
from fieldpass.screens.apply_answers import AnswersStep
from fieldpass.screens.apply_lookups import LookUps
from fieldpass.screens.base import registered
from fieldpass.screens.form import Form
from fieldpass.screens.panel import RULE, Panel
from fieldpass.screens.questions import QuestionList
from fieldpass.screens.shown import say
from fieldpass.screens.wording import sex_name


class ApplyScreen(AnswersStep, LookUps):
    """Four steps; Esc goes one back."""

    NAME = "apply"
    AUTO_FOCUS = "Entry"
    FOOTER_ROWS = 2
    CSS_PATH = "apply.tcss"
    BINDINGS: ClassVar[list[BindingType]] = registered("apply")
    KEEPS = ("_step",)

    def __init__(self) -> None:
        """An empty form."""
        super().__init__()
        self._step = fields.WHO
        self._touched: set[str] = set()
        self._busy = False
        self._loaded = False
        self._child = False
        self._given: dict[str, str] = {}
        self._checks = self._keeps = 0
        self._keeping = Lock()

    def title_text(self) -> str:
        """What this is, and the step."""
        titles = (_("who"), _("where to"), _("questions"), _("promise, temperature"))
        title = _("On-site application {n}/{of}: {step}").format(
            n=self._step + 1, of=fields.STEPS, step=titles[self._step]
        )
        return self.with_time(title)

    def time_changed(self) -> None:
        """The time belongs to the form."""
        self._keep()

    def available(self, action: str) -> bool:
        """All no only at the questions."""
        if action == "apply.all_no":
            return self._step == fields.ANSWERS
        return not self._busy

    def body(self) -> ComposeResult:
        """Rule, form, questions."""
        yield Panel([RULE, ""], id="intro")
        yield Form(fields.FIELDS, fields.FIRST)
        yield QuestionList(id="questions")

    # Start: an earlier form that was not finished is taken up again.

    def on_mount(self) -> None:
        """Ask the desk for questions and for what was kept."""
        super().on_mount()
        self._go(fields.WHO)
        office = self.office
        self.ask(
            lambda: (
                onsite.questions(office),
                onsite.load_form(office),
                office.identity,
            ),
            self._begin,
        )

    def _begin(self, facts: Any) -> None:
        questions, kept, identity = facts
        self._loaded = True
        if identity is not None:
            self._given = onsite.first_values(identity)
            self.form.put(self._given)
        self.questions.show_questions(questions, kept.answers if kept else {})
        self._take(questions, kept.symptoms if kept else (), kept.dates if kept else {})
        if kept is not None:
            self.written_at = kept.written_at or None
            self.form.put(fields.values_of(kept))
            self.say(_("Taken up where it was left. F7 begins anew."), look="text")
            self._show_step()
            self.form.focus_first_empty()
        self.refresh_frame()
        self._check()

    def retranslate(self) -> None:
        """Labels too."""
        super().retranslate()
        self.form.redraw()
        self._show_dates()
        self._show_intro()
        self._check()

    # Steps.

    def _go(self, step: int) -> None:
        self._step = step
        self._show_step()
        if step == fields.ANSWERS:
            self.questions.focus()
        else:
            self.form.focus_first_empty()
        self.refresh_frame()

    def _show_step(self) -> None:
        asks = self._step == fields.ANSWERS
        self.form.display = not asks
        self.questions.display = asks
        kind = self.form.row("document_type").value
        self.form.show_only(fields.names_of(self._step, kind, child=self._child))
        self._show_intro()

    def _show_intro(self) -> None:
        """What is to be read aloud stands above: the questions, or the promise."""
        said = ""
        if self._step == fields.ANSWERS:
            said = _("Read each question aloud. A digit changes an answer, F6 answers all with no.")
        elif self._step == fields.PROMISE:
            said = say(onsite.promise(self._form_of_now()))
        self.query_one("#intro", Panel).show([RULE, f" {said}" if said else ""])

    def action_form_next(self) -> None:
        """Enter where no field has the focus."""
        self.action_apply_step()

    @on(QuestionList.Finished)
    @on(Form.Finished)
    def finished(self) -> None:
        """Enter at the end of a step."""
        self.action_apply_step()

    def action_apply_step(self) -> None:
        """Check this step; go on, or save."""
        if self._step == fields.ANSWERS:
            if self.questions.page_complete and self.questions.turn():
                return
            if not self.questions.complete:
                self.questions.mark_missing()
                self.say(_("Every question needs an answer."))
                return
            self._go(fields.PROMISE)
            return
        self._touched |= set(fields.NAMES[self._step])
        self._check(self._step_checked)

    def _step_checked(self, errors: Mapping[str, str]) -> None:
        here = [name for name in fields.NAMES[self._step] if name in errors]
        if here:
            self.form.focus_first_error()
            self.say(_("Correct the fields marked with !."))
        elif self._step < fields.PROMISE:
            self._go(self._step + 1)
        else:
            self._submit(errors)

    def action_apply_discard(self) -> None:
        """Empty the form."""
        office = self.office

        def gone(_done: object) -> None:
            self._touched.clear()
            self.written_at = None
            empty = {name: "" for row in fields.NAMES.values() for name in row}
            self.form.put(empty | fields.FIRST)
            self.form.show_errors({})
            self._go(fields.WHO)
            self.ask(lambda: (onsite.questions(office), None, office.identity), self._begin)

        self.ask(lambda: onsite.drop_form(office), gone)

    def action_back(self) -> None:
        """One step back; from the first one home, with everything kept."""
        if self._step > fields.WHO:
            self._go(self._step - 1)
            return
        self._keep()
        self.dismiss()

    # Fields.

    @on(Form.Left)
    def left(self, event: Form.Left) -> None:
        """Check the field, look up what was meant, keep everything."""
        if not self._loaded:
            return
        self._touched.add(event.name)
        value = self.form.row(event.name).value
        if event.name == "document_type":
            self._show_step()
        if event.name == "number" and len(value) == 4:
            self._look_up_person(value)
        elif event.name in DIVISIONS and value and not fields.is_code(value):
            self._look_up_division(event.name, value)
        self._keep()
        self._check()

    def _is_empty(self) -> bool:
        """Whether nobody has typed anything yet: an empty form is not worth keeping."""
        typed = [
            value
            for name, value in self.form.values().items()
            if name not in fields.FIRST and value != self._given.get(name, "")
        ]
        return not typed and not self.questions.answers

    def _form_of_now(self) -> OnsiteForm:
        form = fields.onsite_form(
            self.form.values(), self.questions.answers, self._symptoms, self._dates
        )
        return replace(form, written_at=self.written_at or 0)

    def _keep(self) -> None:
        office = self.office
        if self._is_empty():
            return
        form = self._form_of_now()
        self._keeps += 1
        number = self._keeps

        def keep() -> None:
            # Threads come in any order: an older form must not be kept over a newer one.
            with self._keeping:
                if number == self._keeps:
                    onsite.save_form(office, form)

        self.ask(keep, lambda _d: None, group="keep")

    def kept_here(self) -> dict[str, Any]:
        """The step; what is typed stands in the store, where whoever goes on with it finds it."""
        return {name: value for name, value in super().kept_here().items() if name != "form"}

    def taken_up(self) -> None:
        """The step that was in front."""
        self._go(self._step)

    def keep_at_lock(self) -> Callable[[], None] | None:
        """The field that was being typed in too."""
        if not self._loaded or self._busy or self._is_empty():
            return None
        office, form = self.office, self._form_of_now()
        self._keeps += 1

        def keep() -> None:
            with self._keeping:
                onsite.save_form(office, form)

        return keep

    def _check(self, then: Callable[[Mapping[str, str]], None] | None = None) -> None:
        office, form = self.office, self._form_of_now()
        self._checks += 1
        number = self._checks

        def do() -> tuple[Checked, dict[str, str]]:
            return onsite.check(office, form), fields.place_names(form)

        def checked(answer: tuple[Checked, dict[str, str]]) -> None:
            found, notes = answer
            errors = {name: say(text) for name, text in found.errors.items()}
            if number != self._checks:
                # Of an older form: threads answer in any order. Whoever asked is told all the same.
                if then is not None:
                    then(errors)
                return
            shown = {name: text for name, text in errors.items() if name in self._touched}
            notes |= {name: say(text) for name, text in found.warnings.items()}
            self._ask_guardian(onsite.is_child(found, self.host.now()))
            self.form.show_errors(shown, notes | self._told(found.facts))
            if then is not None:
                then(errors)

        self.ask(do, checked, group="check")

    def _ask_guardian(self, child: bool) -> None:
        """A child's own card brings the guardian's rows, which may stay empty."""
        if child != self._child:
            self._child = child
            self._show_step()

    def _told(self, facts: Mapping[str, str]) -> dict[str, str]:
        """What the number says of the person."""
        sex = sex_name(facts.get("number.sex"))
        said = " ".join(part for part in (sex, facts.get("number.birth", "")) if part)
        return {"number": said} if said else {}

    # The end.

    def _submit(self, errors: Mapping[str, str]) -> None:
        step = fields.step_of(errors)
        if step is not None:
            self._touched |= set(errors)
            self._go(step)
            self.form.show_errors(dict(errors))
            self.say(next(iter(errors.values())))
            return
        office = self.office
        form = self._form_of_now()

        def do() -> Submitted:
            return onsite.submit(office, form)

        self._busy = True
        self.say(_("Saving ..."), look="text")
        self.ask(do, self._submitted, self._failed)

    def _submitted(self, done: Submitted) -> None:
        self._busy = False
        self.dismiss()
        # The app shows what follows: a screen that goes cannot wait for another one.
        self.host.call_later(self.host.after_application, done)

    def _failed(self, error: FieldpassError) -> None:
        self._busy = False
        if isinstance(error, FormRefused):
            errors = {name: say(text) for name, text in error.fields.items()}
            self._touched |= set(errors)
            self._go(fields.step_of(errors) or fields.WHO)
            self.form.show_errors(errors)
            self.form.focus_first_error()
        self.refuse(error)
