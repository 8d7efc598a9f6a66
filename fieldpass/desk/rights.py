"""What only who signs may do, and the sentence for everybody else."""

from fieldpass.desk.errors import NotAllowed
from fieldpass.desk.office import Office
from fieldpass.model.text import advised


def only_a_signer() -> NotAllowed:
    """The refusal for a clerk, a checker, and an issuer who is not authorised."""
    return NotAllowed(
        advised(
            zh="这件事只有已授权的签发人能办.",
            en="Only an authorised issuer may do this.",
            do_zh="请他本人解锁后来办.",
            do_en="Let that person unlock and do it.",
        )
    )


def require_a_signers_turn(office: Office) -> None:
    """Before the questions of such a task, at once: whether an issuer works here. Raises NotAllowed."""
    if not office.works_as_issuer:
        raise only_a_signer()


def require_signer(office: Office) -> None:
    """Raises NotAllowed, and IssuerKeyAway where the key of who works here was put away."""
    if not office.works_as_issuer or not office.standing().may_sign:
        raise only_a_signer()
    office.require_issuer()
