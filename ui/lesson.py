"""The tour: a lesson's step beside the stage, its question or its task, and the way on.

What a visitor has answered is kept for the session, by lesson and step. While a question is open
the player gets the step at which the stage waits, and shows nothing beyond it.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import streamlit as st

from momentum_core.lessons import presentation, read
from momentum_core.lessons.claims import settings_of
from momentum_core.lessons.read import Answer, Lesson, Prediction, Step
from momentum_core.words.sentences import say
from ui.controls import control
from ui.failure import guarded
from ui.pace import opening, paced
from ui.session import adopt, begin, stage_anew, state

SHOWN = -1
"""In the place of an answer: the visitor asked to be shown."""


def place() -> tuple[str, int]:
    """Lesson and step."""
    return state.shown.lesson, state.shown.page


def said() -> int | None:
    """What was answered here, SHOWN, 0 for a task that is done; None while it is open."""
    found: int | None = state.setdefault("answers", {}).get(place())
    return found


def asks() -> bool:
    """Whether a question is open, so that nothing may be shown of what happens."""
    step = state.shown.step
    return bool(step and step.prediction and said() is None)


def take() -> None:
    """Start the tour, or go on where it was left."""
    begin()
    go(*state.get("left", (next(iter(read.load())), 1)))


def leave() -> None:
    """Back to the plain page; the stage stays as it is."""
    begin()
    state.left = place()
    state.shown = replace(state.shown, lesson="", page=1)
    state.notices = []


def go(lesson: str, page: int) -> None:
    """To a step."""
    state.shown = replace(state.shown, lesson=lesson, page=page)
    setting()


def turn(move: int) -> None:
    """To the next step (+1) or the one before (−1), over the ends of lessons."""
    begin()
    there = state.shown.lesson and presentation.neighbour(*place(), move)
    if there:
        go(*there)


def restart() -> None:
    """From the last step to the first."""
    begin()
    go(next(iter(read.load())), 1)


def chose_lesson(lesson: str) -> None:
    """Another lesson was chosen from the list."""
    go(lesson, 1)


def setting() -> None:
    """The stage as this step sets it: what it asks about, or what it has revealed."""
    begin()
    step = state.shown.step
    if step is None:
        return
    answered = step.prediction and said() is not None
    stage_anew(paced(settings_of(step.reveal)) if answered else opening(step))
    state.notices, state.undo = [], None


def answer(number: int) -> None:
    """An answer was chosen, or SHOWN asked for: now the run may be seen."""
    begin()
    if not asks():
        return
    state.answers[place()] = number
    step = state.shown.step
    if step.reveal != step.query:
        setting()
    else:
        adopt(replace(state.settings, speed=paced(state.settings).speed))
    state.notices = []


def show_me() -> None:
    """One way to do the task."""
    begin()
    step = state.shown.step
    if step and step.task:
        stage_anew(settings_of(step.task.query))
        state.answers[place()], state.notices = SHOWN, []


def heard() -> None:
    """The player reports a key that turns the page, or a task that is done."""
    sent = state.stage.get("lesson") or {}
    begin()
    if sent.get("key") != key():
        return
    if sent.get("done") and state.shown.step.task:
        state.setdefault("answers", {}).setdefault(place(), 0)
    elif sent.get("reveal"):
        answer(SHOWN)
    elif sent.get("turn") in (-1, 1) and not (asks() and sent["turn"] > 0):
        turn(sent["turn"])


def recall(answers: Any) -> None:
    """The page tells what was answered here before, by the step's name: a server that the visitor
    has just come to does not know it. What is no answer is passed over."""
    begin()
    for name, number in answers.items() if isinstance(answers, dict) else ():
        lesson, _, page = str(name).rpartition("-")
        if lesson not in read.load() or page not in map(str, range(1, 1 + _steps(lesson))):
            continue
        step = read.load()[lesson].steps[int(page) - 1]
        known = range(SHOWN, len(step.prediction.answers) if step.prediction else 1)
        if (step.prediction or step.task) and number in known:
            state.setdefault("answers", {}).setdefault((lesson, int(page)), int(number))


def _steps(lesson: str) -> int:
    return len(read.load()[lesson].steps)


def key() -> str:
    """The step's name for the player."""
    return f"{state.shown.lesson}-{state.shown.page}"


def token() -> tuple[Any, ...]:
    """What the page outside of the stage depends on: the step, and what was answered."""
    return (*place(), said()) if state.shown.lesson else ()


def for_player() -> dict[str, Any] | None:
    """What the player has to know of a step: see assets/player/panels/lesson.js."""
    step = state.shown.step
    if step is None:
        return None
    open_task = step.task if said() is None else None
    title = say("lesson.title", lesson=read.load()[state.shown.lesson].title, step=step.title)
    return {
        "key": key(),
        "hold": step.hold if asks() else None,
        "until": open_task.conditions() if open_task else None,
        "formula": step.formula,
        "first": state.shown.tour,
        "says": title if said() is None else _found(step),
        "answered": said() is not None,
        "said": said(),
        "mark": _mark(step),
    }


def _mark(step: Step) -> str:
    """What the stage says of an answer or a task; nothing of what was only shown."""
    if said() is None or said() == SHOWN:
        return ""
    if step.prediction is None:
        return say("lesson.mark done")
    right = _chosen(step.prediction) is _right(step.prediction)
    return say("lesson.mark right" if right else "lesson.mark wrong")


def _found(step: Step) -> str:
    verdict, explanation = _verdict(step), _plain(step.explanation)
    return say("lesson.found", verdict=verdict, explanation=explanation)


def _verdict(step: Step) -> str:
    if step.prediction is None or said() is None:
        return say("lesson.done")
    chosen, right = _chosen(step.prediction), _right(step.prediction)
    told = say("lesson.answer", answer=right.text, feedback=right.feedback)
    if chosen is None:
        return _plain(told)
    if chosen is right:
        return say("lesson.right", feedback=_plain(right.feedback))
    return _plain(say("lesson.wrong", feedback=chosen.feedback, told=told))


def _right(prediction: Prediction) -> Answer:
    return next(answer for answer in prediction.answers if answer.right)


def _chosen(prediction: Prediction) -> Answer | None:
    """The answer that was chosen; None if it was asked for."""
    return None if said() == SHOWN else prediction.answers[int(said() or 0)]


def _plain(text: str) -> str:
    return text.replace("**", "").replace("*", "").replace("`", "").replace("\n", " ")


def column() -> None:
    """The step: where we are, text, question or task, explanation, and the ways out."""
    step = state.shown.step
    lesson = read.load()[state.shown.lesson]
    with st.container(key="lessonbox"):
        header(lesson)
        with st.container(key="reading"):
            reading(step)
        ways(step, lesson)


def reading(step: Step) -> None:
    """The text, the question or the task, and when it is done the explanation."""
    with st.container(key=f"step-{key()}"):
        st.markdown(f"## {step.title}\n\n{step.text}")
    if step.prediction:
        question(step.prediction)
    elif step.task:
        with st.container(key="task"):
            st.markdown(step.task.text)
    if said() is not None and step.explanation:
        with st.container(key="explanation"):
            st.markdown(step.explanation)


def header(lesson: Lesson) -> None:
    """The list of lessons, and how far along this one is."""
    every = read.load()
    with control("lesson", lesson.key) as listed:
        st.selectbox(
            say("lesson.list"),
            list(every),
            index=list(every).index(lesson.key),
            format_func=lambda name: say(f"lesson.{every[name].part}", title=every[name].title),
            label_visibility="collapsed",
            **listed.tells(chose_lesson),
        )
    part = [each.key for each in every.values() if each.part == lesson.part]
    page, steps = state.shown.page, len(lesson.steps)
    where = {"lesson": part.index(lesson.key) + 1, "lessons": len(part), "step": page}
    key = "lesson.progress" if len(part) > 1 else "lesson.progress alone"
    st.progress(page / steps, say(key, **where, steps=steps))


def question(prediction: Prediction) -> None:
    """The answers to choose from, or what was chosen and what to think of it."""
    with st.container(key="prediction"):
        st.markdown(f"**{prediction.question}**")
        if said() is None:
            for k, each in enumerate(prediction.answers):
                at = f"answer-{key()}-{k}"
                st.button(each.text, key=at, width="stretch", on_click=guarded(answer), args=(k,))
            return
    chosen, right = _chosen(prediction), _right(prediction)
    with st.container(key="told"):
        if chosen is right:
            st.markdown(say("lesson.see right", answer=right.text, feedback=right.feedback))
            return
        if chosen:
            st.markdown(say("lesson.see wrong", answer=chosen.text, feedback=chosen.feedback))
        st.markdown(say("lesson.see answer", answer=right.text, feedback=right.feedback))


def ways(step: Step, lesson: Lesson) -> None:
    """Back, on, back to the lesson's setting, out."""
    before, after = (presentation.neighbour(*place(), move) for move in (-1, 1))
    if after is None and not asks():
        with st.container(key="end"):
            st.markdown(say("lesson.last"))
    with st.container(key="ways", horizontal=True):
        st.button(
            say("lesson.back"),
            key="lesson_back",
            on_click=guarded(turn),
            args=(-1,),
            disabled=before is None,
        )
        if asks():
            st.button(
                say("lesson.show"), key="lesson_reveal", on_click=guarded(answer), args=(SHOWN,)
            )
        elif after:
            st.button(
                say("lesson.next" if after[0] == lesson.key else "lesson.next lesson"),
                key="lesson_next",
                on_click=guarded(turn),
                args=(1,),
            )
        else:
            st.button(say("lesson.first"), key="lesson_first", on_click=guarded(restart))
        if step.task and said() is None:
            st.button(say("lesson.show"), key="lesson_show", on_click=guarded(show_me))
    with st.container(key="out", horizontal=True):
        st.button(say("lesson.setting"), key="setting", type="tertiary", on_click=guarded(setting))
        st.button(say("lesson.leave"), key="leave", type="tertiary", on_click=guarded(leave))
