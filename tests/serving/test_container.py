"""The Dockerfile, run as far as that goes without a container engine; and that what it installs is
what requirements.txt says."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from deploy.cluster import nginx_path, wait_until
from deploy.replicas import replicas_conf
from tests.serving.dockerfile import ROOT, Container, instructions, stages, tree

DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")
PINNED = re.compile(r"^([\w.-]+)==([\w.]+)", re.M)
VISIT = """
import asyncio
from tests.serving.visitor import Visitor
async def visit():
    async with Visitor("http://127.0.0.1:8501", "?loss=bowl&alpha=0.5") as visitor:
        print(visitor.answer["settings"]["alpha"], (await visitor.draw())["done"])
asyncio.run(visit())
"""


def pins(name: str) -> dict[str, str]:
    return {key.lower(): value for key, value in PINNED.findall((ROOT / name).read_text())}


@pytest.mark.parametrize("name", ["requirements", "requirements-build"])
def test_the_lock_is_made_of_the_requirements(name: str):
    """Each version that is asked for is the one that is locked: else run make lock."""
    asked, locked = pins(f"{name}.txt"), pins(f"{name}.lock")
    assert asked == {key: locked.get(key) for key in asked}


@pytest.mark.parametrize("name", ["requirements", "requirements-build"])
def test_every_package_of_the_lock_has_its_hashes(name: str):
    """So pip takes no file but those that were seen when it was made."""
    text = (ROOT / f"{name}.lock").read_text()
    packages = re.split(r"\n(?=\S)", text.strip())
    assert len(packages) == len(pins(f"{name}.lock"))
    assert [each for each in packages if "--hash=sha256:" not in each] == []


def test_all_that_is_copied_may_be():
    """.dockerignore lets it in: a container engine would say that it is not there."""
    lines = (ROOT / ".dockerignore").read_text().split()
    allowed = {line[1:] for line in lines if line.startswith("!")}
    copies = [step.words for step in instructions(DOCKERFILE) if step.name == "COPY"]
    sources = {x for words in copies if not words[0].startswith("--") for x in words[:-1]}
    assert sources == allowed
    assert [x for x in sources if not (ROOT / x).exists()] == []


def test_compose_has_the_replicas_that_nginx_knows():
    """Address by address; and all but the door of nginx is closed."""
    services = yaml.safe_load((ROOT / "compose.yaml").read_text())["services"]
    replicas = {name: x for name, x in services.items() if "build" in x}
    addresses = [x["networks"]["inside"]["ipv4_address"] for x in replicas.values()]
    written = (ROOT / "deploy" / "compose" / "replicas.conf").read_text()
    assert written == replicas_conf([f"{address}:8501" for address in addresses])
    assert list(replicas) == list(services["nginx"]["depends_on"])
    assert ["nginx"] == [name for name, x in services.items() if "ports" in x]
    assert all(x["read_only"] for x in services.values())


@pytest.mark.services
def test_nginx_takes_what_compose_gives_it(tmp_path: Path):
    """The real nginx reads all three files."""
    mounts = yaml.safe_load((ROOT / "compose.yaml").read_text())["services"]["nginx"]["volumes"]
    for mount in mounts:
        source, target, _ = mount.split(":")
        shutil.copy(ROOT / source, tmp_path / Path(target).name)
    at = ["-p", f"{tmp_path}/", "-c", str(tmp_path / "nginx.conf")]
    tested = subprocess.run([nginx_path(), "-t", *at], capture_output=True, text=True)
    assert "test is successful" in tested.stderr, tested.stderr


@pytest.fixture(scope="module")
def container() -> Iterator[Container]:
    """Built and started by the Dockerfile's own commands."""
    build, last = stages(DOCKERFILE)
    with tree() as app:
        app.build(build)
        with app.running(last) as running:
            wait_until(running.healthy, "the health check to pass")
            yield running


@pytest.mark.services
def test_the_container_serves_the_page(container: Container):
    """A visitor opens a link over the real socket, and has its run and its map."""
    visit = container.beside(sys.executable, "-c", VISIT)
    assert visit.stdout.strip() == "0.5 1", visit.stderr


@pytest.mark.services
def test_the_container_can_write_nothing(container: Container):
    """Neither beside the app nor anywhere else, but where the system's own short-lived files go;
    and it is not root who tries."""
    assert container.enter("id", "-u").stdout.strip() == "10001"
    for place in ("/app/new", "/app/app.py", "/usr/local/new", "/new", "/var/tmp/new"):
        for root in (False, True):
            assert container.enter("sh", "-c", f"echo x > {place}", root=root).returncode != 0
    assert container.enter("sh", "-c", "echo x > /tmp/new").returncode == 0


@pytest.mark.services
def test_the_container_has_plotly_built(container: Container):
    """The bundle with our parts alone, which a first visit is small by."""
    listed = container.enter("ls", "build").stdout.split()
    assert {"plotly.js", "compressed"} <= set(listed)
