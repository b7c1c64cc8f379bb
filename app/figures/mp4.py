"""Writes an MP4 (H.264) frame by frame through ffmpeg, which the package imageio-ffmpeg brings along."""

from __future__ import annotations

import subprocess
import tempfile

from engine.problem import Problem, ProblemError
from engine.texts.phrase import Phrase

QUALITY = "18"  # of x264: 0 is without loss, 51 the worst; lines and letters stay sharp


class Mp4Writer:
    """Writes frames of four bytes a pixel (blue, green, red, nothing) into a file.

    Raises ProblemError where the package is missing, or ffmpeg ends.
    """

    def __init__(self, path: str, width: int, height: int, rate: float) -> None:
        # Rec. 709, said in the file as well: players guess differently, and the colours mean something.
        conversion = "scale=out_color_matrix=bt709:out_range=tv:flags=bicubic+accurate_rnd+full_chroma_int"
        colours = ["-vf", conversion, "-colorspace", "bt709", "-color_primaries", "bt709"]
        colours += ["-color_trc", "bt709", "-color_range", "tv"]
        command = [
            _ffmpeg(), "-y", "-v", "error", "-f", "rawvideo", "-pix_fmt", "bgr0", "-s", f"{width}x{height}",
            "-r", f"{rate:g}", "-i", "-", "-an", *colours, "-c:v", "libx264", "-pix_fmt", "yuv420p",
            "-preset", "faster", "-crf", QUALITY, "-movflags", "+faststart", "-f", "mp4", path,
        ]  # fmt: skip
        self._said = tempfile.TemporaryFile()  # noqa: SIM115 (closed with the writer)
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=self._said,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )

    def add(self, frame: bytes | memoryview, frames: int) -> None:
        """Shows a picture for so many frames."""
        stdin = self._process.stdin
        assert stdin is not None
        try:
            for _ in range(frames):
                stdin.write(frame)
        except OSError:
            raise self._failure() from None

    def close(self) -> None:
        """Ends the film and waits until it is in the file."""
        stdin = self._process.stdin
        assert stdin is not None
        try:
            stdin.close()
        except OSError:
            raise self._failure() from None
        if self._process.wait() != 0:
            raise self._failure()
        self._said.close()

    def give_up(self) -> None:
        """Ends ffmpeg at once; what it has written is of no use. Nothing happens after `close`."""
        if self._process.poll() is None:
            self._process.kill()
        self._process.wait()
        if self._process.stdin is not None and not self._process.stdin.closed:
            try:
                self._process.stdin.close()
            except OSError:
                self._process.stdin = None  # what was still in the pipe has no reader
        self._said.close()

    def _failure(self) -> ProblemError:
        """What ffmpeg says of why it ended."""
        self._process.wait()
        self._said.seek(0)
        lines = self._said.read().decode("utf-8", "replace").strip().splitlines()
        reason = lines[-1] if lines else Phrase("ffmpeg_ended", code=self._process.returncode)
        return ProblemError(Problem("film_not_encoded", {"reason": reason}))


def _ffmpeg() -> str:
    try:
        from imageio_ffmpeg import get_ffmpeg_exe
    except ImportError:
        raise ProblemError(Problem("film_package_missing")) from None
    try:
        return get_ffmpeg_exe()
    except RuntimeError as error:
        raise ProblemError(Problem("film_not_encoded", {"reason": str(error)})) from error
