"""Codes in pictures, read with what the extra `images` installs.

Rules: 1. nothing of it is imported before somebody asks for it; 2. a picture is never kept; 3. every code
of a picture is told: two cards on one table are two cards; 4. whatever a file holds, there is one sentence
that says what to do; 5. only what cameras and telephones write is read: some of Pillow's other
forms are programs, which it gives to a program of the system to run.
"""

import warnings
from pathlib import Path
from typing import Any, ClassVar

from fieldpass.desk.errors import DeskError
from fieldpass.model.text import Advised, advised

PIXELS_MOST = 64_000_000
_EDGE_MOST = 4096
"""A JPEG larger than this is made smaller while it is decoded: no code of ours needs more."""


_FORMS = frozenset(
    {"JPEG", "MPO", "PNG", "BMP", "DIB", "GIF", "WEBP", "TIFF", "PPM", "AVIF", "HEIF", "JPEG2000"}
)


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
    """A file that is no picture, a damaged one, or one of a form that is not read."""

    code: ClassVar[str] = "picture-unreadable"
    told: ClassVar[Advised] = advised(
        zh="图片打不开: 不是图片, 坏了, 或格式不认.",
        en="This is no picture that can be read, or a damaged one.",
        do_zh="请存成 JPG 或 PNG 再试.",
        do_en="Save it as JPG or PNG and open it again.",
    )


class PictureForbidden(DeskError):
    """A file that is not there, or that the system does not let this user read."""

    code: ClassVar[str] = "picture-forbidden"
    told: ClassVar[Advised] = advised(
        zh="文件不在, 或没有权限读.",
        en="The file is not there, or you may not read it.",
        do_zh="请核对文件名, 或复制到自己的文件夹再试.",
        do_en="Check its name, or copy it into a folder of your own.",
    )


class PictureTooLarge(DeskError):
    """More pixels than a picture of a code needs, by far."""

    code: ClassVar[str] = "picture-too-large"
    told: ClassVar[Advised] = advised(
        zh="图片太大 (超过 6400 万像素).",
        en="The picture is too large (over 64 megapixels).",
        do_zh="请只截二维码那一块, 或用低一档的像素再拍.",
        do_en="Cut out the code, or take it again with fewer pixels.",
    )


class NoCodeInPicture(DeskError):
    """A picture without a QR code that can be read."""

    code: ClassVar[str] = "no-code-in-picture"
    told: ClassVar[Advised] = advised(
        zh="图片里没有能读的二维码.",
        en="There is no QR code in the picture that can be read.",
        do_zh="请再拍: 整个码都在里面, 对准焦点, 不反光; 或输卡号.",
        do_en="Take it again with the whole code in it, sharp and without glare, or type the serial.",
    )


def texts_in_picture(path: Path) -> list[str]:
    """The texts of the QR codes in a picture, each once; at least one.

    Raises:
        ImagesNotInstalled, PictureForbidden, PictureUnreadable, PictureTooLarge, NoCodeInPicture.
    """
    try:
        import zxingcpp
        from PIL import Image
    except ImportError as error:
        raise ImagesNotInstalled from error
    assert zxingcpp
    if path.exists() and not path.is_file():
        # A pipe would be waited for without end.
        raise PictureUnreadable
    Image.init()
    try:
        with warnings.catch_warnings():
            # It warns of large pictures on the terminal.
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(path, formats=tuple(_FORMS & Image.OPEN.keys())) as picture:
                found = codes_in(_grey(picture))
    except (FileNotFoundError, PermissionError) as error:
        raise PictureForbidden from error
    except Image.DecompressionBombError as error:
        raise PictureTooLarge from error
    except PictureTooLarge:
        raise
    except Exception as error:  # each of some forty formats has errors of its own
        raise PictureUnreadable from error
    if not found:
        raise NoCodeInPicture
    return list(dict.fromkeys(found))


def _grey(picture: Any) -> Any:
    """The picture in grey, on white where it is transparent."""
    from PIL import Image

    if picture.width * picture.height > PIXELS_MOST:
        raise PictureTooLarge
    if max(picture.size) > _EDGE_MOST:
        picture.draft("L", (_EDGE_MOST, _EDGE_MOST))
    if picture.has_transparency_data:
        # In grey, because three pictures of 64 megapixels in colour are more than a laptop has free.
        clear = picture if picture.mode == "RGBA" else picture.convert("RGBA")
        white = Image.new("L", picture.size, "white")
        white.paste(clear.convert("L"), mask=clear.getchannel("A"))
        return white
    return picture.convert("L")


def codes_in(image: Any) -> list[str]:
    """The texts of all QR codes in an image in grey, as Pillow or OpenCV have it."""
    import zxingcpp

    found = zxingcpp.read_barcodes(image, formats=zxingcpp.barcode_formats_from_str("QRCode"))
    return [str(one.text) for one in found if one.text]
