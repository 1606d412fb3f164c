"""Words that tell what the number beside them is, without accents, in English, Dutch, German, French, Spanish, Italian, Polish and some more."""

from __future__ import annotations

import re

from intarsia.text import wordset

_CUES = {
    "iban": r"iban|bank ?(?:account|rekening|konto|verbindung)s?(?: ?(?:number|nummer|no))?|rekening(?: ?nummer|nr)|konto ?nummer|kontonr|compte bancaire|cuenta bancaria"
    r"|conto corrente|numer konta|nr konta|rachun\w+",
    "payment-card": r"(?:credit|debit|bank|payment|kredit|krediet|betaal|pin|giro)?[ -]?(?:card|kaart|karte)s?(?:[ -]?(?:number|nummer|numer|no|nr))?|visa|master ?card|amex"
    r"|american express|maestro"
                    r"|diners|discover|jcb|carte (?:bancaire|bleue|de credit)|tarjeta|carta di credito|kart[aeąy] (?:kredytow\w+|platnicz\w+)|kartennummer|cc ?(?:number|no|#)",
    "national-id": r"ssns?|social[ -]?security|soc ?sec|social insurance|national (?:id|ident\w+|insurance|number)|ni(?:no| number)|personal (?:id|ident\w+|number|code)"
    r"|identity (?:card|number|no)"
                   r"|id[ -](?:card|number|nummer|no|nr)|citizen\w* (?:number|id|card)|tax ?(?:payer)?(?:'s)? ?(?:id|ident\w+|number|no|file)|tin(?= ?(?:number|no|:|#))|itin|bsn"
                   r"|burgerservice\w*"
                   r"|sofi ?-?(?:nummer|nr)|identiteits\w*"
                   r"|rijksregister\w*|dni|nie|nif|n\.i\.f\.?|documento nacional|codice fiscale|cod\. ?fisc|c\.f\.|numero de securite sociale|securite sociale|secu|nir|insee|pesel"
                   r"|steuer[ -]?(?:id|ident\w*|nummer|nr)\w*|idnr"
                   r"|personnummer|person ?nr|personnr|samordningsnummer|cpr(?:[ -]?(?:nummer|nr|no))?|cnp|cod numeric personal|rodne cislo|rodneho cisla|r\. ?c\.|pps[n]?|egn|oib|emso"
                   r"|jmbg|isikukood|asmens kodas|personas kods"
                   r"|henkilotunnus|hetu|amka|sozialversicherung\w*|versicherungsnummer|ahv|avs|fodselsnummer|kennitala|cpf|curp|aadhaar|nhs(?: number)?|medicare|numero de identi\w+"
                   r"|numero d'identi\w+|numer identyfikac\w+"
                   r"|passports?|paspoort\w*|reisepass\w*|passeport|pasaporte|passaporto|paszport\w*|driv(?:er|ing)'?s? licen[cs]e|rijbewijs\w*|fuhrerschein\w*|permis de conduire"
                   r"|ausweis\w*|legitymac\w+|dowod\w*",
    "phone": r"(?:tele)?phones?|tel(?:\.|nr)?|telefo\w*|telef\.?|tlf\.?|tf\.?n|fono|fon|call(?:ed|ing)?|dial|ring|mobil\w*|cell(?:ulare?|phone)?|gsm|handy\w*|fax|whats ?app|signal|sms"
    r"|text (?:me|us|him|her|them)|contact number"
             r"|reach(?:able)?|bel(?:len|t)?|gebeld|bereikbaar|nummer|number is|06-?nummer|anruf\w*|rufen|ruf|erreich\w*|appel\w*|joindre|joignable|portable|llam\w+|movil|chiam\w+"
             r"|cellulare|recapito|zadzwon\w*|dzwon\w*|komork\w*|hotline|helpline|extension"
             r"|puhelin\w*|telemovel|phone_?number",
    "ip-address": r"ip(?:v[46])?(?:[ -]?(?:address|adres|adresse|nr))?|host|server|subnet|gateway|router|dns|ping\w*|logged in|login|network|netwerk|proxy|firewall|vpn",
    "birth-date": r"born|birth ?(?:day|date)|dates? of birth|d\.?o\.?b\.?|geboren(?: op| am)?|geb\.|geb\.? ?(?:datum|dat|dd)"
    r"|geboorte ?(?:datum|dag)|geburts(?:tag|datum)|nee?(?: le| en)|(?:date de )?naissance"
    r"|ne(?:\(e\))? le|nacid[oa]|(?:fecha (?:de )?)?nacimiento|nat[oa] il|(?:data di )?nascita"
                  r"|(?:data )?urodz\w+|ur\.|data urodzenia|birthdate|fodt|fodd",
    "postcode": r"zip(?: ?code)?|post ?codes?|postal(?: ?code)?|plz|postleitzahl|code postal|codigo postal|c\.p\.|cap|kod pocztowy",
    "coordinates": r"lat(?:itude)?|lon(?:g|gitude)?|coordinat\w+|coordonnees|gps|geo|breedtegraad|lengtegraad|breitengrad|langengrad",
    "version": r"versions?|versie|firmware|release|build|v",
    "other": r"isbn(?:[ -]?1[03])?|issn|ean|upc|gtin|barcode|streepjescode|orders?(?: (?:number|no|nr))?|ordernr|ordernummer|bestel\w*|bestell\w*|invoices?|factu\w+|rechnung\w*"
    r"|fattura|tracking\w*|catalog\w*|inventar\w*|inventory"
             r"|accession|objectnumm\w+|sku|serial|reference|ref\.?|referentie\w*|booking|dossier\w*|case (?:number|no)|ticket\w*|kvk\w*|vat|btw\w*|amount|price|total|transaction"
             r"|article|artikel\w*|pages?|copies|visitors|years?",
}  # fmt: skip

#: one expression whose named group is the kind; the longer names of a kind come first within it
CUES = re.compile(r"(?<![a-z0-9])(?:" + "|".join(f"(?P<{kind.replace('-', '_')}>{words})" for kind, words in _CUES.items()) + r")(?![a-z0-9])")

#: the local part of an address of an organisation
ROLES = wordset(
    "info information contact kontakt contacto contatto desk helpdesk servicedesk frontdesk press pers presse prensa stampa media office kantoor buro bureau buero biuro "
    "mail email post hello hallo hi admin administration administratie administracja sales verkoop verkauf ventes ventas support service services klantenservice "
    "kundenservice redactie redaktion redaction redaccion redakcja editor editorial bestuur board secretariaat sekretariat secretariat segreteria secretaria webmaster "
    "postmaster hostmaster abuse noreply reply marketing communicatie communication communications reservations reservering reserveringen tickets ticket kassa kasse box "
    "boxoffice accueil billetterie taquilla biglietteria enquiries inquiries enquiry general verwaltung museum theater theatre archive archief archiv library bibliotheek "
    "bibliothek collection collectie collections education educatie boekingen booking bookings events jobs vacatures hr finance financien boekhouding invoices facturen "
    "billing accounts legal privacy dpo avg security newsletter nieuwsbrief welcome team studio shop store winkel webshop orders bestellingen rights permissions licensing "
    "data opendata it ict"
)
