"""Who a person is: the first 16 bytes of SHA-256 over document type and number.

Two people of one name never join; one person known to two villages does. The id is no secret: numbers
can be guessed through it, so it is personal data and never logged.

Source: DESIGN section 3.
"""

from hashlib import sha256

from fieldpass.model.bodies import Document


def person_id(document_type: str, number: str) -> bytes:
    """16 bytes; `number` is normalised as the check of the document answers it (`Check.value`).

    >>> person_id("resident_id", "371323197301022236").hex()
    '5cfd4e756d13b4a8ad00f3af3fa157b7'
    """
    return sha256(f"{document_type}\x00{number}".encode()).digest()[:16]


def person_of(document: Document) -> bytes:
    """The person that a document names."""
    return person_id(document.type, document.number)


def id_tail(number: str) -> str:
    """The last four characters, as a pass and a list row show them."""
    return number[-4:]
