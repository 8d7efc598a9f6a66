"""The one error tree: everything that fieldpass raises on purpose is a FieldpassError.

Rules: 1. `str(error)` is for programmers and logs and never holds personal data; `error.text(lang)` is
for people: what happened, and what to do next, which every class declares as data (`told`) and no error
is without. 2. Each package derives its own branch and translates
foreign exceptions at its border with `from`. 3. What raises has changed nothing.
"""

from typing import ClassVar

from fieldpass.model.text import Advised, advised


class FieldpassError(Exception):
    """Something that fieldpass refuses or cannot do; `code` is stable and safe to log."""

    code: ClassVar[str] = "error"
    told: ClassVar[Advised] = advised(
        zh="出错了.",
        en="Something went wrong.",
        do_zh="请按 Esc 返回, 再办一次; 还不行请运行 fieldpass doctor.",
        do_en="Press Esc and do it once more; if it stays, run fieldpass doctor.",
    )

    def __init__(self, detail: str = "", told: Advised | None = None) -> None:
        """Keep a detail for logs (no personal data) and, where given, what people are told instead."""
        super().__init__(detail or self.code)
        self._told = told or type(self).told

    @property
    def advised(self) -> Advised:
        """What happened, and what to do next."""
        return self._told

    def text(self, lang: str = "zh") -> str:
        """What happened and what to do, for the person at the screen: "zh" or "en"."""
        return self._told.text.of(lang)
