"""Codes held before a camera, read with what the extra `images` installs.

Rules: 1. nothing of it is imported before somebody asks for it; 2. a picture is never kept; 3. a camera
gives a text once, and again only when it has been out of sight or another came between: a card held still
is one card; 4. why a camera cannot be used, or stops, is told by one sentence each, and never by a crash;
5. a recording ends, a camera does not: when one gives nothing more, it was unplugged.

A camera is named by its number (0 is the first) or by its file; a recording in a file is read like one.
OpenCV's word is not enough for rules 4 and 5: it opens a camera that another program has, and it gives an
unplugged one's last frame again and again (its users' reports 5221, 8358, 14044 of opencv/opencv).
"""

import os
import stat
import sys
from collections.abc import Generator
from typing import Any, ClassVar

from fieldpass.desk.errors import DeskError
from fieldpass.desk.pictures import ImagesNotInstalled, codes_in
from fieldpass.model.text import Advised, advised

GONE_FRAMES = 15
"""After so many frames without it, half a second of most cameras, the same text is a new sight."""
STILL_FRAMES = 150
"""No sensor gives so many frames (5 s) without any noise: then the camera is opened anew."""
_DIGITS_MOST = 4


class CameraUnavailable(DeskError):
    """A camera that gives nothing; `heals`: it may do so once somebody has done what the sentence says."""

    code: ClassVar[str] = "camera-unavailable"
    told: ClassVar[Advised] = advised(
        zh="摄像头用不了.",
        en="The camera cannot be used.",
        do_zh="请用扫码枪或手输卡号.",
        do_en="Use the scanner, or type the serial.",
    )
    heals: ClassVar[bool] = True


class CameraMissing(CameraUnavailable):
    """No camera of this number, nothing under this name."""

    code: ClassVar[str] = "camera-missing"
    told: ClassVar[Advised] = advised(
        zh="没有这个摄像头.",
        en="No such camera.",
        do_zh="请插好线, 核对编号 (第一个是 0). 扫码枪和手输照常能用.",
        do_en="Plug it in, check its number. Scanner and keyboard work on.",
    )


class CameraForbidden(CameraUnavailable):
    """It is there, and the system does not let this user open it."""

    code: ClassVar[str] = "camera-forbidden"
    told: ClassVar[Advised] = advised(
        zh="没有权限用摄像头.",
        en="No right to the camera.",
        do_zh="请管理员把您加进 video 组, 再登录. 扫码枪和手输能用.",
        do_en="Join the group 'video', log in. The scanner works on.",
    )


class CameraTaken(CameraUnavailable):
    """It is there, and gives no first frame: another program has it."""

    code: ClassVar[str] = "camera-taken"
    told: ClassVar[Advised] = advised(
        zh="摄像头打不开.",
        en="The camera is taken.",
        do_zh="请关掉在用它的程序 (视频会议等). 扫码枪和手输照常能用.",
        do_en="Close video calls and the like. The scanner works on.",
    )


class CameraStopped(CameraUnavailable):
    """It gave frames and gives none any more."""

    code: ClassVar[str] = "camera-stopped"
    told: ClassVar[Advised] = advised(
        zh="摄像头断了.",
        en="The camera stopped.",
        do_zh="请插好线. 扫码枪和手输照常能用.",
        do_en="Plug it in again. Scanner and keyboard work on.",
    )


class RecordingUnreadable(CameraUnavailable):
    """A file that is no recording, or an empty one."""

    code: ClassVar[str] = "recording-unreadable"
    heals: ClassVar[bool] = False
    told: ClassVar[Advised] = advised(
        zh="这个文件不是能读的录像.",
        en="No recording that can be read.",
        do_zh="要用摄像头, 请写编号 (第一个是 0).",
        do_en="For a camera, give its number (0 is the first).",
    )


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
    """What a camera sees: for each frame the texts that are new, most often none; ends with a recording.

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
    sights = Sights()
    for frame in _frames(source.strip()):
        yield sights.new(codes_in(cv2.cvtColor(frame, cv2.COLOR_BGR2GRAY)))


def _frames(named: str) -> Generator[Any, None, None]:
    """Frames in OpenCV's form (rows, columns, 3 of blue, green, red), by rules 4 and 5."""
    import cv2

    place, recording = _placed(named)
    camera = _opened(place, recording)
    last: Any = None
    still, first = 0, True
    try:
        while True:
            read, frame = camera.read()
            if not read or frame is None or not frame.size:
                if first:
                    raise RecordingUnreadable if recording else CameraTaken
                if recording:
                    return
                raise CameraStopped
            same = last is not None and last.shape == frame.shape
            still = still + 1 if same and not cv2.norm(last, frame, cv2.NORM_INF) else 0
            if still >= STILL_FRAMES and not recording:
                # A lens that is covered lets itself be opened again, one that is gone does not.
                camera.release()
                camera, still, first = _reopened(place), 0, False
            last, first = frame, False
            yield frame
    finally:
        camera.release()


def _placed(named: str) -> tuple[str | int, bool]:
    """What OpenCV opens, and whether it is a recording.

    OpenCV would open addresses too: a camera is a part of this machine.
    """
    number = named.isascii() and named.isdigit() and len(named) <= _DIGITS_MOST
    if number and not sys.platform.startswith("linux"):
        return int(named), False
    path = f"/dev/video{int(named)}" if number else named
    try:
        mode = os.stat(path).st_mode
    except PermissionError as error:
        raise CameraForbidden from error
    except (OSError, ValueError) as error:
        raise CameraMissing from error
    if stat.S_ISDIR(mode):
        raise RecordingUnreadable
    recording = stat.S_ISREG(mode)
    wanted = os.R_OK if recording else os.R_OK | os.W_OK
    if not os.access(path, wanted, effective_ids=os.access in os.supports_effective_ids):
        raise CameraForbidden
    return path, recording


def _opened(place: str | int, recording: bool) -> Any:
    import cv2

    device = isinstance(place, str) and stat.S_ISCHR(os.stat(place).st_mode)
    # Any other reader of OpenCV would take the device for a film.
    camera = cv2.VideoCapture(place, cv2.CAP_V4L2 if device else cv2.CAP_ANY)
    if camera.isOpened():
        return camera
    camera.release()
    if recording:
        raise RecordingUnreadable
    # Where the system says nothing of its cameras, a number that does not open names none.
    raise CameraMissing if isinstance(place, int) else CameraTaken


def _reopened(place: str | int) -> Any:
    try:
        return _opened(place, recording=False)
    except (CameraUnavailable, OSError) as error:
        raise CameraStopped from error
