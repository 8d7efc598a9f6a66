"""How a person is named: 16 bytes that only who knows the document can compute."""

import hashlib
import unicodedata


def person_of(document_type: str, number: str) -> bytes:
    """First 16 bytes of SHA-256(document type, a zero byte, normalised number)."""
    normal = unicodedata.normalize("NFKC", number).upper().replace(" ", "").replace("-", "")
    return hashlib.sha256(f"{document_type}\0{normal}".encode()).digest()[:16]
