"""The course of a conversation: which paragraph asks, answers, introduces or notes, where no label says it.

Every paragraph is weighed: how much it looks like each, in a text set as this one is. The likeliest course through all
of them is taken (Viterbi 1967), and how much worse the best course would be that reads one paragraph otherwise says how
sure it is.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from ingest.interview.habits import Habits
from ingest.interview.states import ANSWER, ANSWERING, ASKING, FOLLOWS, INTRODUCTION, NOTE, PARTS, QUESTION, STATES
from ingest.interview.told import Told
from ingest.interview.weights import NEVER, weights


def step(before: int | None, after: int, told: Sequence[Told], place: int) -> float:
    """What a transition to a paragraph costs."""
    entry = told[place]
    if before not in FOLLOWS[after]:
        return NEVER
    if after == QUESTION and before in (QUESTION, ASKING):
        return -3.0 if entry.is_labelled else -7.0  # a question has an answer
    if after == ANSWER and before in (None, INTRODUCTION):
        return -2.0 if entry.is_labelled else -5.0
    if after == ANSWER and before in (ANSWER, ANSWERING) and not entry.is_labelled:
        return 0.0 if told[place - 1].signed else NEVER
    if after == NOTE and before == QUESTION:
        return -3.0
    return 0.0


def last(state: int) -> float:
    return -6.0 if state in (QUESTION, ASKING) else 0.0


def course(told: list[Told], habits: Habits) -> tuple[list[int], list[float]]:
    """The likeliest state of every paragraph, and how sure each is, from 0 to 1.

    Both ways through the text at once: the best course up to a paragraph in a state, and the best on from it.
    """
    if not told:
        return [], []
    rows = weights(told, habits)
    size = len(told)
    up = [[NEVER * 10] * 6 for _ in range(size)]
    on = [[NEVER * 10] * 6 for _ in range(size)]
    for s in STATES:
        up[0][s] = rows[0][s] + step(None, s, told, 0)
        on[-1][s] = last(s)
    for i in range(1, size):
        for s in STATES:
            up[i][s] = rows[i][s] + max(up[i - 1][b] + step(b, s, told, i) for b in STATES)
    for i in range(size - 2, -1, -1):
        for s in STATES:
            on[i][s] = max(step(s, n, told, i + 1) + rows[i + 1][n] + on[i + 1][n] for n in STATES)
    states, sureness = [], []
    state = max(STATES, key=lambda s: up[-1][s] + on[-1][s])
    for i in range(size - 1, -1, -1):
        states.append(state)
        if i:
            state = max(STATES, key=lambda b: up[i - 1][b] + step(b, states[-1], told, i))
    states.reverse()
    for i, state in enumerate(states):
        total = up[i][state] + on[i][state]
        otherwise = max(up[i][s] + on[i][s] for s in STATES if PARTS[s] != PARTS[state])
        sureness.append(1 / (1 + math.exp(-max(-20.0, min(20.0, total - otherwise)))))
    return states, sureness
