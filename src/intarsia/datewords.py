"""The words people write around dates, in en nl fr de it es pl, as one line of tokens.

A word that is not in the tables makes the text unreadable: a date is never guessed. Tokens are
numbers, EDTF dates ("2004-10", "193X") and these signs, separated by single spaces:

    m01..m12 month   s21..s24 season   C century   D decade   H half   Q quarter   b BC   a AD
    ~ about   ? perhaps   % both   < before   > after   f since   u until   w between   .. open
    - to   & and   | or   E early   M middle   L late   1 2 3 4 i first to fourth and last
"""

from __future__ import annotations

import datetime
import re

from intarsia.text import clean, fold

# One line per token. A phrase is written with "_"; the longest phrase wins. Folded, without dots.
_TABLE = """
m01 january januari janvier januar janner gennaio enero styczen stycznia jan janv gen ene sty
m02 february februari fevrier februar febbraio febrero luty lutego feb febr fev fevr lut
m03 march maart mars marz marzo marzec marca mar mrt mrz
m04 april avril aprile abril kwiecien kwietnia apr avr abr kwi
m05 may mei mai maggio mayo maj maja mag
m06 june juni juin giugno junio czerwiec czerwca jun giu cze
m07 july juli juillet luglio julio lipiec lipca jul juil lug lip
m08 august augustus aout agosto sierpien sierpnia aug ago sie
m09 september septembre settembre septiembre setiembre wrzesien wrzesnia sep sept set sett wrz
m10 october oktober octobre ottobre octubre pazdziernik pazdziernika oct okt ott paz
m11 november novembre noviembre listopad listopada nov lis
m12 december decembre dezember dicembre diciembre grudzien grudnia dec dez dic gru
s21 spring lente voorjaar printemps fruhling fruhjahr primavera wiosna wiosny
s22 summer zomer ete sommer estate verano lato
s23 autumn fall herfst najaar automne herbst autunno otono jesien jesieni
s24 winter hiver inverno invierno zima zimy
C century centuries cent eeuw eeuwen siecle siecles jahrhundert jahrhunderts jh jhdt jhd jahrh
C secolo secoli sec siglo siglos wiek wieku
D jaren annees anni anos lata lat jahre jahren decade decennium
H half helft halft moitie halfte meta mitad polowa polowie
Q q quarter kwart kwartaal quart trimestre quartal viertel kwartal
E early vroeg vroege begin beginning debut anfang fruhes fruhe fruhen inizio inizi principios
E comienzos poczatek
M mid middle midden milieu mitte mediados halverwege
L late laat late eind einde end fin fine ende spates spate spaten finales koniec
~ ca circa cca approximately approx about around omstreeks ongeveer rond vers environ um etwa
~ ungefahr verso hacia alrededor_de okolo ok
? perhaps probably possibly mogelijk waarschijnlijk vermoedelijk peut_etre probablement
? vermutlich wahrscheinlich forse probabilmente probablemente prawdopodobnie
< before earlier eerder voor avant vor prima_del prima_di prima antes_de antes przed pre
> after later na apres nach dopo despues_de despues po post
f since from sinds vanaf depuis seit ab dal desde od no_earlier_than not_earlier_than not_before
f born founded established geboren geb ne nee nato nata
u until till tot jusqu_en jusqu_a jusque bis fino_al fino_a hasta do by t/m tot_en_met
u died overleden gestorben mort morto muerto zmarl no_later_than not_later_than not_after uiterlijk spatestens
w between tussen entre zwischen tra fra miedzy
- to through thru au al
& and et und e y
| or ou oder o lub albo
b bc b_c bce b_c_e v_chr v_c voor_chr voor_christus vor_chr vor_christus av_j_c avant_j_c a_c p_n_e
b av_jc avanti_cristo
a ad a_d ce c_e anno_domini n_chr n_c na_chr na_christus nach_chr nach_christus ap_j_c apres_j_c d_c n_e
1 first eerste premier premiere erste ersten erstes prima_meta primera primer
2 second tweede deuxieme seconde zweite zweiten zweites seconda segunda druga
3 third derde troisieme dritte dritten drittes terzo tercer tercera
4 fourth vierde quatrieme vierte vierten viertes quarto cuarto cuarta
i last laatste dernier derniere letzte letzten letztes ultimo ultima ostatnia
20 twintig vingt
30 dertig trente
40 veertig quarante
50 vijftig cinquante
60 zestig soixante
70 zeventig
80 tachtig
90 negentig
"""
_EXPANDED = {
    "prima_meta": "1 H", "twenties": "20 D", "thirties": "30 D", "forties": "40 D",
    "fifties": "50 D", "sixties": "60 D", "seventies": "70 D", "eighties": "80 D",
    "nineties": "90 D", "h_1": "1 H", "h_2": "2 H", "t_1": "1 Q", "t_2": "2 Q", "t_3": "3 Q",
    "t_4": "4 Q",
}  # fmt: skip
_SKIPPED = """
the in on de du des d der die das den dem del della dello dei degli delle di da le la les l il lo
el los las het im am vom von van year jaar annee jahr jahre anno ano rok roku r an annos
tba tbd expected verwacht published copyright cop printed released premiere active made dated
exhibited p designed manufactured
produced patented completed modeled uitgegeven gepubliceerd verschenen publie erschienen pubblicato publicado wydano
monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thur thurs fri sat sun
maandag dinsdag woensdag donderdag vrijdag zaterdag zondag lundi mardi mercredi jeudi vendredi
samedi dimanche montag dienstag mittwoch donnerstag freitag samstag sonntag lunedi martedi
mercoledi giovedi venerdi sabato domenica lunes martes miercoles jueves viernes sabado domingo
"""
_LONGEST = 4
_SIGNS = {"-": "-", "/": "-", "~": "~", "?": "?", "%": "%", "&": "&", "..": "..", ",": ","}

_MONTHS = "|".join(
    name for line in _TABLE.split("\n") if line[:1] == "m" for name in line.split()[1:]
)
_ISO_TIME = r"[t ][0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:[.,][0-9]+)?)? ?(?:z|utc|[+-][0-9]{2}:?[0-9]{2})?"
_ATOM = re.compile(
    rf"(?<![0-9])(?:(?P<iso>[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}})(?:{_ISO_TIME})?"
    r"|(?P<y>[0-9]{4})(?P<s1>[./])(?P<m>[0-9]{1,2})(?P=s1)(?P<d>[0-9]{1,2})"
    r"|(?P<a>[0-9]{1,2})(?P<s2>[./-])(?P<b>[0-9]{1,2})(?P=s2)(?P<year>[0-9]{4})"
    r"|(?P<compact>[0-9]{8})"
    # "12 Feb 2004-08 Jun 2004" holds no August
    rf"|(?P<ym>[0-9]{{4}}-(?:0[1-9]|1[0-2])(?! (?:{_MONTHS})\b))"
    r"|(?P<slash>(?P<sy>[0-9]{4})/(?P<sm>0[1-9]|1[0-2]))"
    r"|(?P<my>(?P<mm>0?[1-9]|1[0-2])[/.](?P<yy>[0-9]{4}))"
    r"|(?P<digits>[0-9]{3}x|[0-9]{2}xx|[0-9]{4}-xx(?:-xx)?)"
    r"|(?P<decade>[0-9]{3})(?:-(?=[?\])]|$)|u)|(?P<hundred>[0-9]{2})(?:--|uu)(?=[?\])]|$))"
    r"(?![0-9]|[-/][0-9](?![0-9]{3}))"
)
# what follows digits without a space: decades first, then ordinal endings, which say nothing
_GLUED = [
    (re.compile(r"\(c\)|;$"), " "),
    (re.compile(r"(?<=[0-9])(?:'?s|er|-?tal(?:l?et)?)\b(?! ?(?:janvier|jan\b))"), " decade "),
    (re.compile(r"(?<=[0-9])(?:st|nd|rd|th|e|de|ste|er|re|eme|ieme|o|a|º|ª)\b"), " "),
    (re.compile(r"\b(mid|early|late|pre|post)-"), r"\1 "),
    (re.compile(r"(?<=[0-9])(?=[a-z])|(?<=[a-z])(?=[0-9])"), " "),
]
_WORD = re.compile(r"\x00[0-9X-]+\x00|[0-9]+|t/m|[^\W\d_]+|\.\.|[-/~?%&,]|[^\s.'\"()\[\]:©℗]")
_CENTURY = re.compile(r"\bss? [ivx]+\b|\b[ivx]+ [wc]\b")
_ROMAN = re.compile(r"(x{0,2}(?:ix|iv|v?i{0,3}))(e|eme|o)?")


def _vocabulary() -> dict[str, str]:
    words = dict.fromkeys(_SKIPPED.split(), "")
    for line in _TABLE.strip().split("\n"):
        token, *names = line.split()
        words.update(dict.fromkeys(names, token))
    return words | _EXPANDED


_WORDS = _vocabulary()


def tokens(written: str) -> str | None:
    """`written` as a line of tokens, or None when it holds a word or sign of unknown meaning."""
    line = re.sub(r"\s*[–—]\s*", " \N{EN DASH} ", clean(written))  # unlike "-", always a range
    line = _ATOM.sub(_atom, fold(line).replace("[", "").replace("]", "").strip())
    for pattern, replacement in _GLUED:
        line = "".join(
            part if part.startswith("\x00") else pattern.sub(replacement, part)
            for part in re.split("(\x00[^\x00]*\x00)", line)
        )
    return _translated(_WORD.findall(line))


def _atom(m: re.Match[str]) -> str:
    """A date in figures as an EDTF date between NULs, or as it was when its reading is not sure."""
    if m["iso"] or m["compact"]:
        found = _day(*_ymd(m["iso"] or m["compact"]))
    elif m["y"]:
        found = _day(int(m["y"]), int(m["m"]), int(m["d"]))
    elif m["year"]:
        found = _day_or_year(int(m["a"]), int(m["b"]), int(m["year"]), m["s2"])
    elif m["slash"]:  # "2004/05" may be a season of two years, which contains the month
        turn = int(m["sm"]) == (int(m["sy"]) + 1) % 100
        found = None if turn else f"{m['sy']}-{m['sm']}"
    elif m["my"]:
        found = f"{m['yy']}-{int(m['mm']):02d}"
    elif m["decade"] or m["hundred"]:
        found = m["decade"] + "X" if m["decade"] else m["hundred"] + "XX"
    else:
        found = (m["ym"] or m["digits"]).upper()
    return f" \x00{found}\x00 " if found else m[0]


def _ymd(iso: str) -> tuple[int, int, int]:
    digits = iso.replace("-", "")
    return int(digits[:4]), int(digits[4:6]), int(digits[6:])


def _day(year: int, month: int, day: int) -> str | None:
    try:
        return datetime.date(year, month, day).isoformat()
    except ValueError:
        return None


def _day_or_year(a: int, b: int, year: int, mark: str) -> str | None:
    """Day first with points (nobody writes month first so), else only what can be read one way."""
    day_first, month_first = _day(year, b, a), _day(year, a, b)
    if mark == "." or day_first is None or month_first is None or a == b:
        return day_first or (None if mark == "." else month_first)
    return f"{year:04d}-XX-XX"


def _translated(words: list[str]) -> str | None:
    out: list[str] = []
    has_century = any(_WORDS.get(w) == "C" for w in words) or bool(_CENTURY.search(" ".join(words)))
    at = 0
    while at < len(words):
        size, token = _longest(words, at)
        if token is None:
            token = _lone(words, at, out, has_century)
        if token is None:
            return None
        if token in ("&", "|", "-") and not size and not _between_dates(words, at, out):
            token = ""
        out += token.split()
        at += size or 1
    line = " ".join(out)
    return re.sub(r"(?<=-) [-u](?= |$)|(?<=D) D", "", line)


def _longest(words: list[str], at: int) -> tuple[int, str | None]:
    """The number of words of the longest known phrase at `at` and its token; 0 for one word."""
    for size in range(_LONGEST, 1, -1):
        phrase = "_".join(w for w in words[at : at + size] if w != "-")
        if phrase.count("_") and phrase in _WORDS:
            return size, _WORDS[phrase]
    return 0, None


def _between_dates(words: list[str], at: int, out: list[str]) -> bool:
    """Whether a joining word stands between two dates; "en 1984" and "2nd of May" do not join."""
    if words[at] in _SIGNS or _WORDS.get(words[at]) in ("-", "|"):
        return True
    before = out[-1] if out else ""
    return before[-1:].isdigit() and before[:1] != "m" and words[at + 1 : at + 2] != []


def _lone(words: list[str], at: int, out: list[str], has_century: bool) -> str | None:
    word = words[at]
    after = words[at + 1] if at + 1 < len(words) else ""
    if word[0] == "\x00":
        return word.strip("\x00")
    if word[0].isdigit():
        return word if len(word) <= 4 else None
    if word in _SIGNS:
        return _sign(word, after, out)
    if word in ("c", "s", "ss", "w", "of", "a", "en"):
        return _ambiguous(word, after, out)
    roman = _ROMAN.fullmatch(word)
    if roman and roman[1] and (has_century or (roman[2] and len(roman[1]) > 1)):
        return f"{_roman(roman[1])}" + ("" if has_century else " C")  # "fin du XIXe"
    return _WORDS.get(word)


def _sign(sign: str, after: str, out: list[str]) -> str:
    if sign != ",":
        return _SIGNS[sign]
    # a comma lists years; elsewhere ("May 5, 2004") it says nothing
    return "&" if out and len(out[-1]) == 4 == len(after) and after.isdigit() else ""


def _ambiguous(word: str, after: str, out: list[str]) -> str:
    """The words whose meaning hangs on their neighbours."""
    follows_number = bool(out) and out[-1].isdigit()
    leads_number = after[:1].isdigit()
    if word == "c":
        return "C" if follows_number and not leads_number else "~"
    if word == "w":
        return "C" if follows_number else ""
    if word in ("s", "ss"):
        return "C" if _ROMAN.fullmatch(after) else "D" if follows_number else "?"
    if not (follows_number and leads_number):
        return ""
    return {"of": "|", "a": "-", "en": "&"}[word]


def _roman(word: str) -> int:
    values = [{"i": 1, "v": 5, "x": 10}[c] for c in word]
    return sum(-v if v < max(values[i:]) else v for i, v in enumerate(values))
