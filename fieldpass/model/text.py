"""A sentence for people in both languages, as data.

`model` and `wire` know no gettext: what they say is carried as a Text and chosen where it is shown.
"""

from fieldpass.model.frozen import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """One sentence in Chinese and in English."""

    zh: str
    en: str

    def of(self, lang: str) -> str:
        """The sentence in "zh" or "en"; any other language reads the English one."""
        return self.zh if lang == "zh" else self.en
