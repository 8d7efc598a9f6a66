"""The start of `fieldpass`: one line on the terminal at once, then what was asked for.

Without arguments on a terminal the screen is what was asked for: nothing is imported on the way that it
does not need, and not the command line's library either. Rules:
1. The splash is written before anything slow is imported.
2. The collector of garbage rests while modules are imported, since they make none; the app wakes it
   (`fieldpass.app`).
"""

import gc
import os
import sys


def main() -> None:
    """Open the screen, or run the command line's command."""
    terminal = all(stream is not None and stream.isatty() for stream in (sys.stdin, sys.stdout))
    if len(sys.argv) == 1 and terminal:
        from fieldpass import splash

        splash.show(os.environ.get("FIELDPASS_LANG", ""))
        gc.disable()
        _screen()
    else:
        from fieldpass.commands.answering import write_what_fits
        from fieldpass.commands.group import main as command_line

        write_what_fits()
        command_line()


def _screen() -> None:
    from fieldpass import config, locale
    from fieldpass.commands import screen

    lang = os.environ.get(config.LANGUAGE_VARIABLE)
    if lang in locale.LANGUAGES:
        locale.use(lang)
    screen.run(config.folders())


if __name__ == "__main__":
    main()
