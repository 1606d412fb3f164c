"""Names of countries and languages that CLDR does not hold: former states, aliases, not-countries.

`codes` reduces the names here as it does the ones it looks up.
"""

from __future__ import annotations


def _table(lines: str) -> dict[str, str]:
    pairs = (line.split(None, 1) for line in lines.strip().split("\n"))
    return {name.strip(): code for code, names in pairs for name in names.split(";")}


# Withdrawn codes that still stand for the state that was, with its English name. CS is
# Czechoslovakia: Serbia and Montenegro, which used it from 2003 to 2006, has no code here.
FORMER = {
    "CS": "Czechoslovakia",
    "DD": "East Germany",
    "SU": "Soviet Union",
    "YU": "Yugoslavia",
}
#: the same in other languages of pools
FORMER_NAMES = {
    "nl": {"CS": "Tsjecho-Slowakije", "DD": "Oost-Duitsland", "SU": "Sovjet-Unie", "YU": "Joegoslavië"},
    "de": {"CS": "Tschechoslowakei", "DD": "Ostdeutschland", "SU": "Sowjetunion", "YU": "Jugoslawien"},
    "fr": {"CS": "Tchécoslovaquie", "DD": "Allemagne de l’Est", "SU": "Union soviétique", "YU": "Yougoslavie"},
}

COUNTRY_ALIASES = _table("""
SU ussr; soviet union; union of soviet socialist republics; sovjet unie; sovjetunie; ussr soviet union
SU union sovietique; urss; sowjetunion; udssr; unione sovietica; union sovietica; uniao sovietica; zsrr
SU zwiazek radziecki; sovjetunionen; cccp; ссср; σοβιετικη ενωση; former soviet union; former ussr
CS czechoslovakia; tsjechoslowakije; tsjecho slowakije; tchecoslovaquie; tschechoslowakei; cecoslovacchia
CS checoslovaquia; czechoslowacja; ceskoslovensko; tjeckoslovakien; tjekkoslovakiet; cssr
YU yugoslavia; joegoslavie; yougoslavie; jugoslawien; jugoslavia; jugoslawia; jugoslavija; jugoslavien
YU iugoslavia; sfr yugoslavia; югославия; γιουγκοσλαβια
DD gdr; ddr; east germany; germany east; germany democratic republic; german democratic republic
DD deutsche demokratische republik; oost duitsland; oostduitsland; ostdeutschland; allemagne de lest; rda
DD republique democratique allemande; germania est; germania orientale; alemania oriental; alemania del este
DD nrd; osttyskland; ddr germany
DE west germany; germany west; brd; frg; federal republic of germany; germany federal republic of
DE west duitsland; westduitsland; westdeutschland; bundesrepublik deutschland; allemagne de louest; rfa
DE germania ovest; alemania occidental; rfn; vasttyskland
GB uk; great britain; britain; england; scotland; wales; northern ireland
GB united kingdom of great britain and northern ireland; engeland; schotland; noord ierland; vk
GB groot brittannie; grootbrittannie; verenigd koninkrijk; angleterre; ecosse; grande bretagne; royaume uni
GB schottland; nordirland; grossbritannien; inghilterra; scozia; gran bretagna; regno unito; inglaterra
GB escocia; gran bretana; reino unido; anglia; szkocja; wielka brytania; storbritannien; england uk
GB scotland uk; wales uk
US usa; us; united states of america; vs; vsa; verenigde staten van amerika; etats unis damerique; etats unis
US vereinigte staten von amerika; stati uniti damerica; stati uniti; estados unidos de america; eeuu; ee uu
US stany zjednoczone ameryki; сша; ηπα
NL holland; hollande; hollanda; the netherlands; netherlands; pays bas; kingdom of the netherlands
NL koninkrijk der nederlanden
CZ czech republic; tsjechische republiek; republique tcheque; tschechische republik; repubblica ceca
CZ republica checa; republika czeska; ceska republika
CN peoples republic of china; people s republic of china; china peoples republic of; prc; volksrepubliek china
CN volksrepublik china; mainland china; zhonghua; zhonghua renmin gongheguo
TW taiwan; taiwan province of china; republic of china; taiwan roc; formosa; chinese taipei
HK hong kong; hongkong; hong kong china; china hong kong sar; hong kong sar
MO macau; macao; macao china; china macao sar
KR korea rep; south korea; republic of korea; korea republic of; korea south; zuid korea; coree du sud
KR sudkorea; taehan minguk
KP korea dem peoples rep; north korea; democratic peoples republic of korea
KP democratic people s republic of korea; korea democratic peoples republic of
KP korea democratic people s republic of; korea north; dprk; noord korea
CD congo dem rep; democratic republic of the congo; the democratic republic of the congo
CD congo the democratic republic of the; congo democratic republic of the; congo kinshasa; dr congo; drc
CD zaire
CG congo rep; republic of the congo; congo brazzaville; congo republic of the; congo republic
IR iran; islamic republic of iran; persia; perzie
RU russia federation; russia; russian federation; rossiya; russische federatie; federation de russie; rf
SY syria; syrian arab republic
LA laos; lao peoples democratic republic; lao people s democratic republic; lao pdr
VN vietnam; viet nam; north vietnam; south vietnam
MD moldova; republic of moldova; moldavia
MK macedonia; north macedonia; the former yugoslav republic of macedonia; fyrom
BN brunei; brunei darussalam
BO bolivia plurinational state of
VE venezuela rb; venezuela bolivarian republic of
TZ united republic of tanzania; tanganyika; zanzibar
FM micronesia fed sts; federated states of micronesia; micronesia federated states of; micronesia
PS west bank and gaza; palestine; state of palestine; palestinian territory; occupied palestinian territory
PS palestinian territory occupied
VA vatican; holy see; holy see vatican city state; vatican city
CI ivory coast; cote divoire; ivoorkust
CV cape verde; cabo verde; kaapverdie
SZ swaziland
MM burma; birma; myanmar
LK ceylon
TH siam
ZW rhodesia; southern rhodesia; zimbabwe rhodesia
ZM northern rhodesia
BF upper volta; burkina
BJ dahomey
BZ british honduras
GH gold coast
ID dutch east indies; netherlands east indies; nederlands indie
IE eire; ireland; republic of ireland; irish republic; ireland republic of; irish free state
KH kampuchea
KI gilbert islands
VU new hebrides
TR turkey; turkiye
TL east timor
BA bosnia; bosnia herzegovina; bosnie
AE uae; emirates
CF central african republic; car
DO dominican republic
TT trinidad; tobago
ST sao tome
VC saint vincent
KN saint kitts; st kitts and nevis
LC st lucia
SH st helena; saint helena ascension and tristan da cunha
VI us virgin islands; virgin islands us; united states virgin islands
VG british virgin islands; virgin islands british
FK falkland islands malvinas; malvinas
JP nihon; nippon
IN bharat; british india
EG misr; united arab republic
GR ellas; ellada; hellas
IL yisrael; yisra el
UA ukrayina; ukraina
SA saudi arabia
ZA rsa; republic of south africa
NZ aotearoa
MY malaya; british malaya
PG papua
LY libyan arab jamahiriya; libya
GM the gambia
BS the bahamas
KG kyrgyz republic
SK slovak republic; slovenska republika
MF st martin french part
SX sint maarten dutch part; st martin dutch part
CC cocos islands
PR puerto rico us
IL state of israel
QA state of qatar
KW state of kuwait
ES spanish state
AU commonwealth of australia
IM isle of man
PH the philippines
""")  # fmt: skip

# sums of countries, empires whose heirs are many, and names of two states: a code would be a guess
NOT_COUNTRIES = frozenset(
    {"world", "europe", "africa", "asia", "oceania", "eu", "european union", "euro area", "eurozone"}
    | {"america", "latin america", "congo", "korea", "serbia montenegro", "austria hungary"}
)

# CLDR's codes that say no language, a family or an invention of its own
UNNAMED_LANGUAGES = frozenset({"und", "mis", "root"})

LANGUAGE_ALIASES = _table("""
zh mandarin; mandarin chinese; putonghua; chinees mandarijn; chinese mandarin; standard chinese
yue cantonese; chinese cantonese
nl flemish; vlaams; flamand; flamisch; dutch flemish; belgian dutch
es castilian; spanish castilian; castellano
ca valencian; catalan valencian
ps pushto
fa farsi; persian farsi
no norwegian; norsk; noors
nb bokmal; norwegian bokmal
nn nynorsk; norwegian nynorsk
ro moldavian; moldovan
sh serbo croatian; serbo croat; servo kroatisch; serbokroatisch
cnr montenegrin
el modern greek; greek modern; greek modern 1453
grc ancient greek; greek ancient; classical greek; oudgrieks
gd gaelic; scottish gaelic; scots gaelic
ga irish gaelic; irish
fy frisian; fries; west frisian
asf auslan; australian sign language
ase american sign language; asl
bfi british sign language; bsl
dse dutch sign language; nederlandse gebarentaal; ngt
vgt vlaamse gebarentaal; flemish sign language
gsg german sign language
fsl french sign language
tl tagalog; pilipino
hmn hmong
ht haitian; haitian creole
rom romani; romany; roma
zxx silent; no spoken word; no dialogue; no language; no linguistic content; without words; stomme film; stom
zxx muet; sans paroles; stumm; muto; mudo
mul multiple languages; multilingual; various languages; several languages; meertalig; multilingue
mul mehrsprachig
""")  # fmt: skip
