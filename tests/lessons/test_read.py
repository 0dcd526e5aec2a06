"""The lessons say what is true, and the reader names file and line of every slip."""

from __future__ import annotations

import json
import re
from pathlib import Path
from urllib.parse import parse_qs

import pytest

from momentum_core.lessons import claims, presentation
from momentum_core.lessons.claims import (
    AT_A_STEP,
    FOLLOWED,
    QUANTITIES,
    WORDS,
    ClaimError,
    settings_of,
)
from momentum_core.lessons.read import FOLDER, FORMULAS, PARTS, LessonError, Step, load, read
from momentum_core.runs.run import simulate
from momentum_core.settings.fields import FIELDS
from momentum_core.settings.link import RESERVED, from_query, to_query
from momentum_core.settings.settings import Settings
from momentum_core.words.english import PARTS as SHOWN

LESSONS = list(load().values())
STEPS = {f"{lesson.key}:{step.line}": (lesson, step) for lesson in LESSONS for step in lesson.steps}
CLAIMS = [
    (f"{name}: {claim.text}", step, claim)
    for name, (_, step) in STEPS.items()
    for claim in step.claims
]
TEACHING = (Path(__file__).parents[2] / "docs" / "TEACHING.md").read_text(encoding="utf-8")
FORMAT = (FOLDER.parent / "README.md").read_text(encoding="utf-8")

every_step = pytest.mark.parametrize(
    ("lesson", "step"), [pytest.param(*pair, id=name) for name, pair in STEPS.items()]
)
every_claim = pytest.mark.parametrize(
    ("step", "claim"), [pytest.param(step, claim, id=name) for name, step, claim in CLAIMS]
)


def words(text: str) -> int:
    return len(re.findall(r"\w[\w.’'/−]*", text))


def texts(step: Step) -> list[str]:
    """Everything in a step that a visitor reads."""
    found = [step.title, step.text, step.explanation]
    if step.task:
        found.append(step.task.text)
    if step.prediction:
        found.append(step.prediction.question)
        found += [text for a in step.prediction.answers for text in (a.text, a.feedback)]
    return found


def test_the_tour_has_eight_lessons_and_more_follow():
    """The thread's eight parts, then the deeper lessons, then the gallery."""
    parts = [lesson.part for lesson in LESSONS]

    assert ["tour"] * 8 == parts[:8]
    assert parts == sorted(parts, key=PARTS.index)
    assert parts.count("deeper") >= 4
    assert sum(len(x.steps) for x in LESSONS if x.part == "gallery") >= 6


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.key)
def test_a_lesson_is_short(lesson):
    """Two to four steps, but for the gallery, and a summary of one sentence."""

    assert lesson.part == "gallery" or 2 <= len(lesson.steps) <= 4
    assert 3 <= words(lesson.summary) <= 20


@every_step
def test_a_step_is_read_in_a_minute(lesson, step):
    """60 to 120 words with the explanation, and the text alone is no less than 60."""

    assert words(step.text) >= 60
    assert words(step.text) + words(step.explanation) <= 120


@every_step
def test_sentences_are_short_and_calm(lesson, step):
    """None is longer than 30 words, and none shouts."""
    sentences = [s for text in texts(step) for s in re.split(r"(?<=[.?:;])\s+|\n\n", text)]

    assert [] == [s for s in sentences if words(s) > 30]
    assert not re.search(r"!|[\U0001F300-\U0001FAFF]", "".join(texts(step)))


@every_step
def test_every_link_is_usable_and_keeps_its_meaning(lesson, step):
    """Nothing in a step's links is complained about, and they open what was written."""
    for query in filter(None, (step.query, step.reveal, step.task and step.task.query)):
        settings, complaints = from_query(query)

        assert [] == complaints
        assert (settings, []) == from_query(to_query(settings))


@every_step
def test_the_formula_that_is_shown_is_the_one_that_runs(lesson, step):
    """A term that is not shown yet is not at work either."""
    for query in (step.query, step.reveal):
        settings = settings_of(query)

        assert step.knows("alpha") or settings.alpha == 0
        assert step.knows("eta") or step.formula == "something" or settings.eta == 1
        assert settings.method == "momentum" or lesson.part != "tour"


@every_step
def test_the_little_i_stands_for_one_observation(lesson, step):
    """Wikipedia's formula is shown where a step takes one observation, and at first as a promise;
    that of the whole loss where a step takes all."""
    batches = [settings_of(query).batch for query in (step.query, step.reveal)]

    if step.formula == "wikipedia":
        assert lesson.key == "formula" or batches == [1, 1]
    elif step.formula == "whole":
        assert batches == [0, 0]


def test_what_the_formula_says_of_observations_is_explained():
    """The B of a mini-batch where it first appears; the i that waits, where it is first seen."""
    first = next(s for _, s in STEPS.values() if settings_of(s.reveal).batch > 1)

    assert "B, for batch" in first.text
    assert "the tiny i has to wait" in LESSONS[0].steps[0].text


def test_the_formula_grows_through_the_tour():
    """From something to what Wikipedia prints, after a first look at the whole, and no stage is
    left out."""
    shown = [step.formula for lesson in LESSONS[1:8] for step in lesson.steps]

    assert shown == sorted(shown, key=list(FORMULAS).index)
    assert set(FORMULAS) == set(shown)
    assert {"wikipedia"} == {step.formula for step in LESSONS[0].steps}


@every_claim
def test_what_a_lesson_claims_is_what_the_run_does(step, claim):
    """Each claim of each step, against the core."""

    assert claims.holds(claim, settings_of(step.query), settings_of(step.reveal))


@every_step
def test_every_prediction_can_be_checked(lesson, step):
    """A step that asks for a prediction or for a deed claims something, and everything that is
    said about a run that is revealed is about another run."""

    assert step.claims or not (step.prediction or step.task)
    revealing = any("reveal" in c.text.split() for c in step.claims)
    assert revealing == (step.reveal != step.query)


@every_step
def test_predictions_have_one_right_answer_and_feedback_for_each(lesson, step):
    """And no two answers read the same."""
    if step.prediction:
        answers = step.prediction.answers

        assert 1 == sum(answer.right for answer in answers)
        assert all(words(answer.feedback) >= 3 for answer in answers)
        assert not re.match("Yes|Right", next(a.feedback for a in answers if a.right))
        assert len(answers) == len({answer.text for answer in answers})


def test_the_right_answer_has_no_usual_place():
    """Nobody can do well by always taking the same line."""
    places = [
        [answer.right for answer in step.prediction.answers].index(True)
        for _, step in STEPS.values()
        if step.prediction
    ]

    assert {0, 1, 2} == set(places)
    assert max(places.count(k) for k in range(3)) <= 0.6 * len(places)


@every_step
def test_the_stage_waits_before_the_end(lesson, step):
    """What is asked for is still to come where the stage waits."""
    if step.hold is not None:
        assert step.hold < simulate(settings_of(step.query)).steps


@every_step
def test_every_task_can_be_done_and_is_not_done_yet(lesson, step):
    """The step's own link doesn't meet it, its solution does, and the solution is on the same
    loss."""
    if step.task:
        assert not step.task.done(settings_of(step.query))
        assert step.task.done(settings_of(step.task.query))
        assert step.query["loss"] == step.task.query["loss"]


def test_conditions_are_plain_data():
    """The player gets lists of quantity, relation and value."""
    tasks = [step.task for _, step in STEPS.values() if step.task]
    sent = json.loads(json.dumps([task.conditions() for task in tasks]))

    assert len(tasks) >= 6
    assert [["start", ">", 5.0], ["start", "<", 5.3]] in sent
    assert {name for task in sent for name, _, _ in task} <= FOLLOWED


def test_lessons_are_read_once():
    """A page that reruns doesn't read files again, and nobody changes them."""

    assert load() is load()
    with pytest.raises(TypeError):
        load()["formula"] = None  # type: ignore[index]


GOOD = """# Title

```
part: tour
```

Summary.

## Step

```
link: ?loss=bowl&alpha=0&at=0
formula: eta
claim: outcome = rested
until: alpha > 0.5
until: method = momentum
solution: ?loss=bowl&alpha=0.6
```

Text.

### Do

Drag.

### Then

Because.

## Another

```
link: ?loss=bowl
formula: momentum
hold: 3
reveal: ?loss=bowl&alpha=0
```

Text.

### Predict

Why?

- [ ] No.
  Not so.
- [x] Yes.
  So.

### Then

Because.
"""


def test_a_lesson_is_read():
    """Every part of the format arrives where it belongs."""
    lesson = read(GOOD, "07-some-key.md")
    first, second = lesson.steps

    assert ("some-key", "Title", "Summary.", "tour") == (
        lesson.key,
        lesson.title,
        lesson.summary,
        lesson.part,
    )
    assert ("Step", "Text.", "eta", None, "Because.", 9) == (
        first.title,
        first.text,
        first.formula,
        first.hold,
        first.explanation,
        first.line,
    )
    assert {"loss": "bowl", "alpha": "0", "at": "0"} == first.query == first.reveal
    assert ["outcome = rested"] == [claim.text for claim in first.claims]
    assert [["alpha", ">", 0.5], ["method", "=", "momentum"]] == first.task.conditions()
    assert ("Drag.", {"loss": "bowl", "alpha": "0.6"}) == (first.task.text, first.task.query)
    assert (3, {"loss": "bowl", "alpha": "0"}) == (second.hold, second.reveal)
    assert "Why?" == second.prediction.question
    assert [("No.", False, "Not so."), ("Yes.", True, "So.")] == [
        (a.text, a.right, a.feedback) for a in second.prediction.answers
    ]


@pytest.mark.parametrize(
    ("old", "new", "line", "says"),
    [
        ("# Title\n", "Title\n", 1, "begins with one line"),
        ("# Title\n", "Words.\n# Title\n", 1, "begins with one line"),
        ("Summary.", "# Second title", 1, "begins with one line"),
        ("# Title\n", "#  \n", 1, "begins with one line"),
        ("part: tour", "part: trip", 4, "part must be one of"),
        ("part: tour", "parts: tour", 4, "this is no field"),
        ("part: tour\n", "", 1, "“part: …” is missing"),
        ("Summary.", "", 1, "no text"),
        ("formula: eta", "formula: beta", 13, "formula must be one of"),
        ("formula: eta\n", "", 9, "“formula: …” is missing"),
        ("formula: eta", "formula:", 13, "this is no field"),
        ("formula: eta", "formula: eta\nformula: eta", 14, "two lines formula"),
        ("?loss=bowl&alpha=0&at=0", "loss=bowl", 12, "is no link"),
        ("?loss=bowl&alpha=0&at=0", "?loss=bowl&loss=bowl", 12, "is no link"),
        ("?loss=bowl&alpha=0&at=0", "?loss", 12, "is no link"),
        ("?loss=bowl&alpha=0&at=0", "?loss=hole", 12, "no such loss"),
        ("?loss=bowl&alpha=0&at=0", "?loss=bowl&alpha=2", 12, "not usable"),
        ("?loss=bowl&alpha=0&at=0", "?loss=bowl&momentum=1", 12, "no parameter “momentum”"),
        ("?loss=bowl&alpha=0&at=0", "?alpha=0", 12, "names its loss"),
        ("claim: outcome = rested", "claim: outcome = asleep", 14, "is no outcome"),
        ("claim: outcome = rested", "claim: outcome rested", 14, "needs one of"),
        ("until: alpha > 0.5", "until: height > 0.5", 15, "can't follow"),
        ("until: alpha > 0.5", "until: alpha ~ 0.5", 15, "can't follow"),
        ("until: alpha > 0.5", "until: plain taken > 5", 15, "can't follow"),
        ("until: alpha > 0.5", "until: taken > start", 15, "can't follow"),
        ("until: alpha > 0.5", "until: beta > 0.5", 15, "no quantity"),
        ("solution: ?loss=bowl&alpha=0.6", "solution: ?loss=hole", 17, "no such loss"),
        ("solution: ?loss=bowl&alpha=0.6\n", "", 21, "needs lines until and solution"),
        ("until: alpha > 0.5\nuntil: method = momentum\n", "", 20, "needs lines until"),
        ("### Do\n\nDrag.\n", "", 15, "belong to a section Do"),
        ("### Do\n\nDrag.\n\n### Then\n\nBecause.\n\n", "", 15, "belong to a section Do"),
        ("Drag.", "", 22, "no text"),
        ("### Do", "### Try", 22, "sections of a step"),
        ("### Do\n", "### Do\n\nDrag.\n\n### Do\n", 22, "sections of a step"),
        ("Text.\n\n### Do", "\n### Do", 9, "no text"),
        ("Text.\n\n### Do", "- Text.\n\n### Do", 20, "only plain paragraphs"),
        ("Text.\n\n### Do", "    Text.\n\n### Do", 20, "only plain paragraphs"),
        ("Text.\n\n### Do", "<b>Text.</b>\n\n### Do", 20, "only plain paragraphs"),
        ("Text.\n\n### Do", "[Text](http://a.b)\n\n### Do", 20, "only plain paragraphs"),
        ("Text.\n\n### Do", "1. Text.\n\n### Do", 20, "only plain paragraphs"),
        ("Text.\n\n### Do", "#### Text\n\n### Do", 20, "only plain paragraphs"),
        ("Text.\n\n### Do", "```\n\n### Do", 9, "right under this heading"),
        ("## Step\n", "## Step\n\nWords.\n", 9, "right under this heading"),
        ("Because.\n\n## Another", "\n## Another", 26, "no text"),
        ("?loss=bowl\n", "?loss=bowl&at=3\n", 33, "may not show"),
        ("?loss=bowl\n", "?loss=bowl&path=1\n", 33, "may not show"),
        ("hold: 3", "hold: -3", 35, "hold is a step's number"),
        ("hold: 3", "hold: soon", 35, "hold is a step's number"),
        ("reveal: ?loss=bowl&alpha=0", "reveal: ?loss=hole", 36, "no such loss"),
        ("claim: outcome = rested", "hold: 3", 14, "waits for a prediction"),
        ("claim: outcome = rested", "reveal: ?loss=bowl", 14, "no prediction"),
        ("Why?", "", 41, "no text"),
        ("- [x] Yes.", "- [ ] Yes.", 41, "exactly one answer is right"),
        ("- [ ] No.", "- [x] No.", 41, "exactly one answer is right"),
        ("- [ ] No.\n  Not so.\n", "", 41, "two to four answers"),
        ("- [ ] No.\n", "- [ ] No.\n  A.\n" * 4, 41, "two to four answers"),
        ("- [ ] No.", "- [?] No.", 45, "an answer is written"),
        ("- [ ] No.", "- [ ]", 45, "an answer is written"),
        ("  Not so.\n", "", 45, "no feedback"),
        ("  Not so.", "Not so.", 46, "indented by two spaces"),
        ("  So.\n\n### Then\n\nBecause.\n", "  So.\n", 30, "Then explains"),
        (
            "### Predict\n\nWhy?\n\n- [ ] No.\n  Not so.\n- [x] Yes.\n  So.\n",
            "",
            42,
            "Then explains",
        ),
    ],
)
def test_a_slip_is_named_with_file_and_line(old, new, line, says):
    """Whatever is wrong in a lesson, its author is told where."""
    assert 1 <= GOOD.count(old)
    with pytest.raises(LessonError, match=re.escape(says)) as caught:
        read(GOOD.replace(old, new, 1), "07-some-key.md")

    assert str(caught.value).startswith(f"07-some-key.md:{line}: ")
    assert str(caught.value).count("\n") == 0


def test_an_explanation_needs_something_to_explain():
    """Without a prediction or a task it would never be shown."""
    text = GOOD.replace("### Do\n\nDrag.\n\n", "")
    text = re.sub(r"(until|solution): .*\n", "", text)
    with pytest.raises(LessonError, match=r"07-a\.md:19: the section Then explains"):
        read(text, "07-a.md")


def test_the_stage_waits_at_the_start_if_no_step_is_named():
    """A prediction without hold is asked before anything has moved."""

    assert 0 == read(GOOD.replace("hold: 3\n", ""), "07-some-key.md").steps[1].hold


@pytest.mark.parametrize("name", ["some-key.md", "7-key.md", "07-Key.md", "07-key.txt", "07-.md"])
def test_a_file_is_named_by_number_and_key(name):
    """The number orders the lessons and the key is for links."""
    with pytest.raises(LessonError, match="file's name"):
        read(GOOD, name)


def test_a_lesson_needs_a_step():
    """A title alone teaches nothing."""
    with pytest.raises(LessonError, match=r"07-a\.md:1: a lesson needs a step"):
        read(GOOD.split("## Step")[0], "07-a.md")


def test_a_folder_is_read_in_order(tmp_path):
    """By number; files that wait or only explain are passed over."""
    for name in ("11-b.md", "02-c.md", "12-a.md.later", "README.md"):
        (tmp_path / name).write_text(GOOD, encoding="utf-8")

    assert ["c", "b"] == list(load(tmp_path))


@pytest.mark.parametrize(
    ("text", "true"),
    [
        ("place = lowest", True),
        ("place != lowest", False),
        ("outcome = rested", True),
        ("plain place = minimum", True),
        ("plain outcome = rolling", False),
        ("race = plain", True),
        ("taken = 178", True),
        ("taken <= 178", True),
        ("taken < 178", False),
        ("taken > plain taken", True),
        ("taken > ?alpha=0.96&steps=1000 taken", False),
        ("?alpha=0 taken = plain taken", True),
        ("?start=1.2 plain taken = 23", True),
        ("clock = 178", True),
        ("?at=7 clock = 7", True),
        ("w@0 = 1.5", True),
        ("w@1 ~ 1.188", True),
        ("w@1 ~ 1.189", False),
        ("w@1 ~ 1.2", True),
        ("update@1 ~ -0.312", True),
        ("gradient@0 ~ 7.8", True),
        ("gradient@1 ~ 7.8", False),
        ("loss@0 ~ 1.0125", True),
        ("end ~ -1.036", True),
        ("height ~ -1.305", True),
        ("leftmost ~ -1.392", True),
        ("rightmost = 1.5", True),
        ("plain turns = 0", True),
        ("turns = 33", True),
        ("plain spread < 0.01", True),
        ("spread > 0.01", True),
        ("reveal place = minimum", True),
        ("?eta=0.03 reveal taken > 24", True),
        ("eta = 0.04", True),
        ("alpha >= 0.9", True),
        ("start = 1.5", True),
    ],
)
def test_claims_about_the_run_that_the_page_opens_on(text, true):
    """Each quantity and relation, on the double well."""

    assert true is claims.holds(claims.parse(text), Settings(), Settings(alpha=0.0))


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "needs one of"),
        ("place", "needs one of"),
        ("alpha = 1 = 1", "needs one of"),
        ("alpha>0.5", "needs one of"),
        ("= 1", "no quantity"),
        ("alpha =", "no quantity"),
        ("weight = 1", "no quantity “weight”"),
        ("w@-1 = 1", "no quantity “w@-1”"),
        ("taken@3 = 1", "no quantity “taken@3”"),
        ("adagrad taken = 1", "about nobody"),
        ("plain ball taken = 1", "about nobody"),
        ("?beta=1 taken = 1", "no parameter “beta”"),
        ("taken = many", "neither a number"),
        ("taken = 1e3", "neither a number"),
        ("place = top", "is no place"),
        ("place > minimum", "is a word"),
        ("place = taken", "can't be compared"),
        ("taken ~ plain taken", "can't be compared"),
    ],
)
def test_what_is_no_claim(text, says):
    """It is refused when it is read, with a sentence."""
    with pytest.raises(ClaimError, match=re.escape(says)):
        claims.parse(text)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("adam taken = 1", "does not run along"),
        ("reveal taken = 1", "nothing is revealed"),
        ("w@999 = 1", "ends before step 999"),
        ("gradient@178 = 1", "ends before step 178"),
        ("w2@3 = 1", "one weight"),
        ("end2 = 1", "one weight"),
        ("?alpha=3 taken = 1", "not usable"),
    ],
)
def test_claims_about_what_is_not_there(text, says):
    """A claim that no run could confirm is an error, not false."""
    with pytest.raises(ClaimError, match=says):
        claims.holds(claims.parse(text), Settings())


def test_claims_about_the_second_weight():
    """On a loss with two."""
    settings = Settings.of("saddle", start=(-1.7, 0.25), steps=5)

    assert claims.holds(claims.parse("start2 = 0.25"), settings)
    assert claims.holds(claims.parse("w2@0 = 0.25"), settings)
    assert claims.holds(claims.parse("end2 > 0.25"), settings)


@pytest.mark.parametrize("name", QUANTITIES)
def test_every_quantity_is_explained(name):
    """The format's page has a row for each, and says whether the player follows it."""
    row = re.search(rf"^\| `{name}` \| .* \| (yes|no) \|$", FORMAT, re.M)

    assert row
    assert (name in FOLLOWED) == (row[1] == "yes")


def test_the_words_of_quantities_are_explained():
    """Ends, places and methods are listed by their names, formulas as they are shown."""
    says = "\n".join(re.findall(r"^\| .*$", FORMAT, re.M))

    assert [] == [
        word
        for name in ("outcome", "place", "method")
        for word in WORDS[name]
        if f"`{word}`" not in says
    ]
    assert [] == [k for k, shown in FORMULAS.items() if f"| `{k}` | `{shown}` |" not in says]
    assert all(f"`{name}`" in FORMAT for name in AT_A_STEP)


TEACHING_LINKS = re.findall(r"`(\?[a-z]\S*=\S*)`", TEACHING)


def test_there_are_links_for_teachers():
    """The search for links finds them."""

    assert len(TEACHING_LINKS) >= 12


@pytest.mark.parametrize("link", TEACHING_LINKS)
def test_every_link_for_teachers_is_usable(link):
    """Nothing in them is unknown or complained about."""
    query = parse_qs(link.removeprefix("?"))

    assert set(query) <= {field.name for field in FIELDS} | RESERVED
    assert from_query(query)[1] + presentation.from_query(query)[1] == []


@pytest.mark.parametrize("link", re.findall(r"[`/](\?[^`\"\s]*\bat=0\b[^`\"\s]*)[`\"]", TEACHING))
def test_a_link_to_predict_from_keeps_the_answer(link):
    """What the list of losses, the maps and the theory say of the run is hidden."""
    shown, _ = presentation.from_query(parse_qs(link.removeprefix("?")))

    assert {"loss", "maps", "theory"} <= set(shown.hide)


def test_teachers_are_told_of_the_link_that_hides_all_but_the_bowl():
    """Nothing is left but formula, clock and the two sliders; the stage can't be hidden."""
    link = re.search(r"nothing is left but the formula.*\n`(\?.*)`", TEACHING)[1]
    shown, _ = presentation.from_query(parse_qs(link.removeprefix("?")))

    assert {part for part in SHOWN if shown.shows(part)} == {
        *("formula", "clock", "eta", "alpha"),
        *("data", "batch"),  # which a bowl has not
    }


def test_teachers_are_told_that_localhost_is_nowhere_else():
    """In the panel and on the page for teachers."""
    projector = TEACHING.split("## With a projector")[1].split("\n## ")[0]

    assert "`http://<address of this computer>:8501`" in projector
    assert "`localhost`" in projector


@pytest.mark.parametrize(
    ("link", "claim"),
    [
        ("?loss=double-well&race=plain&at=0", "place = lowest"),
        ("?loss=double-well&race=plain&at=0", "plain place = minimum"),
        ("?loss=bowl&alpha=0&eta=1&race=none&at=0", "w@1 = 0"),
        ("?loss=bowl&alpha=0&eta=1&race=none&at=0", "?eta=2 outcome = rolling"),
        ("?loss=plateau&alpha=0&steps=500&at=0", "?alpha=0.9 taken < taken"),
        ("?loss=double-well&at=4", "gradient@4 ~ -0.765"),
        ("?loss=double-well&at=4", "update@4 ~ -0.2237"),
        ("?loss=bowl&alpha=0.95&steps=500&race=plain&at=0", "taken > plain taken"),
        ("?loss=double-well&start=-1.65&race=plain&at=0", "place = minimum"),
        ("?loss=double-well&start=-1.65&race=plain&at=0", "plain place = lowest"),
        ("?loss=double-well&eta=0.01&steps=500&race=none&at=0", "place = minimum"),
        ("?loss=saddle&start=-1.7,0&steps=600&race=none&at=0", "outcome = balanced"),
        ("?loss=bowl&alpha=0.9&race=none", "?alpha=0.6 taken < 60"),
        ("?loss=bowl&alpha=0.9&race=none", "?eta=0.1 taken > 170"),
        ("?loss=bowl&race=none&at=7", "update@7 ~ 0.3"),
    ],
)
def test_what_teachers_are_told_is_what_the_run_does(link, claim):
    """The page for teachers names the link, and the run does what it says."""

    told = f"{link}&hide=loss,maps,theory" if link.endswith("at=0") else link
    assert f"`{told}`" in TEACHING
    assert claims.holds(claims.parse(claim), settings_of(claims.link(link)))
