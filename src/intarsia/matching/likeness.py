"""How a written word and a label are alike: one level, the strongest that holds. Which level means what is learnt (`model`)."""

from __future__ import annotations

from rapidfuzz.distance import OSA, Indel

from intarsia.matching.written import Written

#: the levels, strongest first, with what they are called where a person reads them
LEVELS: dict[str, str] = {
    "letters": "the same letters",
    "words": "the same words in another order",
    "ends": "the same but for plurals and endings",
    "general": "the same but for a general word",
    "aside": "the same without what stands in brackets",
    "one letter": "one letter differs",
    "stems": "the same stems",
    "two letters": "two letters differ",
    "part": "one part of a word that says several things",
    "within": "the label stands in the word",
    "holds": "the word stands in the label",
    "alike": "spelt much alike",
    "somewhat": "spelt somewhat alike",
}
ONE_FROM, TWO_FROM = 5, 9  # letters that both must have for one or two different ones to tell anything
ALIKE, SOMEWHAT = 0.85, 0.7


def level(value: Written, label: Written) -> str:
    """The strongest level that holds; empty where the two are not alike at all."""
    if not value.letters or not label.letters:
        return ""
    return _equal(value, label) or _near(value, label)


def _equal(value: Written, label: Written) -> str:
    if value.letters == label.letters:
        return "letters"
    if value.words == label.words:
        return "words"
    if value.light == label.light:
        return "ends"
    if value.special == label.special and value.special:
        return "general"
    if value.bare and (value.bare == label.letters or value.bare == label.bare):
        return "aside"
    return ""


def _near(value: Written, label: Written) -> str:
    if value.numbers != label.numbers:
        return "part" if label.letters in value.parts else ""  # "9-12" and "9-13" are two things, however little they differ
    shortest = min(len(value.letters), len(label.letters))
    away = OSA.distance(value.letters, label.letters, score_cutoff=2)
    if away == 1 and shortest >= ONE_FROM:
        return "one letter"
    if value.strong == label.strong:
        return "stems"
    if away == 2 and shortest >= TWO_FROM:
        return "two letters"
    if label.letters in value.parts:
        return "part"
    if label.light < value.light and len(label.letters) > 2:
        return "within"
    if value.light < label.light and len(value.letters) > 2:
        return "holds"
    ratio = Indel.normalized_similarity(value.letters, label.letters, score_cutoff=SOMEWHAT)
    return "alike" if ratio >= ALIKE else "somewhat" if ratio >= SOMEWHAT else ""
