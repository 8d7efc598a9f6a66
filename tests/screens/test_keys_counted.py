"""The table of keys is what the tasks take."""

import re

import pytest

from tests.screens.keys_counted import TABLE, TASKS, Task, count


def documented() -> dict[str, int]:
    rows = re.findall(
        r"^\| (.+?) \| .+? \| .+? \| (\d+) \|$", TABLE.read_text("utf-8"), re.MULTILINE
    )
    return {name: int(keys) for name, keys in rows}


@pytest.mark.parametrize("task", TASKS, ids=lambda task: task.name)
async def test_a_task_takes_as_many_keys_as_the_table_says(task: Task) -> None:
    keys = await count(task)
    assert len(keys) == documented()[task.name], keys


def test_the_table_names_the_tasks_and_no_other() -> None:
    assert list(documented()) == [task.name for task in TASKS]
