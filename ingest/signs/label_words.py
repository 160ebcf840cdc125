"""Words that stand where a label may: markers of question and answer, roles, and what is nobody: data."""

from __future__ import annotations

# Words for question and answer that stand for each other in one language; each as compared.
MARKERS = [
    ({"q", "question", "questions"}, {"a", "answer", "ans"}),
    ({"q", "question"}, {"r", "reponse"}),
    ({"f", "frage"}, {"a", "antwort"}),
    ({"p", "pregunta"}, {"r", "respuesta"}),
    ({"p", "pergunta"}, {"r", "resposta"}),
    ({"d", "domanda"}, {"r", "risposta"}),
    ({"v", "vraag"}, {"a", "antwoord"}),
    ({"س", "سؤال", "السؤال"}, {"ج", "جواب", "الجواب"}),
    ({"ש", "שאלה"}, {"ת", "תשובה"}),
    ({"в", "вопрос"}, {"о", "ответ"}),
]
ROLES = {
    "interviewer",
    "moderator",
    "host",
    "interviewerin",
    "audience",
    "audiencemember",
    "chair",
    "presenter",
    "editor",
}
EVERYONE = {"both", "together", "all", "beide", "ambos", "tousdeux", "lesdeux", "both speakers", "jointly", "alle"}
# What stands before a colon and is nobody.
NOBODY = {
    "note", "notes", "editorsnote", "source", "sources", "resources", "resource", "update", "updated", "correction",
    "photo", "image", "credit", "caption", "related", "readmore", "furtherreading", "example", "first", "second",
    "third", "fourth", "fifth", "finally", "summary", "background", "disclaimer", "about", "contact", "date",
    "location",
    "warning", "tip", "lesson", "lessons", "conclusion", "introduction", "title", "topic", "topics", "type",
    "published", "tags", "keywords", "links", "listen", "watch", "seealso", "abstract", "context", "result", "problem",
    "solution", "fact", "myth", "bottomline", "takeaway", "reminder", "step", "figure", "table", "chart", "map", "box",
    "anmerkung", "hinweis", "quelle", "quellen", "remarque", "nota", "fuente", "fuentes", "redaktion", "foto", "bild",
    "byline", "by", "interview", "questions", "venue", "time", "language", "filed under", "share", "download", "isbn",
    "doi", "url", "tel", "email", "website", "twitter", "transcript", "speakers", "participants", "moderators",
    "quote", "author", "authors", "editor", "editors", "copyright", "licence", "license", "illustration",
    "video", "audio",
    "stichwort", "reading", "readings", "references", "reference", "data", "method", "methods", "answerstothis",
    "caveat", "advice",
}  # fmt: skip
