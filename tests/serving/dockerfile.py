"""A Dockerfile read, and run without a container engine.

The build is run in a mount namespace of its own, where a folder of the test's stands at /app and
this Python at /usr/local, as in the image that the file begins with; the command in one where the
whole tree can only be read, as the file's user, with a network of its own. Nothing outside of the
folder is written. It takes root, or sudo that asks for no password.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
APP = Path("/app")
ROOTED = [] if os.geteuid() == 0 else ["sudo", "-n"]
LOOPBACK = (
    "import fcntl, socket, struct; "
    "fcntl.ioctl(socket.socket(), 0x8914, struct.pack('16sh', b'lo', 0x41))"
)
"""Switches a network's loopback device on."""


@dataclass(frozen=True)
class Instruction:
    """One line of a Dockerfile: "RUN" and what stands behind it."""

    name: str
    text: str

    @property
    def words(self) -> list[str]:
        """What stands behind it, as words: a JSON list or a shell's."""
        if self.text.startswith("["):
            return list(json.loads(self.text))
        return shlex.split(self.text)


def instructions(text: str) -> list[Instruction]:
    """The instructions of a Dockerfile in their order, without comments."""
    text = re.sub(r"^\s*#.*\n", "", text, flags=re.M)
    lines = re.sub(r"\\\n\s*", " ", text).splitlines()
    return [Instruction(*line.split(maxsplit=1)) for line in lines if line.strip()]


def environment(steps: list[Instruction], path: str) -> dict[str, str]:
    """What ENV sets, on the path that the image has."""
    found = {"PATH": path}
    for step in steps:
        if step.name == "ENV":
            pairs = (word.partition("=") for word in step.words)
            found |= {name: value.replace("$PATH", path) for name, _, value in pairs}
    return found


def stages(text: str) -> list[list[Instruction]]:
    """The instructions from each FROM on."""
    found: list[list[Instruction]] = []
    for step in instructions(text):
        if step.name == "FROM":
            found.append([])
        found[-1].append(step)
    return found


def copied(step: Instruction) -> list[str]:
    """Shell commands for a COPY from the repository; none for one from another stage."""
    *sources, target = step.words
    if sources[0].startswith("--from"):
        return []
    commands = [f"mkdir -p {shlex.quote(target)}"] if target.endswith("/") else []
    for source in sources:
        at = shlex.quote(str(ROOT / source))
        whole = f"{at}/." if (ROOT / source).is_dir() else at
        commands.append(f"cp -r {whole} {shlex.quote(target)}")
    return commands


def script(steps: list[Instruction]) -> str:
    """The build's RUN and COPY instructions, as a script of the shell."""
    lines = ["set -eux"]
    for step in steps:
        if step.name == "WORKDIR":
            lines.append(f"mkdir -p {step.text} && cd {step.text}")
        elif step.name == "RUN":
            lines.append(f"( {step.text} )")
        elif step.name == "COPY":
            lines += copied(step)
    return "\n".join(lines)


@dataclass
class Tree:
    """A folder that stands at /app, with this Python at /usr/local."""

    folder: Path
    python: Path

    def unshared(self, *kinds: str) -> list[str]:
        """The beginning of a command that runs a shell's script in namespaces of its own."""
        return [*ROOTED, "unshare", "--mount", *kinds, "sh", "-ec"]

    def mounts(self) -> str:
        """Puts the tree in its place."""
        return (
            f"mount --make-rprivate /\nmount --bind {self.folder} {APP}\n"
            f"mount --bind {self.python} /usr/local\n"
        )

    def build(self, steps: list[Instruction]) -> None:
        """Run a build stage. Raises CalledProcessError."""
        inherited = {k: v for k, v in os.environ.items() if k != "PYTHONPATH"}
        path = "/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
        given = {**inherited, **environment(steps, path)}
        words = [f"{name}={value}" for name, value in given.items()]
        command = shlex.join(["env", "-i", *words, "sh", "-c", script(steps)])
        subprocess.run([*self.unshared(), self.mounts() + command], check=True)

    @contextlib.contextmanager
    def running(self, steps: list[Instruction]) -> Iterator[Container]:
        """Run the last stage's command, as its user, where nothing can be written but /tmp."""
        said = {step.name: step for step in steps}
        user, group = said["USER"].text.split(":")
        given = environment(steps, "/usr/local/bin:/usr/bin:/bin")
        given["LD_LIBRARY_PATH"] = "/usr/local/lib"  # In the image the linker's cache has it.
        words = [f"{name}={value}" for name, value in given.items()]
        as_user = ["setpriv", f"--reuid={user}", f"--regid={group}", "--clear-groups"]
        as_user += ["--no-new-privs", "--bounding-set=-all", "env", "-i", *words]
        readonly = "".join(
            f"mount -o remount,bind,ro {place}\n" for place in (APP, "/usr/local", "/")
        )
        readonly += f"mount -t tmpfs tmpfs /tmp\ncd {APP}\n"
        lo = shlex.join(["/usr/local/bin/python3", "-c", LOOPBACK])
        command = f"{lo}\nexec {shlex.join([*as_user, *said['CMD'].words])}"
        whole = [*self.unshared("--net"), self.mounts() + readonly + command]
        with subprocess.Popen(whole) as process:
            try:
                health = said["HEALTHCHECK"].text.split("CMD", 1)[1].strip()
                yield Container(process, as_user, json.loads(health))
            finally:
                subprocess.run([*ROOTED, "kill", str(process.pid)], check=False)
                process.wait(30)


@dataclass
class Container:
    """A command that runs, and how its user's other commands are run beside it."""

    process: subprocess.Popen[bytes]
    as_user: list[str]
    health: list[str]

    def enter(self, *command: str, root: bool = False) -> subprocess.CompletedProcess[str]:
        """Run something on its tree, as its user or as root."""
        there = ["sh", "-ec", f'cd {APP}; exec "$@"', "sh"]
        beside = ["--mount", *there, *([] if root else self.as_user)]
        return self.beside(*beside, *command)

    def beside(self, *command: str) -> subprocess.CompletedProcess[str]:
        """Run something in its network only."""
        into = [*ROOTED, "nsenter", "--target", str(self.process.pid), "--net"]
        return subprocess.run([*into, *command], text=True, capture_output=True, cwd=ROOT)

    def healthy(self) -> bool:
        """Whether the health check passes. Raises RuntimeError if the command has ended."""
        if self.process.poll() is not None:
            raise RuntimeError("the container's command has ended; what it said is above")
        return self.enter(*self.health).returncode == 0


@contextlib.contextmanager
def tree() -> Iterator[Tree]:
    """An empty one. Where there is no /app in this system, there is an empty folder meanwhile."""
    made = not APP.exists()
    if made:
        subprocess.run([*ROOTED, "mkdir", str(APP)], check=True)
    folder = Path(tempfile.mkdtemp(prefix="momentum-app-"))
    folder.chmod(0o755)
    try:
        with python() as here:
            yield Tree(folder, here)
    finally:
        subprocess.run([*ROOTED, "rm", "-rf", str(folder)], check=True)
        if made:
            subprocess.run([*ROOTED, "rmdir", str(APP)], check=True)


@contextlib.contextmanager
def python() -> Iterator[Path]:
    """A folder to stand at /usr/local, with bin/python in it, and what the tests need of what is
    there now."""
    base = Path(sys.base_prefix)
    if base != Path("/usr"):
        yield base
        return
    folder = Path(tempfile.mkdtemp(prefix="momentum-python-"))
    folder.chmod(0o755)
    (folder / "bin").mkdir()
    for name in ("python", "python3"):
        (folder / "bin" / name).symlink_to(os.path.realpath(sys.executable))
    try:
        yield folder
    finally:
        shutil.rmtree(folder)
