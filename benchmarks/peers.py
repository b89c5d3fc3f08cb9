"""Other extractors of news, each in an environment of its own, asked page by page beside ours.

They do not install together, and none is a dependency of ours: each gets a virtual environment
under ``.venv/peers`` the first time it is asked for, made with pip, and kept for the next time.
Their licences are Apache 2.0 (news-please, mediacloud-metadata) and MIT (newspaper4k).
"""

from __future__ import annotations

import json
import subprocess
import venv
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from benchmarks import report
from benchmarks.peer_reader import READERS

if TYPE_CHECKING:
    from types import TracebackType

FOLDER = report.ROOT / ".venv" / "peers"
NAMES = tuple(READERS)
_READER = Path(__file__).with_name("peer_reader.py")


class Peer:
    """An extractor that runs in its own process and environment. A context manager.

    Args:
        name: one of `NAMES`.
        folder: where environments are made and looked for.

    Raises:
        OSError: it could not be installed or started; the message says why.
    """

    def __init__(self, name: str, folder: Path = FOLDER) -> None:
        self.name = name
        python = _python(name, folder)
        self._process = subprocess.Popen(
            [python, str(_READER), name],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            encoding="utf-8",
            env={"PATH": "", "PYTHONUTF8": "1"},
        )
        try:
            self.version: str = self._line()["ready"]
        except OSError:
            self._end()
            raise

    def read(self, html: str, url: str) -> dict[str, Any]:
        """What it finds in a page: keys as in `benchmarks.peer_reader`.

        Raises:
            OSError: its process ended.
        """
        stdin = self._process.stdin
        assert stdin is not None
        stdin.write(json.dumps({"html": html, "url": url}) + "\n")
        stdin.flush()
        return self._line()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._end()

    def _line(self) -> dict[str, Any]:
        stdout = self._process.stdout
        assert stdout is not None
        line = stdout.readline()
        if not line:
            raise OSError(f"{self.name} ended with status {self._process.wait()}")
        found: dict[str, Any] = json.loads(line)
        return found

    def _end(self) -> None:
        self._process.kill()
        self._process.communicate()


def _python(name: str, folder: Path) -> str:
    """The Python of a peer's environment, which is made where there is none.

    Raises:
        OSError: pip could not install it.
    """
    package = READERS[name][1]
    home = folder / package
    python = home / "bin" / "python"
    done = home / ".installed"
    if done.is_file():
        return str(python)
    report.note(f"installing {package} into {home}")
    home.parent.mkdir(parents=True, exist_ok=True)
    venv.create(home, with_pip=True, clear=True, symlinks=True)
    # Some releases of pip that come with Python cannot resolve what these ask for.
    for what in ("pip", package):
        command = [str(python), "-m", "pip", "install", "--quiet", "--upgrade", what]
        run = subprocess.run(command, capture_output=True, text=True, check=False)
        if run.returncode:
            said = run.stderr.strip().splitlines()[-1:] or ["pip gave no reason"]
            raise OSError(f"{what} cannot be installed: {said[0][:200]}")
    done.touch()
    return str(python)
