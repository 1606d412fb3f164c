"""Tables of what a release itself finds and foretells: answers to registered studies, and signals that later years settle."""

from __future__ import annotations

from intarsia.tableshape import BOOL, FLOAT, INT, TEXT, Column, Table


def _c(name: str, type_: str, meaning: str, term: str = "", unit: str = "") -> Column:
    return Column(name, type_, meaning, term, unit)


FOUND = (
    Table("study", "What is asked of an intervention, registered before its result was shown, and what was found", ("id",), (
        _c("id", TEXT, "Name of the study"),
        _c("hash", TEXT, "Hash of what was registered (SHA-256)"),
        _c("title", TEXT, "What it is called, in the pool's first language; in others, with all else that was registered, in `registration`"),
        _c("question", TEXT, "What is asked"),
        _c("who", TEXT, "Role of who registered it"),
        _c("registered", TEXT, "Day on which it was registered (ISO)"),
        _c("seen", BOOL, "True when the figures were public or known to who registered it"),
        _c("intervention", TEXT, "Id of the intervention; NULL where the release has none of that dataset and record"),
        _c("outcome_dataset", TEXT, "Dataset whose figures are looked at"),
        _c("measure", TEXT, "What is measured"),
        _c("unit", TEXT, "Unit of the figures"),
        _c("about", TEXT, "Id of the one that the intervention was on; NULL where no figure is about it"),
        _c("about_kind", TEXT, "agent, place, work or sector"),
        _c("direction", TEXT, "Expected direction: up, down, unknown"),
        _c("frequency", TEXT, "month, quarter or year"),
        _c("since", TEXT, "First day of the window (ISO)"),
        _c("start", TEXT, "Start of the intervention (EDTF)"),
        _c("until", TEXT, "Last day of the window (ISO)"),
        _c("design", TEXT, "overlay, interrupted, synthetic or staggered"),
        _c("status", TEXT, "NO DESIGN, CONTAMINATED, POOR FIT, SUPPORTED, SUGGESTIVE or UNDERPOWERED"),
        _c("effect", FLOAT, "Difference from the comparison", unit="percent"),
        _c("low", FLOAT, "Lower end of its interval", unit="percent"),
        _c("high", FLOAT, "Upper end of its interval", unit="percent"),
        _c("p", FLOAT, "Share of placebos, this one among them, with a difference as large"),
        _c("mde_up", FLOAT, "Smallest rise that would be found four times in five; NULL where none would", unit="percent"),
        _c("mde_down", FLOAT, "Smallest fall that would be found four times in five; NULL where none would", unit="percent"),
        _c("suppressed", INT, "Figures in the window that are withheld: missing, not zero", unit="figures"),
        _c("registration", TEXT, "All that was registered (JSON)"),
        _c("result", TEXT, "All that was found: series, gap, placebos, before and after, what was left out, and on which tables it rests (JSON)"),
    )),
    Table("forecast", "Signals: which small things may grow, said at a release and settled by the figures of later ones; nothing in it is ever said again in other words", ("id",), (
        _c("id", TEXT, "Hash of what was said: method to horizon, rank, odds, base and threshold (SHA-256, 24 digits)"),
        _c("live", BOOL, "True: said at a release before anybody could know. False: replayed, from the years up to the origin alone, to see how the method does"),
        _c("method", TEXT, "Name of the method"),
        _c("version", TEXT, "Version of the method"),
        _c("facet", TEXT, "genre, subject, country, form, maker or word"),
        _c("concept", TEXT, "The concept; the word in lower case where it was matched to none; of a maker, the agent"),
        _c("sector", TEXT, "Sector that it was counted in; 'all' for every sector together"),
        _c("origin", INT, "Last year that was looked at", unit="year"),
        _c("horizon", INT, "Years after the origin within which its share at least doubles, or not", unit="years"),
        _c("made_on", TEXT, "Day on which it was said (ISO); NULL: the day this release is of"),
        _c("release", TEXT, "Release in which it was first said; NULL: this one"),
        _c("rank", INT, "Place among all that were ranked at that origin, from 1"),
        _c("ranked", INT, "How many were ranked", unit="concepts"),
        _c("odds", FLOAT, "Chance that it doubles, learnt from earlier origins; NULL where none may be said"),
        _c("base", FLOAT, "The same chance of a random pick at that origin"),
        _c("threshold", FLOAT, "Odds from which it is called a signal"),
        _c("withheld", TEXT, "Why no odds are said: fame (rows chosen by fame), origins (too few past origins), decile (odds like these did not come true as said)"),
        _c("works", INT, "Works that had it in the five years up to the origin", unit="works"),
        _c("share", FLOAT, "Share of all works of those years"),
        _c("growth", FLOAT, "Share of those five years over that of the five before"),
        _c("contributors", INT, "Contributors that those works come from", unit="contributors"),
        _c("sectors", INT, "Sectors that those works are of", unit="sectors"),
        _c("new", BOOL, "True when it was first seen in those five years: a new word, or a new version of a vocabulary"),
        _c("due_on", TEXT, "First day on which the years that it spoke of are over (ISO)"),
        _c("state", TEXT, "open, came or missed"),
        _c("resolved_on", TEXT, "Day on which it was settled (ISO); NULL while it is open, and for what this release settled or replayed"),
        _c("brier", FLOAT, "Squared distance of the odds from what came"),
    )),
)
