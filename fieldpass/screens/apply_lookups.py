"""Looking up while the on-site form is filled in: somebody known by four digits, a place by its name."""

from typing import Any

from fieldpass.desk import divisions, people
from fieldpass.desk.people import KnownPerson
from fieldpass.locale import _
from fieldpass.model.text import Text
from fieldpass.screens.apply_parts import FormParts
from fieldpass.screens.pick import PickScreen
from fieldpass.screens.shown import say


class LookUps(FormParts):
    """What a short answer means; what was found goes into the form."""

    def _look_up_person(self, tail: str) -> None:
        office = self.office
        self.ask(lambda: people.known_people(office, tail), self._known)

    def _known(self, known: Any) -> None:
        found: list[KnownPerson] = list(known)[:10]
        if not found:
            self.say(_("Nobody with this ending is known here: type the whole number."))
            self.form.focus_field("number")
            return

        def picked(index: int | None) -> None:
            if index is not None:
                self._prefill(found[index])

        shown = [f"{person.name}  {person.id_tail}  {person.phone}" for person in found]
        self.app.push_screen(PickScreen(_("Who is it?"), shown), picked)

    def _prefill(self, person: KnownPerson) -> None:
        found = {
            "document_type": person.document_type,
            "number": person.number,
            "name": person.name,
            "phone": person.phone,
            "residence_division": person.residence,
        }
        self.form.put({name: value for name, value in found.items() if value})
        self._show_step()
        self.form.focus_field("phone")
        self._keep()
        self._check()

    def _look_up_division(self, name: str, text: str) -> None:
        def found(places: Any) -> None:
            places = list(places)[:10]
            if len(places) == 1:
                self._take_division(name, places[0])
            elif places:
                self.app.push_screen(
                    PickScreen(
                        _("Which place?"), [f"{say(place[1])}  {place[0]}" for place in places]
                    ),
                    lambda index: (
                        None if index is None else self._take_division(name, places[index])
                    ),
                )

        self.ask(lambda: divisions.find(text), found)

    def _take_division(self, name: str, place: tuple[str, Text]) -> None:
        self.form.put({name: place[0]})
        self._keep()
        self._check()
