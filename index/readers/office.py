"""Old Word, WPS, RTF and OpenDocument files: LibreOffice, where there is one, makes a Word file of them, read as any other.

Each file gets a LibreOffice of its own: own profile, a time limit, macros and links off, nothing left behind. Knows nothing of
what is in a document.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from contextlib import suppress
from pathlib import Path

from index.document import Document
from index.errors import UnreadableReport
from index.readers.docx import read_docx
from index.readers.sniff import sniff

SECONDS = 90.0  # a report takes 1 to 3
_COMMANDS = ("soffice", "libreoffice")
_SAVE_AS_WORD = "docx:MS Word 2007 XML"
_SETTINGS = "registrymodifications.xcu"
_SWITCHES = {"DisableMacrosExecution": "true", "BlockUntrustedRefererLinks": "true", "MacroSecurityLevel": "3"}


def find_office() -> str | None:
    """The command of the LibreOffice on the PATH, or None."""
    return next(filter(None, map(shutil.which, _COMMANDS)), None)


def read_office(path: Path, name: str) -> Document:
    """The Document of a file LibreOffice can convert; UnreadableReport when it cannot, takes too long, or is not installed."""
    office = find_office()
    if office is None:
        raise UnreadableReport(
            f"{name}: {path.suffix or 'its format'} needs LibreOffice, which is not installed: install it "
            "(Debian, Ubuntu: libreoffice-writer-nogui) and index again, or save the file as .docx"
        )
    # LibreOffice may still write to its profile while it dies.
    with tempfile.TemporaryDirectory(prefix="gkbot-office-", ignore_cleanup_errors=True) as folder:
        return read_docx(_convert(office, path, name, Path(folder)), name)


def _convert(office: str, path: Path, name: str, folder: Path) -> Path:
    # A plain name: the real one might look like an option or hold what the file system of the profile does not take.
    source = folder / f"report{sniff(path) or path.suffix.lower()}"
    shutil.copyfile(path, source)
    profile, out = folder / "profile", folder / "out"
    _write_settings(profile)
    command = [office, f"-env:UserInstallation={profile.as_uri()}", "--headless", "--norestore", "--nolockcheck"]
    said = _run([*command, "--convert-to", _SAVE_AS_WORD, "--outdir", str(out), str(source)], name)
    made = out / "report.docx"
    if not made.is_file():
        raise UnreadableReport(
            f"{name}: LibreOffice cannot convert it ({said or 'no reason given'}), it may be damaged or encrypted; "
            "save it as .docx in Word or WPS"
        )
    return made


def _run(command: list[str], name: str) -> str:
    """Run LibreOffice to its end; gives its last line of complaint. Whatever happens, none of its processes stays."""
    process = subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, start_new_session=True
    )
    try:
        _, complaint = process.communicate(timeout=SECONDS)
    except subprocess.TimeoutExpired as error:
        raise UnreadableReport(f"{name}: LibreOffice took more than {SECONDS:.0f} s; save it as .docx in Word or WPS") from error
    finally:
        _end(process)
    return next(iter(reversed(complaint.decode("utf-8", "replace").split("\n")[:-1])), "").removesuffix("\r")[:200]


def _end(process: subprocess.Popen[bytes]) -> None:
    """End the process with all it has started: `soffice` itself is only a launcher."""
    if sys.platform == "win32":
        process.kill()
    else:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
    if process.stderr:
        process.stderr.close()
    process.wait()


def _write_settings(profile: Path) -> None:
    """A profile in which no macro runs and no link is followed."""
    (profile / "user").mkdir(parents=True)
    items = "".join(
        '<item oor:path="/org.openoffice.Office.Common/Security/Scripting">'
        f'<prop oor:name="{switch}" oor:op="fuse"><value>{setting}</value></prop></item>'
        for switch, setting in _SWITCHES.items()
    )
    (profile / "user" / _SETTINGS).write_text(
        f'<?xml version="1.0" encoding="UTF-8"?><oor:items xmlns:oor="http://openoffice.org/2001/registry">{items}</oor:items>',
        encoding="utf-8",
    )
