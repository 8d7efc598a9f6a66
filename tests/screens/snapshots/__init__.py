"""Every screen as text, at two sizes and in both languages, kept in `kept/` and compared in each run.

    python -m tests.screens.snapshots                compare, and show what changed
    python -m tests.screens.snapshots --update       keep what is shown now
    python -m tests.screens.snapshots --show NAME    print screens whose name contains NAME
    python -m tests.screens.snapshots --svg FOLDER   also write each screen as SVG in every theme
    python -m tests.screens.snapshots --png FOLDER   the same as PNG, cell by cell

`scenes` says which screens there are and how one comes to them, `taking` shows one on the real desk
with clock and chance held, `rules` are what holds of every screen in every theme.
"""
