"""One file over HTTP: resumed where it was cut, tried again where the server stumbles, checked before it is kept.

What has come so far lies beside the target as `.part`, with the server's tag of it as `.part.tag`; a later
call goes on from there if the file on the server is still the same.
"""

import errno
import hashlib
import http.client
import re
import shutil
import socket
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO
from urllib.parse import urlsplit

from belfort import __version__
from belfort.terrain.model import TerrainError

TRIES = 5
TIMEOUT_S = 30.0
_CHUNK = 1 << 16
_MD5_TAG = re.compile(r"[0-9a-f]{32}")
Came = Callable[[int], None]
"""Called with the bytes that came since the last call; negative where some are thrown away."""


class AbsentError(Exception):
    """The server has no such file."""


class StoppedError(Exception):
    """Somebody asked to stop; what came so far is kept."""


class _TryAgainError(Exception):
    """Cut, stumbled or damaged: worth another try."""


@dataclass(frozen=True, slots=True)
class Way:
    """How to fetch: everything that a test sets otherwise."""

    tries: int = TRIES
    timeout_s: float = TIMEOUT_S
    pause_s: float = 0.5
    """Before the second try; doubled after each."""
    stop: threading.Event | None = None


def fetch(url: str, target: Path, way: Way, came: Came) -> str:
    """Fetch one file and return the server's tag of it.

    Parameters
    ----------
    url
        http or https.
    target
        Where it goes once it is whole; its folder exists.
    way
        Tries, waits, and whether to stop.
    came
        Told of every piece.

    Raises
    ------
    AbsentError
        The server says there is no such file (404).
    StoppedError
        `way.stop` was set.
    TerrainError
        It cannot be had: offline, refused, the disk is full, or damaged at every try.
    """
    why = ""
    for i in range(way.tries):
        if i and _waits(way, way.pause_s * 2.0 ** (i - 1)):
            raise StoppedError
        try:
            return _one_try(url, target, way, came)
        except _TryAgainError as error:
            why = str(error)
        except urllib.error.HTTPError as error:
            if error.code == 404:
                raise AbsentError(url) from None
            why = f"the server answers {error.code} {error.reason}"
            if error.code < 500 and error.code not in (408, 416, 429):
                break
        except (OSError, http.client.HTTPException) as error:
            _is_about_the_disk(error, target)
            why = _spoken(error)
            if _is_offline(error):
                break
    host = urlsplit(url).netloc
    raise TerrainError(
        f"{url}: cannot be fetched: {why}. Is this machine online and may it reach {host}? What came so far is kept: "
        "run the same command again to go on."
    )


def _one_try(url: str, target: Path, way: Way, came: Came) -> str:
    part, tag_file = target.with_name(target.name + ".part"), target.with_name(target.name + ".part.tag")
    here, tag = _left_over(part, tag_file)
    request = urllib.request.Request(url, headers={"User-Agent": f"belfort/{__version__}"})
    if here:
        request.add_header("Range", f"bytes={here}-")
        request.add_header("If-Range", tag)
    try:
        answer = urllib.request.urlopen(request, timeout=way.timeout_s)
    except urllib.error.HTTPError as error:
        if error.code == 416:
            came(-here)
            part.unlink(missing_ok=True)
        raise
    with answer:
        goes_on = answer.status == 206 and answer.headers.get("Content-Range", "").startswith(
            f"bytes {here}-"
        )
        if here and not goes_on:
            came(-here)
            here = 0
        new_tag, whole = answer.headers.get("ETag", ""), _whole_length(answer.headers, here)
        tag_file.write_text(new_tag, "utf8")
        with part.open("ab" if goes_on else "wb") as file:
            _pour(answer, file, way, came)
    _is_whole(part, whole, new_tag, came)
    part.replace(target)
    tag_file.unlink(missing_ok=True)
    return new_tag.strip('"')


def _left_over(part: Path, tag_file: Path) -> tuple[int, str]:
    """Return how much is here of an earlier try and its tag; nothing where it cannot be gone on with."""
    try:
        tag, size = tag_file.read_text("utf8"), part.stat().st_size
    except (OSError, UnicodeDecodeError):
        return 0, ""
    return (size, tag) if tag and not tag.startswith("W/") else (0, "")


def _whole_length(headers: http.client.HTTPMessage, here: int) -> int | None:
    """Return the length of the whole file, by the server's words."""
    length = headers.get("Content-Length")
    return here + int(length) if length and length.isdigit() else None


def _pour(answer: http.client.HTTPResponse, file: BinaryIO, way: Way, came: Came) -> None:
    while chunk := answer.read(_CHUNK):
        file.write(chunk)
        came(len(chunk))
        if way.stop is not None and way.stop.is_set():
            raise StoppedError


def _is_whole(part: Path, whole: int | None, tag: str, came: Came) -> None:
    """Raise `_TryAgainError` where a file is short, long or not what its tag says (S3: the MD5 of one upload)."""
    size = part.stat().st_size
    if whole is not None and size < whole:
        raise _TryAgainError(f"cut after {size} of {whole} bytes")
    digest = tag.strip('"')
    is_other = (
        bool(_MD5_TAG.fullmatch(digest))
        and hashlib.md5(part.read_bytes(), usedforsecurity=False).hexdigest() != digest
    )
    if is_other or (whole is not None and size > whole):
        part.unlink()
        came(-size)
        raise _TryAgainError("damaged on the way (checksum or length differs)")


def _waits(way: Way, seconds: float) -> bool:
    """Wait; return True at once where somebody asked to stop."""
    if way.stop is not None:
        return way.stop.wait(seconds)
    time.sleep(seconds)
    return False


def _is_about_the_disk(error: Exception, target: Path) -> None:
    code = getattr(error, "errno", None)
    if code in (errno.ENOSPC, errno.EDQUOT):
        free = shutil.disk_usage(target.parent).free / 1e6
        raise TerrainError(
            f"{target.parent}: the disk is full ({free:.0f} MB free). Make room, or set BELFORT_CACHE to another folder; "
            "what came so far is kept"
        ) from None
    if code in (errno.EACCES, errno.EROFS, errno.EPERM) and not isinstance(error, urllib.error.URLError):
        raise TerrainError(
            f"{target.parent}: cannot be written. Set BELFORT_CACHE to a folder of yours."
        ) from None


def _is_offline(error: Exception) -> bool:
    reason = getattr(error, "reason", error)
    return isinstance(reason, (socket.gaierror, ConnectionRefusedError))


def _spoken(error: Exception) -> str:
    reason = getattr(error, "reason", error)
    if isinstance(reason, socket.gaierror):
        return "the name of the server is not known here: no network, or a proxy is needed (HTTPS_PROXY)"
    if isinstance(reason, TimeoutError):
        return "no answer in time"
    return " ".join(str(reason).split())[:200] or type(reason).__name__
