"""The bugs that `planted` plants, along the parts of the rules: which line of which module reads how instead.

The cases of the tables find most of them. `FOUND_BY` names a test that finds a bug of what no case can show:
what may be decided and written, who a person is, what a policy is. The order is that of the table in
docs/proofs.md.
"""

from tests.model.bugs import deciding, declared, health, keeping, times
from tests.planting import Change

__all__ = ["BUGS", "FOUND_BY", "Change"]

BUGS = times.BUGS | health.BUGS | declared.BUGS | deciding.BUGS | keeping.BUGS
FOUND_BY = (
    times.FOUND_BY | health.FOUND_BY | declared.FOUND_BY | deciding.FOUND_BY | keeping.FOUND_BY
)
