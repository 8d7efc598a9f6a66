"""Somebody who presses keys at random, the same for a seed, and what must hold whatever was pressed."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from textual import events

from fieldpass import locale
from fieldpass.desk import deciding
from fieldpass.desk.office import Office
from fieldpass.model.records import Record
from fieldpass.store import records
