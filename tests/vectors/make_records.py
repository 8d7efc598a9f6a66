"""Write the golden vectors of records and bundles: `python -m tests.vectors.make_records`.

It adds what is new and refuses to change a vector that is there: those bytes stand in logs by now.
"""

import json
from pathlib import Path

from tests.vectors.record_cases import all_vectors

FILE = Path(__file__).parent / "records.json"


def main() -> None:
    """Add the new ones."""
    held = json.loads(FILE.read_text()) if FILE.exists() else {}
    for noun, cases in all_vectors().items():
        kept = held.setdefault(noun, {})
        for name, data in cases.items():
            if kept.setdefault(name, data) != data:
                raise SystemExit(f"{noun}: {name}: a frozen vector would change")
    FILE.write_text(json.dumps(held, indent=1, ensure_ascii=False, sort_keys=True) + "\n")


if __name__ == "__main__":
    main()
