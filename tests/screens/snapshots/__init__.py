"""Every screen as text and as an SVG of all its themes, at two sizes and in both languages, kept in
`kept/` and compared in each run.

    python -m tests.screens.snapshots                compare, and show what changed
    python -m tests.screens.snapshots --update       keep what is shown now
    python -m tests.screens.snapshots --show NAME    print screens whose name contains NAME
    python -m tests.screens.snapshots --svg FOLDER   also write the drawings of now (#light, #c16, #none)
    python -m tests.screens.snapshots --png FOLDER   each theme as PNG, cell by cell

`scenes` says which screens there are and how one comes to them, `taking` shows one on the real desk
with clock and chance held, `drawing` makes the SVG, `rules` are what holds of every screen in every
theme.
"""
