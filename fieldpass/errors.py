"""The one error tree: everything that fieldpass raises on purpose is a FieldpassError.

Rules: 1. `str(error)` is for programmers and logs and never holds personal data; `error.text(lang)` is
for people and says what happened and what to do. 2. Each package derives its own branch and translates
foreign exceptions at its border with `from`. 3. What raises has changed nothing.
"""

from typing import ClassVar


class FieldpassError(Exception):
    """Something that fieldpass refuses or cannot do; `code` is stable and safe to log."""

    code: ClassVar[str] = "error"
    zh: ClassVar[str] = "出错了."
    en: ClassVar[str] = "Something went wrong."

    def __init__(self, detail: str = "", *, zh: str | None = None, en: str | None = None) -> None:
        """Keep a detail for logs (no personal data) and, where given, sentences for people."""
        super().__init__(detail or self.code)
        self._texts = {"zh": zh or type(self).zh, "en": en or type(self).en}

    def text(self, lang: str = "zh") -> str:
        """One sentence for the person at the screen, in Chinese ("zh") or English ("en")."""
        return self._texts.get(lang, self._texts["en"])
