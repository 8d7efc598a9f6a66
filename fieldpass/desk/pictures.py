"""Codes in pictures and in front of a camera, read with what the extra `images` installs.

Rules: 1. nothing of it is imported before somebody asks for it; 2. a picture is never kept; 3. a camera
gives a text once, and again only when it has been out of sight or another came between: a card held still
is one card; 4. a camera that cannot be opened, and one that stops, are sentences and never a crash.

A camera is named by its number (0 is the first) or by its file; a recording in a file is read like one.
"""

import os
from collections.abc import Generator
from pathlib import Path
from typing import Any, ClassVar

from fieldpass.desk.errors import DeskError
from fieldpass.model.text import Advised, advised

GONE_FRAMES = 15
"""After so many frames without it, half a second of most cameras, the same text is a new sight."""
_DIGITS_MOST = 4


class ImagesNotInstalled(DeskError):
    """The extra that reads pictures is missing."""

    code: ClassVar[str] = "images-not-installed"
    told: ClassVar[Advised] = advised(
        zh="没有安装读图功能.",
        en="Reading pictures is not installed.",
        do_zh="请安装: pip install 'fieldpass[images]'",
        do_en="Install it with: pip install 'fieldpass[images]'",
    )


class PictureUnreadable(DeskError):
    """A file that is no picture, or a damaged one."""

    code: ClassVar[str] = "picture-unreadable"
    told: ClassVar[Advised] = advised(
        zh="图片打不开.",
        en="The picture cannot be read.",
        do_zh="请换一张 PNG 或 JPEG 图片, 或直接扫码.",
        do_en="Take a PNG or JPEG picture, or scan the code itself.",
    )


class NoCodeInPicture(DeskError):
    """A picture without a QR code that can be read."""

    code: ClassVar[str] = "no-code-in-picture"
    told: ClassVar[Advised] = advised(
        zh="图片里没有能读的二维码.",
        en="There is no QR code in the picture that can be read.",
        do_zh="请对着光重拍, 让整个码清楚地在画面里, 或输卡号.",
        do_en="Take it again in good light with the whole code sharp in it, or type the serial.",
    )


class CameraUnavailable(DeskError):
    """No such camera, or another program has it."""

    code: ClassVar[str] = "camera-unavailable"
    told: ClassVar[Advised] = advised(
        zh="摄像头打不开: 没有接好, 或别的程序正在用.",
        en="The camera cannot be opened: it is not connected, or another program has it.",
        do_zh="请接好它或关掉那个程序; 扫码枪和手输照常能用.",
        do_en="Connect it or close that program; the scanner and the keyboard work on.",
    )


def text_in_picture(path: Path) -> str:
    """The text of the QR code in a picture.

    Raises:
        ImagesNotInstalled, PictureUnreadable, NoCodeInPicture.
    """
    try:
        import zxingcpp
        from PIL import Image, UnidentifiedImageError
    except ImportError as error:
        raise ImagesNotInstalled from error
    assert zxingcpp
    try:
        with Image.open(path) as picture:
            found = _texts(picture.convert("L"))
    except (UnidentifiedImageError, OSError, Image.DecompressionBombError) as error:
        raise PictureUnreadable from error
    if not found:
        raise NoCodeInPicture
    return found[0]


def _texts(image: Any) -> list[str]:
    import zxingcpp

    found = zxingcpp.read_barcodes(image, formats=zxingcpp.barcode_formats_from_str("QRCode"))
    return [str(one.text) for one in found if one.text]


class Sights:
    """Rule 3: which texts of a frame are new. Pure: counts frames, knows no clock."""

    def __init__(self) -> None:
        """Nothing was seen yet."""
        self._last = ""
        self._frames_since = 0

    def new(self, texts: list[str]) -> list[str]:
        """The texts of the next frame that somebody has to look at."""
        self._frames_since += 1
        if self._frames_since > GONE_FRAMES:
            self._last = ""
        fresh = [text for text in dict.fromkeys(texts) if text != self._last]
        if texts:
            self._frames_since = 0
        if fresh:
            self._last = fresh[-1]
        return fresh


def camera_texts(source: str) -> Generator[list[str], None, None]:
    """What a camera sees: for each frame the texts that are new, most often none; ends with it.

    Closing the generator lets go of the camera.

    Raises:
        ImagesNotInstalled, CameraUnavailable.
    """
    try:
        import cv2
        import zxingcpp
    except ImportError as error:
        raise ImagesNotInstalled from error
    assert zxingcpp
    # Its warnings would be written over the screen.
    cv2.utils.logging.setLogLevel(cv2.utils.logging.LOG_LEVEL_SILENT)
    named = source.strip()
    number = named.isascii() and named.isdigit() and len(named) <= _DIGITS_MOST
    # OpenCV would open addresses too: a camera is a part of this machine.
    if not number and not os.path.exists(named):
        raise CameraUnavailable
    camera = cv2.VideoCapture(int(named) if number else named)
    try:
        if not camera.isOpened():
            raise CameraUnavailable
        sights = Sights()
        while True:
            read, frame = camera.read()
            if not read:
                return
            yield sights.new(_texts(cv2.cvtColor(frame, cv2.COLOR_BGR2GRAY)))
    finally:
        camera.release()
