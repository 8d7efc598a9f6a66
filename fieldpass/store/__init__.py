"""The encrypted local database: the log as the truth, views derived from it, and the key envelope.

`envelope` is light and needs no SQLAlchemy; everything else here is the heavy import of the program
(a quarter of a second), to be done behind the unlock screen.
"""
