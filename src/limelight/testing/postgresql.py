"""A temporary PostgreSQL server from the installed binaries."""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_NO_DURABILITY = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "listen_addresses=")


def find_binaries() -> Path | None:
    """The folder of the newest installed server, if there is one."""
    installed = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=_version)
    if installed:
        return installed[-1].parent
    found = shutil.which("initdb")
    return Path(found).parent if found else None


def memory_directory() -> Path | None:
    """A directory in memory with room for the databases of many tests, if there is one."""
    directory = Path("/dev/shm")  # noqa: S108
    return directory if directory.is_dir() and shutil.disk_usage(directory).free > 4 * 2**30 else None


@contextmanager
def temporary_server(
    options: tuple[str, ...] = _NO_DURABILITY, directory: Path | None = None
) -> Iterator[str]:
    """A running server without durability; yields the URL of its ``postgres`` database."""
    folder = Path(tempfile.mkdtemp(prefix="limelight-pg-", dir=directory))
    try:
        with run_server(folder, options, stopping="immediate") as url:
            yield url
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def run_server(folder: Path, options: tuple[str, ...], stopping: str = "fast") -> Iterator[str]:
    """A running server on what the folder holds, which stays; yields the URL of its database."""
    server = _Server(folder, find_binaries() or Path("/usr/bin"))
    try:
        server.start(options)
        yield f"postgresql+psycopg://limelight@/postgres?host={folder}"
    finally:
        server.stop(stopping)


class _Server:
    def __init__(self, folder: Path, binaries: Path) -> None:
        self._folder = folder
        self._binaries = binaries
        self._user = _unprivileged_user()
        if self._user:
            os.chown(folder, self._user.pw_uid, self._user.pw_gid)

    def start(self, options: tuple[str, ...]) -> None:
        if not (self._folder / "data").exists():
            self._run("initdb", "-A", "trust", "-U", "limelight", "-E", "UTF8", "--locale=C", "--no-sync")
        settings = " ".join(
            f"-c {option}" for option in (*options, f"unix_socket_directories={self._folder}")
        )
        self._run("pg_ctl", "start", "-w", "-l", str(self._folder / "log"), "-o", settings)

    def stop(self, mode: str) -> None:
        if (self._folder / "data" / "postmaster.pid").exists():
            self._run("pg_ctl", "stop", "-m", mode)

    def _run(self, program: str, *arguments: str) -> None:
        command = [str(self._binaries / program), "-D", str(self._folder / "data"), *arguments]
        user = self._user
        subprocess.run(  # noqa: S603
            command,
            check=True,
            stdout=subprocess.DEVNULL,
            cwd=self._folder,
            user=user.pw_uid if user else None,
            group=user.pw_gid if user else None,
            extra_groups=[] if user else None,
        )


def _version(path: Path) -> tuple[int, ...]:
    return tuple(int(part) for part in path.parts[-3].split(".") if part.isdigit())


def _unprivileged_user() -> pwd.struct_passwd | None:
    """The user to run as when root, as which PostgreSQL does not run."""
    if os.geteuid() != 0:
        return None
    names = {entry.pw_name: entry for entry in pwd.getpwall()}
    return names.get("postgres") or names["nobody"]
