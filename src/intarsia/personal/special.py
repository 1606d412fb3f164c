"""Words of special categories (GDPR, article 9) in seven languages: in names of columns, as values of a column, in remarks.

health, religion, ethnicity, orientation, politics, union. Words are folded; in expressions, accents are optional.
"""

from __future__ import annotations

from intarsia.text import fold, wordset

#: words of a column's name that are about nothing else
HEADERS = {
    "health": wordset(
        "diagnosis diagnoses disease diseases illness illnesses disability disabilities disabled medication medical allergy allergies hiv handicap diagnose diagnosen ziekte ziekten "
        "ziektebeeld medicatie beperking allergie allergieen "
        "gezondheid gezondheidstoestand krankheit krankheiten behinderung medikamente gesundheit gesundheitszustand maladie maladies sante traitement salud enfermedad discapacidad "
        "alergia alergias medicacion salute malattia disabilita "
        "allergia allergie farmaci zdrowie choroba niepelnosprawnosc alergie leki bloodtype bloedgroep zorgindicatie pregnancy zwangerschap"
    ),
    "religion": wordset("religion religions religious creed denomination geloof religie godsdienst geloofsovertuiging kerkgenootschap konfession religionszugehorigkeit confession "
    "religieuse religion religiones creencia religione confessione credo wyznanie religia"),
    "ethnicity": wordset("ethnicity ethnicities ethnic race races racial etniciteit etnische etnisch ras afkomst herkomst herkunft bipoc poc ethnie ethnizitat rasse "
        "ethnische herkunftsgruppe ethnique raza etnia "
    "etnico etnica razza rasa etnicznosc pochodzenie person_of_color colour_of_skin huidskleur"),
    "orientation": wordset("orientation sexuality sexual gsm lgbt lgbtq lgbtqia lhbti lhbtqia geaardheid seksuele seksualiteit sexualitat sexuelle sexualite orientacion sexualidad "
    "orientamento sessuale sessualita orientacja seksualna"),
    "politics": wordset("politics political politiek politieke politisch politische politique politico politica polityka polityczne partyaffiliation partij partijlidmaatschap "
    "parteizugehorigkeit partei party partido partito partia affiliation"),
    "union": wordset("union vakbond vakbondslid gewerkschaft gewerkschaftsmitglied syndicat syndicale sindicato sindacato zwiazek zwiazkowy"),
}  # fmt: skip
#: of these, words that have other meanings (the orientation of a sheet, a race of horses, a party with music): the values must agree
UNSURE = wordset("herkomst herkunft poc orientation race races party union ras rasa partij partei partido partito partia medical traitement affiliation condition "
        "confession credo sexual gsm pochodzenie "
"afkomst colour color health sante salud salute zdrowie gesundheit leki political politiek politica politics political politico politique politisch politische polityka")
#: pairs of words that are about nothing else
PAIRS = {
    "health": (("health", "condition"), ("health", "status"), ("health", "issue"), ("health", "problem"), ("medical", "condition"), ("medical", "history"), ("special", "needs"),
    ("blood", "type"), ("etat", "sante"), ("estado", "salud"), ("stan", "zdrowia")),
    "ethnicity": (("person", "color"), ("person", "colour"), ("people", "color"), ("skin", "color"), ("skin", "colour"), ("ethnic", "group"), ("migration", "background"), ("race",
    "known"), ("subject", "race"), ("race", "ethnicity"), ("origine", "ethnique"), ("origen", "etnico")),
    "orientation": (("sexual", "orientation"), ("seksuele", "geaardheid"), ("seksuele", "voorkeur"), ("sexuelle", "orientierung"), ("orientation", "sexuelle"), ("orientacion", "sexual"),
    ("orientamento", "sessuale"), ("orientacja", "seksualna"), ("gender", "identity"), ("sexual", "minority")),
    "politics": (("political", "party"), ("political", "affiliation"), ("political", "view"), ("political", "views"), ("political", "leaning"), ("political", "opinion"), ("party",
    "affiliation"), ("party", "membership"), ("politieke", "partij"), ("politieke", "voorkeur"), ("parti", "politique"), ("partido", "politico"), ("partito", "politico"), ("voted",
    "for"), ("voting", "intention")),
    "union": (("trade", "union"), ("union", "member"), ("union", "membership"), ("labor", "union"), ("labour", "union")),
    "religion": (("religious", "affiliation"), ("religious", "views"), ("appartenance", "religieuse")),
}  # fmt: skip

#: values of a column that are such data of somebody; those after "|" count only beside one before it
_VALUES = {
    "religion": "catholic roman-catholic protestant muslim islam islamic jewish judaism hindu hinduism buddhist buddhism christian christianity atheist agnostic mormon sikh sikhism "
    "evangelical lutheran calvinist anglican orthodox quaker katholiek rooms-katholiek hervormd gereformeerd "
                "moslim islamitisch joods hindoe boeddhist christelijk christen atheist katholisch evangelisch muslimisch judisch christlich konfessionslos catholique protestante "
                "musulman juif juive bouddhiste chretien athee catolico catolica musulmana judio judia cristiano ateo cattolico cattolica "
                "musulmano ebreo ebrea ortodosso katolik katolicki prawoslawny muzulmanin zydowski protestancki ateista jehovah's-witness "
                "| none other unknown spiritual geen anders keine aucune ninguna nessuna",
    "ethnicity": "african latin-american african-american asian-american native-american hispanic latino latina latinx caucasian mixed-race multiracial biracial "
        "middle-eastern pacific-islander south-asian "
    "east-asian afro-caribbean black-british roma romani sinti kurdish berber aboriginal indigenous creole surinaams antilliaans "
                 "marokkaans turks turkish-dutch hindoestaans kaukasisch turkisch kurdisch afrikanisch maghrebin gitano caucasico latinoamericano "
                 "| white black asian mixed other unknown blank zwart aziatisch wit gemengd weiss schwarz asiatisch blanc noir asiatique blanco negro asiatico bianco nero bialy czarny",
    "orientation": "heterosexual homosexual bisexual gay lesbian queer asexual pansexual heteroseksueel homoseksueel biseksueel homofiel lesbisch heterosexuell homosexuell bisexuell "
    "schwul heterosexuel homosexuel bisexuel lesbienne heterosessuale omosessuale bisessuale lesbica lesbiana "
                   "heteroseksualny homoseksualny biseksualny lesbijka | straight hetero homo bi other unknown",
    "politics": "republican democrat democratic libertarian conservative labour liberal socialist communist social-democrat christian-democrat liberal-democrat vvd pvda cda d66 pvv "
    "groenlinks fvd bbb cdu csu spd fdp afd die-linke grune podemos psoe lega pis konserwatysta socjaldemokrata republikein "
                "liberaal socialistisch konservativ sozialistisch | green greens independent left right centre center none other pp sp vox",
    "health": "epilepsy diabetes asthma autism adhd cancer hiv depression dementia arthritis migraine schizophrenia wheelchair-user deaf blind hypertension copd parkinson alzheimer "
    "epilepsie astma autisme kanker depressie dementie doof krebs demenz gehorlos cancer epilepsia asma autismo depresion cukrzyca astma padaczka "
              "dyslexia dyslexie nut-allergy pregnant zwanger anxiety bipolar ptsd obesity | none other healthy unknown geen",
    "union": "fnv cnv ver.di ig-metall cgt cfdt ccoo ugt cgil cisl uil solidarnosc unison gmb usdaw tuc afl-cio sag-aftra member-of-union | yes no none",
}  # fmt: skip
_SPLIT = {category: [wordset(part) for part in words.split("|")] for category, words in _VALUES.items()}

#: what a remark tells of somebody's health or belief: beginnings of words, or whole ones
_HEALTH = (
    "epilep* seizure* wheelchair* wheel-chair* rollator* crutches allerg* anaphyla* diabet* insulin* asthma* astma* autis* adhd asperger* dement* alzheimer* parkinson* cancer chemo* "
    "oncolog* hiv depression depressed depressive depressie depressief bipolar* psychiat* burn-out burnout "
    "disabled disabilit* handicap* gehandicapt* impaired visually-impaired hearing-impaired hard-of-hearing hearing-aid* deaf deafblind sign-language service-dog* guide-dog* "
    "assistance-dog* pacemaker* pregnan* medication* medicine* illness* disease* hospital hospitals hospitalized hospitalised "
    "coeliac* celiac* gluten* lactose* intoleran* dyslexi* claustrophob* migraine* chronic-pain oxygen-tank walking-frame mobility-scooter scootmobiel* limited-mobility is-blind "
    "blind-visitor* blind-person* partially-sighted low-vision stroke-patient heart-condition panic-attack* panic-disorder miscarriage "
    "rolstoel* krukken slecht-ter-been slechtziend* slechthorend* doof blinde-bezoeker* blinde-vrouw blinde-man gebarentaal* hulphond* geleidehond* zwanger* medicijn* medicatie "
    "ziekte* ziek chronisch-ziek* ziekenhuis* kanker hartpatient* pinda-allergie* notenallergie* suikerziekte beperking lichamelijk* overprikkel* "
    "rollstuhl* gehbehinder* behinder* schwerhorig* gehorlos* sehbehinder* blindenhund* schwanger* krank krankheit* krankenhaus* krebs medikament* zuckerkrank* herzkrank* nussallergi* "
    "fauteuil-roulant fauteuils-roulants handicape* malade* maladie* malentendant* malvoyant* aveugle* sourd sourde sourds sourdes enceinte* hopital medicament* epilepti* asthmati* "
    "cancereu* "
    "silla-de-ruedas discapacidad* discapacitad* minusvalid* enferm* embarazada* sordo* sorda* ciego* ciega* alergi* epileptic* medicamento* muletas "
    "sedia-a-rotelle carrozzina disabil* malatt* malato* incinta sordo* cieco* cieca* epiless* celiac* ospedale farmaci stampelle "
    "wozek-inwalidzki wozku-inwalidzkim wozka-inwalidzkiego niepelnospraw* choroba choroby choruje chory chora chorych cukrzyc* padaczk* uczulen* w-ciazy niewidom* nieslysz* nowotwor* "
    "szpital* leki"
)
_BELIEF = (
    "halal kosher koosjer koscher casher kasher muslim* moslim* islamic jewish joods judisch* catholic* katholiek* katholisch* protestant* hindu* hindoe* buddhis* boeddhis* jehova* "
    "evangelical* ramadan* sabbath* sabbat* hijab* hoofddoek* kopftuch* "
    "musulman* juif* juive* chretien* judio* judia* ebreo* ebrea* cattolic* muzulman* zydow* katolik*"
)
_OTHER = (
    "is-gay is-lesbian lesbian-couple gay-couple transgender* non-binary homosexual* homoseksue* homosexuel* transseks* asylum-seeker* asielzoeker* "
    "asylbewerber* refugee* vluchteling* fluchtling* trade-union* vakbond* gewerkschaft*"
)
_ACCENTS = {"a": "aàáâãäåą", "c": "cçćč", "e": "eèéêëę", "i": "iìíîï", "l": "lł", "n": "nñńň", "o": "oòóôõöø", "s": "sśš", "u": "uùúûüů", "z": "zźżž"}


def _expressions(words: str) -> tuple[str, ...]:
    """The words as expressions for RE2: accents or none, blanks or hyphens between parts; some words in each, for
    the engine is thirty times as fast with expressions that are not too long."""
    parts = ["".join(_letter(c) for c in word) for word in sorted(set(words.split()))]
    return tuple(r"(?i)(^|[^a-zà-ÿ])(" + "|".join(parts[at : at + AT_ONCE]) + r")($|[^a-zà-ÿ])" for at in range(0, len(parts), AT_ONCE))


def _letter(character: str) -> str:
    if character in _ACCENTS:
        return f"[{_ACCENTS[character]}]"
    return {"-": "[ -]", "*": "[a-zà-ÿ]*"}.get(character, character)


AT_ONCE = 60
#: by category, what finds it in a remark; for `regexp_matches` in SQL
REMARKS = {"health": _expressions(_HEALTH), "religion": _expressions(_BELIEF), "orientation": _expressions(_OTHER)}


def remarks(category: str, value: str) -> str:
    """A condition in SQL: does a remark tell of that category? value: the column, quoted for SQL."""
    return "(" + " OR ".join(f"regexp_matches({value}, '{pattern}')" for pattern in REMARKS[category]) + ")"


def header(words: tuple[str, ...]) -> tuple[str, bool]:
    """The category that a column's name says, and whether the name is sure: ("religion", True); ("", False) for none."""
    held = set(words)
    for category, pairs in PAIRS.items():
        if any(one in held and other in held for one, other in pairs):
            return category, True
    for category, known in HEADERS.items():
        hit = held & known
        if hit:
            return category, bool(hit - UNSURE)
    return "", False


def values(sample: tuple[str, ...]) -> tuple[str, float]:
    """The category of which most of the values are, with their share; two different telling values at least, else ("", 0)."""
    folded = [fold(value).strip(" .").replace(" ", "-") for value in sample if value.strip()]
    best, share = "", 0.0
    for category, (telling, beside) in ((name, (parts[0], parts[1])) for name, parts in _SPLIT.items()):
        sure = {word for word in folded if word in telling or word.rstrip("s") in telling}
        of = sum(word in telling or word in beside or word.rstrip("s") in telling for word in folded) / max(1, len(folded))
        if len(sure) >= (1 if len(set(folded)) <= 3 or of > 0.9 else 2) and of > share:
            best, share = category, of
    return best, share
