"""fieldpass at work in a village of real parts, with a pass, an application that waits, and the clock held.

`python -m bench.programs.village_screen FOLDER`: writes the pass's digits to FOLDER/digits, and opens
the home screen of an authorised issuer without a network, so that the same bytes come each time.
"""

import inspect
import sys
from dataclasses import replace
from pathlib import Path

from fieldpass.app import FieldpassApp
from fieldpass.config import folders
from fieldpass.terminal.profiles import detect
from tests.parts import ONLINE, village

BASE_CSS = str(Path(inspect.getfile(FieldpassApp)).parent / "screens" / "base.tcss")
"""Textual looks for it beside the module of the class."""


class VillageApp(FieldpassApp):
    """The program with its office open at the start."""

    CSS_PATH = BASE_CSS

    def on_mount(self) -> None:
        """Unlock without a passphrase: the store is in memory."""
        super().on_mount()
        place = village()
        office = place.device("issuer")
        view = place.issue(office)
        place.apply(office, ONLINE)
        place.screen(office, ONLINE)
        identity = replace(office.require_identity(), server_url="http://127.0.0.1:9")
        office.store.write(lambda tx: office.set_identity(tx, identity))
        (self.folders.data.parent / "digits").write_text(view.digits, encoding="ascii")
        self.surroundings = office.surroundings
        self.call_after_refresh(self.opened, office)


if __name__ == "__main__":
    profile = detect()
    app = VillageApp(folders(sys.argv[1]), profile=profile)
    app.run(mouse=profile.mouse)
