"""What a paragraph may be in the course of an interview, and which state may follow which."""

from __future__ import annotations

# What a paragraph may be in the course of an interview: introduction, question begun and gone on with, answer likewise,
# and what comes after the end.
INTRODUCTION, QUESTION, ASKING, ANSWER, ANSWERING, NOTE = range(6)
STATES = range(6)
FOLLOWS: dict[int, set[int | None]] = {  # state: what it may follow; None is the beginning
    INTRODUCTION: {None, INTRODUCTION},
    QUESTION: {None, INTRODUCTION, QUESTION, ASKING, ANSWER, ANSWERING},
    ASKING: {QUESTION, ASKING},
    ANSWER: {None, INTRODUCTION, QUESTION, ASKING, ANSWER, ANSWERING},
    ANSWERING: {ANSWER, ANSWERING},
    NOTE: {QUESTION, ANSWER, ANSWERING, NOTE},
}
PARTS = {
    INTRODUCTION: "introduction",
    QUESTION: "question",
    ASKING: "question",
    ANSWER: "answer",
    ANSWERING: "answer",
    NOTE: "apart",
}
