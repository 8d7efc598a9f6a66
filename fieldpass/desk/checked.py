"""What the check of a form answers: all errors and warnings at once, a sentence for each field."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from fieldpass.desk.errors import FormRefused
from fieldpass.model.identifiers import Check
from fieldpass.model.text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """The answer: `errors` stop the form, `warnings` do not; `facts` are what the fields tell."""

    errors: Mapping[str, Text]
    warnings: Mapping[str, Text]
    facts: Mapping[str, str] = field(default_factory=dict)

    def require(self) -> None:
        """Raise FormRefused with every error where there is one."""
        if self.errors:
            raise FormRefused(dict(self.errors))


class Findings:
    """Collects the answers of checks while a form is read; `done()` closes it into a Checked."""

    def __init__(self) -> None:
        """Begin with nothing wrong."""
        self._errors: dict[str, Text] = {}
        self._warnings: dict[str, Text] = {}
        self._facts: dict[str, str] = {}

    def check(self, name: str, answer: Check) -> str:
        """Take an identifier's check for a field; gives the normalised value."""
        if answer.level == "error":
            self._errors[name] = answer.text
        elif answer.level == "warning":
            self._warnings[name] = answer.text
        self._facts.update({f"{name}.{key}": value for key, value in answer.facts.items()})
        return answer.value

    def error(self, name: str, *, zh: str, en: str) -> None:
        """Say what is wrong with a field; the first sentence stays."""
        self._errors.setdefault(name, Text(zh=zh, en=en))

    def text(self, name: str, value: str, *, most: int, label: Text, needed: bool = True) -> str:
        """A line of text, trimmed; too long, or missing where needed, is an error."""
        plain = " ".join(value.split())
        if needed and not plain:
            self.error(name, zh=f"请填{label.zh}.", en=f"Fill in: {label.en}.")
        if len(plain) > most:
            self.error(
                name,
                zh=f"{label.zh}太长, 最多 {most} 个字.",
                en=f"{label.en} is too long: at most {most} characters.",
            )
        return plain

    def done(self) -> Checked:
        """The answer."""
        return Checked(
            errors=dict(self._errors), warnings=dict(self._warnings), facts=dict(self._facts)
        )
