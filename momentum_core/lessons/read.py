"""Lessons: a Markdown file each, read strictly into steps of a link and prose.

The format is explained for teachers in assets/lessons/README.md. A file is read line by line
rather than by a Markdown library: what has to be exact here are fields, answers and line numbers
for a person who made a slip, and the prose itself is passed on as it was written.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from types import MappingProxyType
from typing import Any

from momentum_core.lessons import claims
from momentum_core.lessons.claims import Claim, ClaimError
from momentum_core.settings.settings import Settings
from momentum_core.words.sentences import language

FOLDER = Path(__file__).parents[2] / "assets" / "lessons" / language.NAME

FORMULAS: Mapping[str, str] = MappingProxyType(
    {
        "something": "w ← w + something",
        "gradient": "w ← w − ∇Q(w)",
        "eta": "w ← w − η∇Q(w)",
        "momentum": "w ← w − η∇Q(w) + αΔw",
        "wikipedia": "w := w − η∇Qᵢ(w) + αΔw",
        "whole": "w := w − η∇Q(w) + αΔw",
    }
)
"""How much of the formula a step shows. It grows in this order; the last two are Wikipedia's."""

FIRST_IN = MappingProxyType({"eta": "eta", "alpha": "momentum"})
"""With which part of the formula a slider comes in."""

PARTS = ("tour", "deeper", "gallery")

Lines = Sequence[tuple[int, str]]
"""Numbered lines, the first of a file being 1."""

Fields = dict[str, list[tuple[int, str]]]
"""By its name, each value of a field, with the number of its line."""


class LessonError(ValueError):
    """A lesson that can't be used: file, line and what is wrong there."""

    def __init__(self, name: str, line: int, says: str) -> None:
        """Worded as “01-the-formula.md:12: …”."""
        super().__init__(f"{name}:{line}: {says}.")


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer to choose, and what the visitor reads after choosing it."""

    text: str
    right: bool
    feedback: str


@dataclass(frozen=True, slots=True)
class Prediction:
    """A question with two to four answers, one of them right."""

    question: str
    answers: tuple[Answer, ...]


@dataclass(frozen=True, slots=True)
class Task:
    """Something to do on the stage: done when every claim of ``until`` holds of what stands there.

    query: the link of one way to do it, which proves that it can be done.
    """

    text: str
    until: tuple[Claim, ...]
    query: Mapping[str, str]

    def conditions(self) -> list[list[Any]]:
        """``until`` as plain data for the player: [quantity, relation, value] each."""
        return [[c.left.name, c.relation, c.right] for c in self.until]

    def done(self, settings: Settings) -> bool:
        """Whether the stage, standing at these settings, meets every condition."""
        return all(claims.holds(c, settings) for c in self.until)


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One idea: a link that sets the stage, and prose.

    formula: a key of FORMULAS. hold: the step of the run at which the stage waits for the
    prediction's answer (None: there is none). reveal: the link that plays after the answer; the
    step's own where it is the same run. explanation: shown once prediction and task are done.
    claims: what the texts say of the run, for the tests. line: where the step begins in its file.
    """

    title: str
    text: str
    query: Mapping[str, str]
    formula: str
    hold: int | None = None
    reveal: Mapping[str, str]
    prediction: Prediction | None = None
    task: Task | None = None
    explanation: str = ""
    claims: tuple[Claim, ...] = ()
    line: int

    def knows(self, part: str) -> bool:
        """Whether the formula has come to what a part of the page is for."""
        grown = list(FORMULAS)
        first = FIRST_IN.get(part)
        return first is None or grown.index(self.formula) >= grown.index(first)


@dataclass(frozen=True, slots=True)
class Lesson:
    """A title, one sentence on what it is about, and steps. key: how a link names it."""

    key: str
    title: str
    summary: str
    part: str
    steps: tuple[Step, ...]


@functools.cache
def load(folder: Path = FOLDER) -> Mapping[str, Lesson]:
    """Every lesson by its key, in the order of the file names. Raises LessonError."""
    paths = sorted(folder.glob("[0-9][0-9]-*.md"))
    lessons = [read(path.read_text(encoding="utf-8"), path.name) for path in paths]
    return MappingProxyType({lesson.key: lesson for lesson in lessons})


def read(text: str, name: str) -> Lesson:
    """A lesson from its text; ``name`` is its file's, NN-key.md. Raises LessonError."""
    return _Reader(name).lesson([(k, s.rstrip()) for k, s in enumerate(text.split("\n"), 1)])


@dataclass(frozen=True, slots=True)
class _Block:
    """A heading and the lines under it, down to the next heading of the same or a higher level."""

    line: int
    heading: str
    lines: Lines


class _Reader:
    """Reads one file; knows its name, for the errors."""

    def __init__(self, name: str) -> None:
        self.name = name

    def stop(self, line: int, says: str) -> LessonError:
        return LessonError(self.name, line, says)

    def lesson(self, lines: Lines) -> Lesson:
        before, titles = self.blocks(lines, "#")
        if len(titles) != 1 or self.prose(before, 0, required=False):
            raise self.stop(1, "a lesson begins with one line “# Title”")
        named = re.fullmatch(r"\d\d-([a-z0-9-]+)\.md", self.name)
        if not named:
            raise self.stop(1, "the file's name is not two digits, a dash, a-z, and .md")
        body, steps = self.blocks(titles[0].lines, "##")
        fields, rest = self.fields(body, titles[0].line, {"part"}, set())
        if fields["part"][0][1] not in PARTS:
            raise self.stop(fields["part"][0][0], f"part must be one of {', '.join(PARTS)}")
        if not steps:
            raise self.stop(titles[0].line, "a lesson needs a step, “## Title”")
        summary = self.prose(rest, titles[0].line)
        return Lesson(
            named[1], titles[0].heading, summary, fields["part"][0][1], tuple(map(self.step, steps))
        )

    def step(self, block: _Block) -> Step:
        body, sections = self.sections(block)
        fields, prose = self.fields(
            body, block.line, {"link", "formula"}, {"hold", "reveal", "claim", "until", "solution"}
        )
        predicts, explanation = "Predict" in sections, sections.get("Then")
        query = self.link(*fields["link"][0])
        task = self.task(sections.get("Do"), fields)
        if (explanation is None) == (predicts or task is not None):
            line = explanation.line if explanation else block.line
            raise self.stop(line, "the section Then explains what Predict or Do has found")
        return Step(
            title=block.heading,
            text=self.prose(prose, block.line),
            query=query,
            formula=self.formula(*fields["formula"][0]),
            hold=self.hold(fields, query, predicts),
            reveal=self.reveal(fields, query, predicts),
            prediction=self.prediction(sections.get("Predict")),
            task=task,
            explanation=self.prose(explanation.lines, explanation.line) if explanation else "",
            claims=tuple(self.claim(*field) for field in fields["claim"]),
            line=block.line,
        )

    def sections(self, block: _Block) -> tuple[Lines, dict[str, _Block]]:
        """What stands above a step's sections, and the sections, each at most once, in order."""
        body, blocks = self.blocks(block.lines, "###")
        headings = [section.heading for section in blocks]
        if headings != [name for name in ("Predict", "Do", "Then") if name in headings]:
            raise self.stop(blocks[0].line, "the sections of a step are Predict, Do, Then")
        return body, dict(zip(headings, blocks, strict=True))

    def blocks(self, lines: Lines, mark: str) -> tuple[Lines, list[_Block]]:
        """The lines above the first heading with this mark, and the headings with their lines."""
        at = [k for k, (_, text) in enumerate(lines) if text.startswith(f"{mark} ")]
        found = [
            _Block(lines[k][0], lines[k][1][len(mark) :].strip(), lines[k + 1 : end])
            for k, end in pairwise([*at, len(lines)])
        ]
        for block in found:
            if not block.heading:
                raise self.stop(block.line, "a heading is empty")
        return lines[: at[0] if at else len(lines)], found

    def fields(
        self, lines: Lines, line: int, needed: set[str], optional: set[str]
    ) -> tuple[Fields, Lines]:
        """The “name: value” lines fenced under a heading, with their numbers, and what follows."""
        fences = [k for k, (_, text) in enumerate(lines) if text.startswith("```")]
        if len(fences) != 2 or any(text for _, text in lines[: fences[0]]):
            raise self.stop(line, "right under this heading belong lines between ``` and ```")
        found: Fields = {name: [] for name in needed | optional}
        for number, text in lines[fences[0] + 1 : fences[1]]:
            field, colon, value = (part.strip() for part in text.partition(":"))
            if field not in found or not colon or not value:
                raise self.stop(number, f"this is no field: {', '.join(sorted(found))}")
            if found[field] and field not in ("claim", "until"):
                raise self.stop(number, f"there are two lines {field}")
            found[field].append((number, value))
        for name in sorted(needed):
            if not found[name]:
                raise self.stop(line, f"a line “{name}: …” is missing")
        return found, lines[fences[1] + 1 :]

    def prose(self, lines: Lines, line: int, *, required: bool = True) -> str:
        """Paragraphs, as they are."""
        for number, text in lines:
            if re.match(r"[#>|<]|```|([-*+]|\d+\.) |\s|!\[", text) or "](" in text:
                raise self.stop(number, "only plain paragraphs belong here")
        text = "\n".join(text for _, text in lines).strip()
        if required and not text:
            raise self.stop(line, "there is no text under this heading")
        return text

    def link(self, line: int, text: str) -> dict[str, str]:
        try:
            query = claims.link(text)
            claims.settings_of(query)
        except ClaimError as error:
            raise self.stop(line, str(error)) from error
        if "loss" not in query:
            raise self.stop(line, "a lesson's link names its loss")
        return query

    def claim(self, line: int, text: str) -> Claim:
        try:
            return claims.parse(text)
        except ClaimError as error:
            raise self.stop(line, str(error)) from error

    def formula(self, line: int, text: str) -> str:
        if text not in FORMULAS:
            raise self.stop(line, f"formula must be one of {', '.join(FORMULAS)}")
        return text

    def hold(self, fields: Fields, query: Mapping[str, str], predicts: bool) -> int | None:
        if predicts and {"at", "path"} & set(query):
            line = fields["link"][0][0]
            raise self.stop(line, "before a prediction the link may not show what happens")
        for number, text in fields["hold"]:
            if not predicts or not re.fullmatch(r"\d{1,4}", text, re.A):
                raise self.stop(number, "hold is a step's number, and waits for a prediction")
            return int(text)
        return 0 if predicts else None

    def reveal(self, fields: Fields, query: dict[str, str], predicts: bool) -> dict[str, str]:
        for line, text in fields["reveal"]:
            if not predicts:
                raise self.stop(line, "there is no prediction that could be revealed")
            return self.link(line, text)
        return query

    def prediction(self, section: _Block | None) -> Prediction | None:
        """A question, then “- [ ] answer” lines, each with its feedback indented under it."""
        if section is None:
            return None
        at = [k for k, (_, text) in enumerate(section.lines) if text.startswith("- [")]
        if not 2 <= len(at) <= 4:
            raise self.stop(section.line, "a prediction needs two to four answers “- [ ] …”")
        question = self.prose(section.lines[: at[0]], section.line)
        ends = pairwise([*at, len(section.lines)])
        answers = tuple(self.answer(section.lines[k:end]) for k, end in ends)
        if sum(answer.right for answer in answers) != 1:
            raise self.stop(section.line, "exactly one answer is right, “- [x] …”")
        return Prediction(question, answers)

    def answer(self, lines: Lines) -> Answer:
        number, first = lines[0]
        marked = re.fullmatch(r"- \[([ x])\] (.*\S)", first)
        if not marked:
            raise self.stop(number, "an answer is written “- [ ] text” or “- [x] text”")
        for other, text in lines[1:]:
            if text and not text.startswith("  "):
                raise self.stop(other, "the feedback to an answer is indented by two spaces")
        feedback = self.prose([(k, text[2:]) for k, text in lines[1:]], number, required=False)
        if not feedback:
            raise self.stop(number, "this answer has no feedback under it")
        return Answer(marked[2], marked[1] == "x", feedback)

    def task(self, section: _Block | None, fields: Fields) -> Task | None:
        if section is None:
            for line, _ in fields["until"] + fields["solution"]:
                raise self.stop(line, "until and solution belong to a section Do")
            return None
        if not fields["until"] or not fields["solution"]:
            raise self.stop(section.line, "a section Do needs lines until and solution")
        until = tuple(self.condition(*field) for field in fields["until"])
        text = self.prose(section.lines, section.line)
        return Task(text, until, self.link(*fields["solution"][0]))

    def condition(self, line: int, text: str) -> Claim:
        """A claim that the player can follow: the ball's, about a quantity that it knows."""
        claim = self.claim(line, text)
        known = claim.left.who == "ball" and claim.left.step is None
        simple = isinstance(claim.right, float | str) and claim.relation in claims.RELATIONS
        if not (known and simple and claim.left.name in claims.FOLLOWED):
            raise self.stop(line, f"the player can't follow “{text}”")
        return claim
