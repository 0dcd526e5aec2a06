"""Several processes of the app behind nginx, on this machine: ``make cluster``.

What compose.yaml does with containers, without a container engine and with the same nginx.conf.
A replica that dies is started again; SIGHUP restarts all, one after the other.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

from deploy.replicas import replicas_conf

ROOT = Path(__file__).parents[1]
READY = "/healthz"
PATIENCE = 60.0
"""Seconds that a process may take to start or to stop."""
LOOK = 0.05
"""Seconds between two looks at whether it has."""


def nginx_path() -> str:
    """The program. Raises FileNotFoundError, with what to do, where there is none."""
    places = [*os.get_exec_path(), "/usr/sbin", "/usr/local/sbin"]
    places.append(str(ROOT / ".venv" / "nginx" / "usr" / "sbin"))
    found = shutil.which("nginx", path=os.pathsep.join(places))
    if not found:
        raise FileNotFoundError("nginx is missing: make cluster brings it")
    return found


def free_port() -> int:
    """A port of the loopback address that nobody listens on."""
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return int(s.getsockname()[1])


class Replica:
    """One process of the app, always at the same port."""

    def __init__(self, port: int, script: str = "app.py") -> None:
        """Nothing is started yet."""
        self.port = port
        self.script = script
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Where it is reached without nginx."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def alive(self) -> bool:
        """Whether the process runs; it may not answer yet."""
        return self.process is not None and self.process.poll() is None

    def start(self) -> None:
        """Start the process; it answers some seconds later (`await_ready`)."""
        options = ["--server.port", str(self.port), "--server.address", "127.0.0.1"]
        options += ["--server.headless", "true"]
        self.process = subprocess.Popen(
            [sys.executable, "-m", "streamlit", "run", self.script, *options],
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
        )

    def await_ready(self) -> None:
        """Wait until it answers. Raises TimeoutError, or RuntimeError if it ends instead."""

        def ready() -> bool:
            if not self.alive:
                raise RuntimeError(f"the replica at port {self.port} has ended")
            return answers(f"{self.url}{READY}")

        wait_until(ready, f"the replica at port {self.port} to be ready")

    def end(self, how: signal.Signals = signal.SIGTERM) -> None:
        """Stop it and wait until it has; SIGKILL is what a crash looks like."""
        if self.process is None:
            return
        if self.alive:
            self.process.send_signal(how)
        try:
            self.process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


class Cluster:
    """Replicas named a, b, … behind nginx, between `start` and `stop`.

    nginx listens at ``address`` and ``port``, by default a free one of this machine alone; ``url``
    is where this machine reaches it.
    """

    def __init__(
        self,
        count: int = 3,
        port: int = 0,
        script: str = "app.py",
        address: str = "127.0.0.1",
    ) -> None:
        """Nothing is started yet."""
        self.port = port or free_port()
        self.listen = f"listen {address}:{self.port};\n"
        self.url = f"http://127.0.0.1:{self.port}"
        self.replicas = {
            name: Replica(free_port(), script) for name in (chr(ord("a") + k) for k in range(count))
        }
        self.nginx: subprocess.Popen[bytes] | None = None
        self.folder: Path | None = None

    def start(self) -> None:
        """Start everything, and wait until it answers."""
        for replica in self.replicas.values():
            replica.start()
        for replica in self.replicas.values():
            replica.await_ready()
        self.folder = Path(tempfile.mkdtemp(prefix="momentum-nginx-"))
        settings = self.folder / "settings"
        settings.mkdir()
        shutil.copy(ROOT / "deploy" / "nginx.conf", settings)
        addresses = [f"127.0.0.1:{replica.port}" for replica in self.replicas.values()]
        (settings / "replicas.conf").write_text(replicas_conf(addresses), encoding="utf-8")
        (settings / "listen.conf").write_text(self.listen, encoding="utf-8")
        where = ["-p", f"{self.folder}/", "-c", str(settings / "nginx.conf")]
        self.nginx = subprocess.Popen([nginx_path(), *where, "-g", "daemon off;"])
        wait_until(lambda: self._listens(), "nginx to listen")

    def _listens(self) -> bool:
        if self.nginx is None or self.nginx.poll() is not None:
            raise RuntimeError("nginx has ended; what it said is above")
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port), 1):
            return True
        return False

    def stop(self) -> None:
        """Stop everything that was started."""
        if self.nginx is not None:
            self.nginx.terminate()
            self.nginx.wait(PATIENCE)
        for replica in self.replicas.values():
            replica.end()
        if self.folder is not None:
            shutil.rmtree(self.folder, ignore_errors=True)

    def crash(self, name: str) -> None:
        """A replica dies as one that crashes does; it is not started again."""
        self.replicas[name].end(signal.SIGKILL)

    def restart(self, said: Callable[[str], object] = lambda _: None) -> None:
        """Restart one replica after the other: the next one when the last one answers again."""
        for name, replica in self.replicas.items():
            replica.end()
            replica.start()
            replica.await_ready()
            said(f"replica {name} has been restarted")


@contextlib.contextmanager
def running(cluster: Cluster) -> Iterator[Cluster]:
    """The cluster, until the block ends."""
    try:
        cluster.start()
        yield cluster
    finally:
        cluster.stop()


def answers(url: str) -> bool:
    """Whether something is there that answers with success."""
    try:
        with urllib.request.urlopen(url, timeout=2):
            return True
    except OSError:
        return False


def wait_until(there: Callable[[], bool], what: str) -> None:
    """Wait until something is. Raises TimeoutError."""
    end = time.monotonic() + PATIENCE
    while not there():
        if time.monotonic() > end:
            raise TimeoutError(f"waited {PATIENCE:g} seconds for {what}")
        time.sleep(LOOK)


def main() -> None:
    """Start a cluster and keep it until it is interrupted."""
    parser = argparse.ArgumentParser(description=__doc__, prog="python -m deploy.cluster")
    parser.add_argument("--replicas", type=int, default=3, help="how many processes (3)")
    parser.add_argument("--port", type=int, default=8501, help="where nginx listens (8501)")
    parser.add_argument(
        "--address", default="127.0.0.1", help="of which nginx listens; 0.0.0.0 for a whole network"
    )
    chosen = parser.parse_args()
    asked: list[int] = []
    signal.signal(signal.SIGHUP, lambda number, _: asked.append(number))
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    with (
        running(Cluster(chosen.replicas, chosen.port, address=chosen.address)) as cluster,
        contextlib.suppress(KeyboardInterrupt),
    ):
        print(f"{chosen.replicas} replicas at {cluster.url}", flush=True)
        print(f"  one after the other anew: kill -HUP {os.getpid()}", flush=True)
        for name, replica in cluster.replicas.items():
            assert replica.process is not None
            print(f"  replica {name} can die: kill -9 {replica.process.pid}", flush=True)
        while cluster.nginx is not None and cluster.nginx.poll() is None:
            if asked:
                asked.clear()
                cluster.restart(print)
            for name, replica in cluster.replicas.items():
                if not replica.alive:
                    print(f"replica {name} has ended, and is started again", flush=True)
                    replica.start()
            time.sleep(1)


if __name__ == "__main__":
    main()
