"""A visitor without a browser: speaks to the server as the page does, over the real WebSocket.

    async with Visitor(url, "?loss=bowl") as visitor:
        await visitor.release("eta", 0.05)
        print(visitor.answer["verdict"])
        await visitor.draw("eta-alpha")

What a browser does is done: every widget's value goes with each message, big messages that are
known already are referred to by their hash, the address follows the answer, and who comes back
asks for the session it had. Nothing is drawn, so a thousand of them fit into one process.
"""

from __future__ import annotations

import asyncio
import json
import re
import urllib.request
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Self
from urllib.parse import urlencode, urlsplit

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.Common_pb2 import FileUploaderState, FileURLs, StringArray, UploadedFileInfo
from streamlit.proto.Delta_pb2 import Delta
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed
from websockets.typing import Subprotocol

PATIENCE = 60.0
"""Seconds after which an answer is missing."""
KEPT = 20
"""For so many runs a browser keeps a message: maxCachedMessageAge in .streamlit/config.toml."""
OWN = {
    "eta-alpha": ("start",),
    "basin": ("eta", "alpha"),
    "predicted": ("start", "eta", "alpha", "batch"),
}
"""What a map depends on besides loss, method and steps: ``of`` in assets/player/panels/map.js."""


class Dropped(Exception):
    """The server has closed the connection, or it broke."""


class Failed(Exception):
    """The page shows an exception where the stage should be."""


def unframed(message: bytes) -> tuple[dict[str, Any], bytes]:
    """What momentum_core/stage/message.py has framed: the JSON, and the numbers after it."""
    length = int.from_bytes(message[:4], "little")
    return json.loads(message[4 : 4 + length]), message[4 + length :]


@dataclass
class Shown:
    """An element on the page, the fragment it is in, and the run that has shown it last."""

    element: Any
    kind: str
    fragment: str
    run: int

    @property
    def id(self) -> str:
        """Of a widget; "" for what is none."""
        return str(getattr(getattr(self.element, self.kind), "id", ""))

    @property
    def name(self) -> str:
        """The key that ui/ has given it, without the number behind it (ui/controls.py)."""
        key = self.id.split("-", 2)[2] if self.id.startswith("$$ID-") else ""
        return re.sub(r"-\d+$", "", key)


@dataclass
class Visitor:
    """One browser tab. ``query`` is the link that is opened, ``headers`` go with the handshake and
    uploads (a cookie, say: one that comes with a handshake takes its place). Everything may raise `Dropped`, and TimeoutError after ``patience`` seconds."""

    url: str
    query: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    patience: float = PATIENCE
    keeps: int = KEPT
    """For so many runs a message is kept; who asks faster than the server hears needs more."""
    session: str = ""
    answer: dict[str, Any] = field(default_factory=dict)
    """The newest answer of momentum_core/stage/answer.py; empty until there is one."""
    map: dict[str, Any] = field(default_factory=dict)
    """The newest part of a map, as momentum_core/stage/map_parts.py tells it."""
    runs: int = 0
    """So many runs of the page's script have come to their end."""
    received: int = 0
    """Bytes that have come over the socket."""

    def __post_init__(self) -> None:
        """Nothing is opened yet."""
        self.page: dict[tuple[int, ...], Shown] = {}
        self.states: dict[str, WidgetState] = {}
        self.known: dict[str, tuple[Delta, int]] = {}
        self.files: list[FileURLs] = []
        self.begun = self.serial = 0
        self.running = False
        self.dropped: Exception | None = None
        self.news = asyncio.Condition()
        self.listens = asyncio.Event()
        self.listens.set()

    async def __aenter__(self) -> Self:
        """Open the link, and wait for the first picture."""
        await self.connect()
        await self.open()
        return self

    async def __aexit__(self, *_: object) -> None:
        """Close the tab."""
        await self.close()

    async def connect(self) -> None:
        """Open the socket; one that had a session asks for it."""
        ours, again = Subprotocol("streamlit"), Subprotocol(self.session)
        self.socket: ClientConnection = await connect(
            self.url.replace("http", "ws", 1) + "/_stcore/stream",
            subprotocols=[ours, Subprotocol("none"), again] if self.session else [ours],
            additional_headers=self.headers,
            origin=f"{urlsplit(self.url).scheme}://{urlsplit(self.url).netloc}",  # type: ignore[arg-type]
            max_size=None,
            open_timeout=self.patience,
            ping_interval=None,
        )
        response = self.socket.response
        for cookie in response.headers.get_all("Set-Cookie") if response else ():
            self.headers["Cookie"] = cookie.partition(";")[0]
        self.dropped = None
        self.reader = asyncio.create_task(self._read())

    async def close(self) -> None:
        """Leave, politely."""
        self.listens.set()
        await self.socket.close()
        await self.reader

    async def until_dropped(self) -> None:
        """Wait until the connection is no more."""
        async with asyncio.timeout(self.patience):
            await asyncio.shield(self.reader)

    def vanish(self) -> None:
        """Leave as a telephone does that loses its network: nothing is said."""
        self.socket.transport.abort()

    async def open(self) -> dict[str, Any]:
        """Ask for the page, as a browser does first and after each return; the answer."""
        before = self.runs
        await self.rerun("")
        await self.until(lambda: self.runs > before and self.answer != {})
        return self.answer

    async def release(self, name: str, value: float) -> dict[str, Any]:
        """Let a slider go at one of its stops; the answer to it."""
        await self.choose(name, f"{value:.12g}")
        await self.until(lambda: self.answer["settings"][name] == value)
        return self.answer

    def stops(self, name: str) -> list[float]:
        """Where a slider of numbers can be released."""
        return [float(option) for option in self.find(name).element.slider.options]

    async def choose(self, name: str, value: str) -> None:
        """Give a widget a value, as text, and tell the server; don't wait for what it says."""
        shown = self.find(name)
        if shown.kind == "slider":
            value = next((x for x in shown.element.slider.options if _is(x, value)), "")
            if not value:
                raise ValueError(f"{name} has no such stop; they are in stops()")
        state = self.states[shown.id]
        kind = state.WhichOneof("value") or "string_value"
        if kind == "string_array_value":
            state.string_array_value.CopyFrom(StringArray(data=[value]))
        elif kind == "double_value":
            state.double_value = float(value)
        elif kind == "bool_value":
            state.bool_value = value == "True"
        else:
            state.string_value = value
        await self.rerun(shown.fragment)

    async def press(self, name: str) -> None:
        """A button; wait until the page has answered."""
        shown = self.find(name)
        await self.answered(WidgetState(id=shown.id, trigger_value=True), shown)

    async def type(self, formula: str) -> dict[str, Any]:
        """A formula of one's own, in its field; the answer to it."""
        if self.answer["settings"]["loss"] != "formula":
            await self.pick("loss", "formula")
        await self.choose("q", formula)
        await self.until(lambda: self.answer["settings"]["q"] == formula and not self.running)
        return self.answer

    async def upload(self, name: str, content: bytes) -> None:
        """A file with data of one's own, in its dialog; wait until it has been read there."""
        if self.answer["settings"]["loss"] != "line":
            await self.pick("loss", "line")
        await self.until(lambda: not self.running)
        await self.choose("data", self.find("data").element.selectbox.options[-1])
        await self.until(lambda: self.shows("uploaded") and not self.running)
        urls = await self.place(name)
        await asyncio.to_thread(put, self.url, urls.upload_url, name, content, self.headers)
        info = UploadedFileInfo(name=name, size=len(content), file_id=urls.file_id, file_urls=urls)
        shown, before = self.find("uploaded"), self.runs
        held = FileUploaderState(uploaded_file_info=[info])
        self.states[shown.id] = WidgetState(id=shown.id, file_uploader_state_value=held)
        await self.rerun(shown.fragment)
        await self.until(lambda: self.runs > before)

    async def place(self, name: str) -> FileURLs:
        """Where a file may be put."""
        self.files.clear()
        request = BackMsg()
        request.file_urls_request.request_id = "a"
        request.file_urls_request.session_id = self.session
        request.file_urls_request.file_names.append(name)
        await self.send(request.SerializeToString())
        await self.until(lambda: self.files != [])
        return self.files[0]

    async def draw(self, kind: str = "eta-alpha") -> dict[str, Any]:
        """A map of what is on the stage, to its end: its last part."""
        while (await self.want(kind))["done"] < 1:
            pass
        return self.map

    async def want(self, kind: str = "eta-alpha") -> dict[str, Any]:
        """The next part of a map; where there is nothing new yet it is asked for again when the
        server says, as a page does."""
        while True:
            await self.ask(kind)
            await self.until(lambda: self.map.get("serial") == self.serial)
            if "later" not in self.map:
                return self.map
            await asyncio.sleep(self.map["later"] / 1000)

    async def ask(self, kind: str) -> None:
        """For the next part of a map, without waiting for it."""
        self.serial += 1
        await self.tell("maps", "want", {"kind": kind, "of": self.of(kind), "serial": self.serial})

    def of(self, kind: str) -> str:
        """What a map depends on, in the page's words."""
        s = self.answer["settings"]
        own = [s.get(name, 0) for name in OWN[kind]]
        return json.dumps([self.answer["scene"], kind, s["method"], s["steps"], s["drop"], *own])

    async def pick(self, name: str, loss: str) -> None:
        """A loss of one's own: the last but two of the list is a formula, the last but one data."""
        options = self.find(name).element.selectbox.options
        await self.choose(name, options[-3 if loss == "formula" else -2])
        await self.until(lambda: self.answer["settings"]["loss"] == loss and not self.running)

    async def tell(self, place: str, event: str, value: Any) -> None:
        """What the player tells at one of its places."""
        shown = self.find(place)
        news = json.dumps([{"event": event, "value": value}])
        told = f"$$STREAMLIT_INTERNAL_KEY_{shown.id}__events"
        await self.rerun(shown.fragment, WidgetState(id=told, json_trigger_value=news))

    async def answered(self, state: WidgetState, shown: Shown) -> None:
        """Tell the server something once, and wait until it has run."""
        before = self.runs
        await self.rerun(shown.fragment, state)
        await self.until(lambda: self.runs > before)

    async def rerun(self, fragment: str, *more: WidgetState) -> None:
        """Ask for a run, of one fragment or of all, with what every widget shows."""
        message = BackMsg()
        asked = message.rerun_script
        asked.query_string, asked.fragment_id = self.query.lstrip("?"), fragment
        asked.widget_states.widgets.extend([*self.states.values(), *more])
        asked.cached_message_hashes.extend(self.known)
        await self.send(message.SerializeToString())

    async def send(self, data: bytes) -> None:
        """Bytes, whatever they are."""
        try:
            await self.socket.send(data)
        except ConnectionClosed as error:
            raise Dropped(str(error)) from error

    async def until(self, true: Callable[[], bool]) -> None:
        """Wait until that is so. Raises `Failed` if the page shows an exception."""
        async with asyncio.timeout(self.patience), self.news:
            while not true():
                if self.dropped:
                    raise Dropped(str(self.dropped)) from self.dropped
                self.complain()
                await self.news.wait()

    def complain(self) -> None:
        """Of an exception on the page."""
        for shown in self.page.values():
            if shown.kind == "exception":
                raise Failed(shown.element.exception.message)

    def shows(self, name: str) -> bool:
        """Whether there is a widget or component with this key."""
        return any(shown.name == name for shown in self.page.values())

    def find(self, name: str) -> Shown:
        """The widget or component with this key. Raises KeyError where there is none."""
        for shown in self.page.values():
            if shown.name == name:
                return shown
        raise KeyError(name)

    async def _read(self) -> None:
        try:
            async for data in self.socket:
                await self.listens.wait()
                self.received += len(data)
                message = ForwardMsg()
                message.ParseFromString(data)  # type: ignore[arg-type]
                async with self.news:
                    self._hear(message)
                    self.news.notify_all()
        except (ConnectionClosed, OSError) as error:
            self.dropped = error
        async with self.news:
            self.dropped = self.dropped or Dropped(f"closed: {self.socket.close_code}")
            self.news.notify_all()

    def _hear(self, message: ForwardMsg) -> None:
        kind = message.WhichOneof("type")
        if kind == "new_session":
            self.begun, self.running = self.begun + 1, True
            self.session = message.new_session.initialize.session_id or self.session
        elif kind == "ref_hash":
            delta, _ = self.known[message.ref_hash]
            self._show(tuple(message.metadata.delta_path), delta, message.ref_hash)
        elif kind == "delta":
            known = message.hash if message.metadata.cacheable else ""
            self._show(tuple(message.metadata.delta_path), message.delta, known)
        elif kind == "file_urls_response":
            self.files.extend(message.file_urls_response.file_urls)
        elif kind == "script_finished":
            self._finished(message.script_finished)

    def _show(self, path: tuple[int, ...], delta: Delta, known: str) -> None:
        if known:
            self.known[known] = (delta, self.begun)
        if delta.WhichOneof("type") != "new_element":
            return
        element, kind = delta.new_element, delta.new_element.WhichOneof("type") or ""
        shown = Shown(element, kind, delta.fragment_id, self.begun)
        self.page[path] = shown
        if shown.id and shown.id not in self.states and (state := _begins(shown)):
            self.states[shown.id] = state
        if shown.name == "stage" and element.bidi_component.bytes:
            self.answer = unframed(element.bidi_component.bytes)[0]
            self.query = f"?{urlencode(self.answer['query'], safe=',')}"
        if shown.name == "maps" and element.bidi_component.bytes:
            self.map, cells = unframed(element.bidi_component.bytes)
            self.map["cells"] = cells

    def _finished(self, how: int) -> None:
        """What was not shown again is gone; of a fragment's run, what was in that fragment."""
        if how == ForwardMsg.FINISHED_EARLY_FOR_RERUN:
            return
        self.runs, self.running = self.runs + 1, False
        now = [x for x in self.page.values() if x.run == self.begun]
        of = {x.fragment for x in now if how == ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY}
        for path, shown in list(self.page.items()):
            if shown.run != self.begun and (not of or shown.fragment in of):
                del self.page[path]
        here = {shown.id for shown in self.page.values()}
        self.states = {id: state for id, state in self.states.items() if id in here}
        self.known = {
            k: (x, run) for k, (x, run) in self.known.items() if run > self.begun - self.keeps
        }


def _is(option: str, value: str) -> bool:
    """Whether an option of a slider is this one, or this number."""
    if option == value:
        return True
    try:
        return float(option) == float(value)
    except ValueError:
        return False


def _begins(shown: Shown) -> WidgetState | None:
    """What a browser says of a widget that has just come; of others it says nothing."""
    element, state = shown.element, WidgetState(id=shown.id)
    if shown.kind == "slider":
        options = [element.slider.options[int(k)] for k in element.slider.default]
        state.string_array_value.CopyFrom(StringArray(data=options))
    elif shown.kind == "button_group":
        options = [element.button_group.options[k].content for k in element.button_group.default]
        state.string_array_value.CopyFrom(StringArray(data=options))
    elif shown.kind == "selectbox":
        box = element.selectbox
        if box.HasField("default"):
            state.string_value = box.options[box.default]
    elif shown.kind in ("text_input", "text_area"):
        state.string_value = getattr(element, shown.kind).default
    elif shown.kind == "number_input":
        state.double_value = element.number_input.default
    elif shown.kind == "checkbox":
        state.bool_value = element.checkbox.default
    else:
        return None
    return state


def put(
    url: str, place: str, name: str, content: bytes, headers: Mapping[str, str] | None = None
) -> int:
    """Upload a file to where the server has said; the status of the answer."""
    edge = "----momentum"
    head = f'--{edge}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n'
    body = (
        f"{head}Content-Type: text/csv\r\n\r\n".encode() + content + f"\r\n--{edge}--\r\n".encode()
    )
    kind = {"Content-Type": f"multipart/form-data; boundary={edge}", **(headers or {})}
    address = place if place.startswith("http") else url + place
    request = urllib.request.Request(address, body, kind, method="PUT")
    with urllib.request.urlopen(request, timeout=PATIENCE) as response:
        return int(response.status)
