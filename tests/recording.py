"""Recordings of codes held before a camera, which the program reads as it reads a camera."""

from io import BytesIO
from pathlib import Path

from fieldpass.widgets.qrmatrix import matrix, to_png

SIZE = (640, 480)


def record(path: Path, *sights: str | None, frames: int = 4) -> Path:
    """Write a recording: each text for some frames one after the other, None for a bare table."""
    import cv2
    import numpy
    from PIL import Image

    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"MJPG"), 10, SIZE)
    assert writer.isOpened()
    for text in sights:
        table = Image.new("L", SIZE, 140)
        if text is not None:
            code = Image.open(BytesIO(to_png(matrix(text), scale=8))).convert("L")
            table.paste(code, ((SIZE[0] - code.width) // 2, (SIZE[1] - code.height) // 2))
        for _ in range(frames):
            writer.write(cv2.cvtColor(numpy.asarray(table), cv2.COLOR_GRAY2BGR))
    writer.release()
    return path
