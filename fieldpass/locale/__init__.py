"""What the program says, in the language chosen at run time.

`_` looks the English source text up at each call, so that the language can be switched while the
program runs. A missing catalogue is never an error: the English source text is shown.
"""

import gettext
from pathlib import Path

LANGUAGES = ("zh", "en")
_CATALOGUES = {"zh": "zh_CN", "en": "en"}
_HERE = Path(__file__).parent
_current: dict[str, gettext.NullTranslations] = {}
_language = "zh"


def language() -> str:
    """The language in use, "zh" or "en"."""
    return _language


def use(lang: str) -> None:
    """Speak "zh" or "en" from now on; anything else raises ValueError."""
    global _language
    if lang not in LANGUAGES:
        raise ValueError(f"unknown language: {lang!r}")
    _language = lang


def _catalogue() -> gettext.NullTranslations:
    found = _current.get(_language)
    if found is None:
        found = gettext.translation(
            "fieldpass", localedir=_HERE, languages=[_CATALOGUES[_language]], fallback=True
        )
        _current[_language] = found
    return found


def _(message: str) -> str:
    """The message in the language in use."""
    return _catalogue().gettext(message)


def ngettext(one: str, many: str, n: int) -> str:
    """The message for `n` things in the language in use."""
    return _catalogue().ngettext(one, many, n)
