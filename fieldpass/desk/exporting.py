"""Saving a pass's code as picture files, for a phone, a poster or a printer elsewhere.

Rules: 1. a file bears the serial, never a name; 2. it lies outside the encrypted store, readable by
this user alone, and the screen says where; 3. it is written whole or not at all, and recorded as
`pass.printed` of the form "image"; what may not be recorded is not left lying about.
"""

import contextlib
import os
from collections.abc import Mapping
from pathlib import Path
from typing import ClassVar

from fieldpass.desk import passes
from fieldpass.desk.office import Office
from fieldpass.desk.passes import PassView
from fieldpass.errors import FieldpassError
from fieldpass.model.text import Advised, advised

FOLDER = "export"


class NotSaved(FieldpassError):
    """A picture that could not be written."""

    code = "export.not-saved"
    told: ClassVar[Advised] = advised(
        zh="图片没有存成.",
        en="The picture was not saved.",
        do_zh="请看磁盘有没有空间, 文件夹能不能写.",
        do_en="See whether the disk has room and the folder can be written.",
    )


def save_images(
    office: Office, view: PassView, files: Mapping[str, bytes], data_folder: Path
) -> Path:
    """Write the pictures (file ending to content) of a pass and record it; gives their folder.

    Raises NotSaved, and NotAllowed or NotFound as `passes.printed` does: then nothing is left.
    """
    folder = data_folder / FOLDER
    name = "pass-" + view.serial.replace(" ", "")
    written = [folder / f"{name}.{ending}" for ending in files]
    try:
        try:
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            for path, content in zip(written, files.values(), strict=True):
                _write(path, content)
        except OSError as error:
            raise NotSaved(type(error).__name__) from error
        passes.printed(office, view.pass_ref, "image")
    except FieldpassError:
        for path in written:
            with contextlib.suppress(OSError):
                path.unlink()
        raise
    return folder


def _write(path: Path, content: bytes) -> None:
    partial = path.with_name(path.name + ".part")
    partial.unlink(missing_ok=True)
    handle = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    partial.replace(path)
