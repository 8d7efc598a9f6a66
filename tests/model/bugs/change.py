"""A change of the rules: in which module of them which line reads how instead."""

Change = tuple[str, str, str]
