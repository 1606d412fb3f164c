"""What columns are called: words of seven languages and of the common metadata standards, by what they become.

Phrases are folded and in single words ("release date", whatever the writing: releaseDate, release_date, Release-Date).
Roles and measures are not here: the shipped vocabularies know them in the same languages.
"""

from __future__ import annotations

from intarsia.text import wordset

#: target -> phrases, separated by commas: English; Dutch; French; German; Spanish; Italian; Polish; standards
WORDS: dict[str, str] = {
    "title": """title, titles, main title, work title, film title, movie title, book title, song title, game title, series title, show title, object title, display title, full
        title, film, movie, song, track, game, book, programme, program, programme title, show, album, name of work, caption, headline, working title, preferred title,
        uniform title, title proper, title text, titel, hoofdtitel, filmtitel, boektitel, titel werk, nummer titel, nummer, programma, voorstelling, productie, benaming,
        naam object, editie, werktitel, spel, liedje, lied, titre, titre principal, titre du film, titre de l oeuvre, intitule, oeuvre, spectacle, morceau, chanson, jeu,
        livre, emission, intitule du programme, werk titel, haupttitel, objekttitel, buchtitel, titel des werks, objektbezeichnung, bezeichnung, stueck, stuck, sendung,
        sendetitel, spiel, buch, titulo, titulo principal, titulo de la obra, obra, pelicula, nombre de la obra, cancion, juego, libro, espectaculo, titulo de la pelicula,
        titolo, titolo principale, titolo dell opera, opera, brano, canzone, gioco, spettacolo, denominazione, titolo del film, tytul, tytul glowny, tytul filmu, tytul
        dziela, tytul ksiazki, utwor, piosenka, gra, ksiazka, spektakl, tytul utworu, nazwa dziela, 245a, name of the work, work name, distinctive title""",
    "name": "name, naam, nom, nombre, nome, nazwa, label, display name, full name, preferred label, pref label, officiele naam, weergavenaam, denomination, rdfs label",
    "title:original": """original title, title original, original name, native title, oorspronkelijke titel, originele titel, oorspr titel, titre original, titre d origine, originaltitel,
        original titel, titulo original, titolo originale, tytul oryginalny, orig title, orig titel, title in original language, titre vo""",
    "title:alternative": """alternative title, alternative titles, alternate title, other title, other titles, alt title, title alt, aka, also known as, variant title, subtitle, sub title,
        secondary title, alternative, alternatieve titel, andere titel, ondertitel, nevtitel, titre alternatif, autre titre, sous titre, alternativtitel, nebentitel,
        untertitel, weitere titel, titulo alternativo, otro titulo, subtitulo, titolo alternativo, altro titolo, sottotitolo, tytul alternatywny, inny tytul, podtytul,
        alternate name, alternative name, short title, titre abrege, abbreviated title, working titles""",
    "title:translated": """translated title, english title, title english, title en, title nl, dutch title, vertaalde titel, nederlandse titel, engelse titel, titel nl, titel en, titre
        traduit, titre francais, titre anglais, ubersetzter titel, deutscher titel, titulo traducido, titulo en espanol, titulo en ingles, titolo tradotto, titolo italiano,
        tytul polski, tytul przetlumaczony, international title, title translated""",
    "title:parallel": "parallel title, paralleltitel, parallelle titel, titre parallele, titulo paralelo, titolo parallelo, tytul rownolegly",
    "title.language": "title language, language of title, taal van de titel, langue du titre, sprache des titels, idioma del titulo, lingua del titolo",
    "language": """language, languages, language code, lang, original language, in language, spoken language, language of work, language keywords, primary language, taal, talen,
        oorspronkelijke taal, taalcode, gesproken taal, langue, langues, langue originale, langue d origine, code langue, sprache, sprachen, originalsprache, sprachcode,
        idioma, idiomas, lengua, idioma original, lingua, lingue, lingua originale, jezyk, jezyki, jezyk oryginalu, jezyk oryginalny, dcterms language""",
    "date": """date, year, release date, release year, year of release, released, release, released on, year released, publication date, publication year, year of publication,
        published, date published, published on, publishing date, original publication year, first published, premiere, premiere date, premiered, first aired, air date,
        airdate, uk airdate, us airdate, first broadcast, broadcast date, date of broadcast, start date, start year, opening date, opened, creation date, date created,
        created, date of creation, year created, date made, made, production date, production year, year of production, date of production, dating, object date, artwork
        date, year made, performance date, event date, first night, date begin, begin date, year release, original release date, issued, initial release, first performance,
        onsale date, jaar, jaartal, jaar van uitgave, uitgavejaar, jaar van uitkomen, releasejaar, releasedatum, datum, premieredatum, publicatiedatum, publicatiejaar,
        verschijningsdatum, verschijningsjaar, productiejaar, datering, vervaardigingsdatum, jaar van vervaardiging, eerste uitzending, uitzenddatum, startdatum, begindatum,
        datum voorstelling, speeldatum, vervaardigd, uitgebracht, annee, date de sortie, annee de sortie, sortie, date de publication, annee de publication, parution, date
        de parution, annee de parution, annee de production, date de creation, annee de creation, datation, premiere diffusion, date de diffusion, date de debut, annee de
        realisation, millesime, epoque, jahr, erscheinungsjahr, erscheinungsdatum, veroffentlichung, veroffentlichungsdatum, veroffentlichungsjahr, produktionsjahr,
        herstellungsjahr, entstehungsjahr, entstehungszeit, datierung, urauffuhrung, erstausstrahlung, sendedatum, kinostart, premierendatum, druckjahr, herstellungsdatum,
        zeitraum, ano, fecha, fecha de estreno, ano de estreno, estreno, fecha de publicacion, ano de publicacion, ano de produccion, fecha de creacion, ano de creacion,
        datacion, fecha de emision, fecha de inicio, ano de edicion, anno, data, data di uscita, anno di uscita, uscita, data di pubblicazione, anno di pubblicazione, anno
        di produzione, data di creazione, datazione, prima visione, data di inizio, anno di edizione, cronologia, rok, data premiery, rok premiery, premiera, data wydania,
        rok wydania, data publikacji, rok publikacji, rok produkcji, data powstania, rok powstania, datowanie, data emisji, data rozpoczecia, czas powstania, dcterms date,
        dcterms created, dcterms issued, date issued, temporal, 260c, 264c, time span""",
    "date.end": """end date, end year, date end, closing date, closed, finale, einddatum, date de fin, enddatum, fecha de fin, data di fine, data zakonczenia, completion date, year
        ended, last night""",
    "born": """born, birth date, birthdate, date of birth, year of birth, birth year, birth, begin date, geboren, geboortejaar, geboortedatum, geb datum, ne en, nee le, date de
        naissance, annee de naissance, naissance, geburtsdatum, geburtsjahr, nacimiento, fecha de nacimiento, ano de nacimiento, nascita, data di nascita, anno di nascita,
        rok urodzenia, data urodzenia, urodzony, birthyear, founded, opgericht, fondation""",
    "died": """died, death date, deathdate, date of death, year of death, death year, death, end date, overleden, sterfjaar, sterfdatum, overlijdensdatum, mort, date de deces,
        annee de mort, deces, gestorben, sterbedatum, todesdatum, sterbejahr, todesjahr, fallecimiento, fecha de muerte, muerte, ano de muerte, morte, data di morte, anno di
        morte, rok smierci, data smierci, zmarl, dissolved""",
    "status": """status, release status, event status, publication status, publishing status, state, creative work status, statut, etat, stand, estado, stato, stan, phase, fase,
        faza, production status""",
    "as_of": """as of, known on, status date, stand per, peildatum, per datum, announced on, aangekondigd op, annonce le, etat au, stand vom, stand am, a fecha de, alla data, stan
        na dzien""",
    "description": """description, descriptions, summary, abstract, synopsis, plot, note, notes, comment, comments, remark, remarks, extract, overview, blurb, annotation, text, body,
        content, contents, bio, biography, omschrijving, beschrijving, samenvatting, korte inhoud, inhoud, opmerking, opmerkingen, toelichting, aantekening, korte
        beschrijving, remarque, remarques, resume, descriptif, commentaire, beschreibung, zusammenfassung, bemerkung, bemerkungen, anmerkung, anmerkungen, inhalt,
        inhaltsangabe, kurzbeschreibung, kommentar, descripcion, resumen, sinopsis, observaciones, nota, notas, comentario, argumento, descrizione, riassunto, sinossi,
        trama, osservazioni, opis, streszczenie, uwagi, komentarz, disambiguating description, scope note, 520a, medium, art medium, material, materials, technique, support,
        materiaal, materialen, techniek, materiau, materiaux, technique et materiaux, material technik, technik, tecnica, materiale, materia e tecnica, tecnica y material,
        technika""",
    "rights": """rights, licence, license, rights statement, edm rights, access rights, usage rights, rights uri, licence url, license url, copyright, rechten, licentie,
        auteursrecht, gebruiksrechten, droits, licence d utilisation, rechte, lizenz, nutzungsrechte, urheberrecht, derechos, licencia, diritti, licenza, prawa, licencja,
        prawa autorskie, cc license, object rights""",
    "page": """url, page, web page, webpage, web url, website, permalink, link, href, web, homepage, landing page, is shown at, uri, source url, wikipedia, wikipedia url, pagina,
        webpagina, webadres, lien, page web, site web, webseite, netzseite, enlace, pagina web, sito, collegamento, strona, adres strony, strona internetowa, attribution
        url, site, record url, object url, detail page""",
    "form": """form, type, kind, type of work, work type, object type, object name, media type, material type, category of object, record type, format type, soort, type werk,
        objectnaam, objecttype, objectsoort, soort werk, vorm, nature, type d oeuvre, type d objet, genre d oeuvre, art, typ, objektart, objekttyp, werktyp, werkart,
        gattungstyp, sachgruppe, tipo, tipo de obra, tipo de objeto, clase, tipologia, tipo di opera, oggetto, rodzaj, typ dziela, typ obiektu, rodzaj dziela, dc type,
        additional type, classification, resource type, content type, medium type, type of object, kind of work""",
    "genre": """genre, genres, sub genre, subgenre, genre 1, main genre, network genre, category, categories, style, styles, musical genre, film genre, genre form, subject heading
        text, genrenaam, hoofdgenre, categorie, rubriek, stijl, genre cinematographique, gattung, gattungen, kategorie, sparte, stil, genero, generos, categoria, estilo,
        genere, generi, stile, gatunek, gatunki, kategoria, styl, 655a, fiction genre""",
    "country": """country, countries, country of origin, country of production, production country, country name, country code, nation, origin, place of production, iso country, iso2,
        iso3, country iso, land, landen, land van herkomst, productieland, landcode, landnaam, pays, pays d origine, pays de production, code pays, lander, herkunftsland,
        produktionsland, staat, landercode, pais, paises, pais de origen, pais de produccion, paese, paesi, paese di origine, paese di produzione, nazione, kraj, kraje, kraj
        pochodzenia, kraj produkcji, country of publication, address country""",
    "audience": """viewing guidelines, viewing advice, content advice, consumer advice, parental guidance, advisory,
        audience, audience type, age rating, age, ages, rating age, certificate, certification, mpaa, mpaa rating, pegi, esrb, classification rating, content rating, target
        audience, suitable for, target group, age group target, recommended age, minimum age, audience classification, kijkwijzer, doelgroep, leeftijd, leeftijdscategorie,
        leeftijdsadvies, publieksgroep, public, public cible, age conseille, tranche d age cible, limite d age, zielgruppe, altersfreigabe, fsk, altersempfehlung, alter,
        publico, clasificacion, clasificacion por edades, edad recomendada, publico objetivo, pubblico, eta consigliata, destinatari, odbiorcy, kategoria wiekowa, wiek,
        grupa wiekowa odbiorcow, audience description""",
    "subject": """subject, subjects, keyword, keywords, tag, tags, topic, topics, theme, themes, subject terms, subject heading, subject headings, depicts, depicted, about, iconclass,
        spatial, place depicted, geographic subject, subject group, onderwerp, onderwerpen, trefwoord, trefwoorden, thema, steekwoorden, voorstelling onderwerp, afgebeeld,
        sujet, sujets, mot cle, mots cles, schlagwort, schlagworte, schlagworter, stichwort, motiv, sachschlagwort, darstellung, tema, temas, materia, materias, palabra
        clave, palabras clave, descriptores, soggetto, soggetti, parola chiave, parole chiave, temi, temat, tematy, slowa kluczowe, haslo przedmiotowe, 650a, coverage""",
    "c:contributor": """people, person, persons, contributor, contributors, credits, makers, crew, creator contributor role, credit, participants, personen, medewerkers, mensen, bijdragers,
        contributeurs, personnes, equipe, mitwirkende, beteiligte, personas, colaboradores, colaborador, persone, collaboratori, osoby, wspoltworcy, agents, attribution name""",
    "c:creator": """creator, creators, maker, created by, made by, vervaardiger, vervaardigers, createur, createurs, auteur createur, urheber, hersteller, schopfer, creador, creadores,
        creatore, creatori, tworca, tworcy, dcterms creator, object maker, producer of object""",
    "c:author": """author, authors, writer, written by, by, auteur, auteurs, schrijver, schrijvers, autor, autoren, verfasser, autores, escritor, autore, autori, scrittore, autorzy,
        pisarz, byline, main author, 100a, author name, person name inverted""",
    "c:actor": """actors, actor, cast, starring, stars, lead actor, lead actors, lead actor actress, main cast, acteurs, rolverdeling, bezetting, hoofdrollen, distribution artistique,
        interpretes principaux, darsteller, besetzung, schauspieler, hauptdarsteller, reparto, actores, protagonistas, elenco, attori, cast principale, interpreti, obsada,
        aktorzy""",
    "c:performer": """performer, performers, performed by, band, singer, artist name performer, uitvoerende, uitvoerenden, artiest, artiesten, vertolker, interprete, interpretes, groupe,
        interpret, interpreten, kunstler interpret, ausfuhrende, artista, artistas, grupo musical, esecutore, esecutori, wykonawca, wykonawcy, recording artist""",
    "c:artist": """artist, artists, artist name, artist title, painter, kunstenaar, kunstenaars, artiste, artistes, kunstler, kunstlerin, pintor, artista plastico, pittore, artysta,
        artysci""",
    "c:venue": """venue, location name, hall, theatre venue, concert hall, locatie, zaal, podium, speelplek, lieu, salle, spielstatte, veranstaltungsort, spielort, recinto, sala,
        lugar de celebracion, luogo, teatro sede, miejsce, sala koncertowa, museum venue""",
    "c:publisher": """publisher, publishers, imprint, published by, uitgever, uitgeverij, editeur, maison d edition, verlag, herausgeber verlag, editorial, editor publicacion, editore,
        casa editrice, wydawca, wydawnictwo, dcterms publisher, 260b, 264b, record label""",
    "c:broadcaster": """channel, network, broadcaster, tv channel, station, omroep, zender, chaine, diffuseur, sender, kanal, cadena, canal, emittente, canale, stacja, nadawca, kanal tv
""",
    "c:winner": "winner, winners, winnaar, winnaars, laureaat, gagnant, laureat, gewinner, preistrager, ganador, vincitore, laureatka, zwyciezca, champion",
    "c.role": """role, roles, job, function, role name, relator, relator term, contribution, credit role, contributor role, rol, functie, fonction, role dans l oeuvre, funktion,
        rolle, funcion, papel, ruolo, funzione, funkcja, rola, relator code, 100e, 700e""",
    "based_on": """related work, related works, based on, is based on, adapted from, adaptation of, source work, source material, after work, naar het werk van, gebaseerd op, bewerking
        van, naar, d apres, adapte de, base sur, adaptation de, nach, basiert auf, vorlage, literarische vorlage, basado en, adaptacion de, basato su, tratto da, adattamento
        di, na podstawie, oparte na, adaptacja, origin work, remake of""",
    "part_of": """series, part of, is part of, collection title, series name, franchise, festival, super event, parent, season, volume of, set, album title, released on album, serie,
        reeks, deel van, onderdeel van, serienaam, seizoen, cyclus, collection, fait partie de, reihe, teil von, festspiel, parte de, coleccion, temporada, collana, parte
        di, ciclo, stagione, seria, cykl, czesc, sezon, 490a, host publication""",
    "performs": "work performed, performed work, uitgevoerd werk, oeuvre jouee, aufgefuhrtes werk, obra interpretada, opera eseguita, wykonany utwor",
    "about": "about work, depicted work, over het werk, subject work",
    "measure": """measure, indicator, variable, metric, series name indicator, statistic, item, maat, indicator naam, maatstaf, onderwerp maat, indicateur, mesure, kennzahl,
        messgrosse, merkmal, medida, indicatore, misura, wskaznik, miara, indic, obs measure""",
    "value": """value, amount, count, number, total, figure, quantity, obs value, data value, n, number of, waarde, aantal, totaal, bedrag, hoeveelheid, valeur, nombre, montant,
        quantite, effectif, wert, anzahl, betrag, summe, menge, valor, cantidad, numero, importe, valore, numero di, quantita, importo, totale, wartosc, liczba, ilosc,
        kwota, suma, val, values""",
    "unit": """unit, units, unit of measure, uom, eenheid, unite, einheit, unidad, unita, unita di misura, jednostka, unit measure, currency, valuta, devise, wahrung, moneda,
        waluta""",
    "period": """time period, period, quarter, month, week, financial year, fiscal year, reporting year, ref period, time, maand, kwartaal, boekjaar, periode, mois, trimestre,
        semaine, exercice, monat, quartal, woche, mes, semana, mese, settimana, miesiac, kwartal, tydzien, year month, date of visit, visit date""",
    "place": """geo, region, area, territory, geography, location, place, entity, ref area, province, regio, gebied, plaats, provincie, region administrative, territoire, lieu
        geographique, gebiet, ort, bundesland, zona, territorio, comunidad, regione, provincia, wojewodztwo, obszar, nuts""",
    "segment": """group, groups,
        segment, age group, age groups, age class, sex, gender group, breakdown, sub group, subgroup, dimension, age range, leeftijdsgroep, leeftijdsklasse, geslacht,
        uitsplitsing, groupe d age, classe d age, tranche d age, sexe, altersgruppe, altersklasse, geschlecht, grupo de edad, sexo, desglose, fascia di eta, classe di eta,
        sesso, grupa wiekowa, plec, ticket type, kaartsoort""",
    "flag": "flag, flags, flag code, flag codes, obs status code, obs status, obs flag, footnote flag, vlag, indicateur de qualite, kennzeichen, marca, contrassegno, flaga, status flag",
    "method": "source, data source, source note, bron, bronvermelding, fuente, quelle, fonte, zrodlo, provenance of figure, method, methode, methodology",
    "key": """code, codes, id, file, file name, filename, identifier, record id, record number, record, record reference, key, ref, reference, number id, object id, item id, system id, uuid,
        guid, index, row id, work id, film id, book id, game id, song id, code id, unique id, oid, pid, nr, no, volgnummer, recordnummer, filmnr, objectnr, identificatie, id
        nummer, identifiant, numero de notice, reference interne, kennung, kennnummer, datensatz, lfd nr, satznummer, identificador, clave, referencia, numero de registro,
        identificativo, identificatore, chiave, riferimento, codice, identyfikator, numer, numer rekordu, klucz, lp, sygnatura, project, project id, order no, titel id,
        title id, event id""",
    "id:inventory": """accession number, accession no, inventory number, inventory no, inv no, inv nr, object number, catalogue number, shelf mark, call number, inventarisnummer,
        objectnummer, inventaris nr, numero d inventaire, no d inventaire, cote, inventarnummer, inventar nr, numero de inventario, signatura, numero di inventario, numero
        inventario, numer inwentarzowy, nr inwentarzowy, nr inw, dcterms identifier""",
    "agent.kind": "party type, agent type, entity type, agent kind, person or organisation, soort persoon",
    "nationality": "nationality, nationalities, nationaliteit, nationalite, nationalitat, nacionalidad, nazionalita, narodowosc, obywatelstwo, citizenship",
    "gender": """gender, sex of person, sekse, geslacht persoon, genre sexe, genero sexo, genere sesso, subject sex, race, ethnicity, religion, person of color, subject race, race
        known""",
    "place of birth": """place of birth, birth place, birthplace, birth city, geboorteplaats, lieu de naissance, geburtsort, lugar de nacimiento, luogo di nascita, miejsce urodzenia, place
        of death, death place, plaats van overlijden, lieu de deces, sterbeort, hometown, woonplaats""",
    "contact": """email, e mail, mail, phone, telephone, tel, mobile, street, house number, postcode, zip, zip code, postal code, address line, address, e mailadres, telefoon,
        telefoonnummer, mobiel, straat, huisnummer, adres, courriel, adresse electronique, portable, rue, code postal, adresse, telefon, telefonnummer, handy, strasse,
        hausnummer, plz, postleitzahl, anschrift, correo, correo electronico, telefono, movil, calle, codigo postal, direccion, cellulare, via, cap, indirizzo, ulica, kod
        pocztowy, adres pocztowy, bsn, customer, customer id, customer name, klant, klantnummer, client, kunde, cliente, klient, iban""",
    "image": """image, images, thumbnail, thumbnail url, thumbnail width, thumbnail height, photo, picture, poster, cover, image url, small image url, poster url, media, has format,
        afbeelding, foto, plaatje, image lien, vignette, bild, bilder, vorschaubild, imagen, miniatura, immagine, copertina, obraz, zdjecie, okladka, miniaturka, video url,
        trailer, is shown by, logo, thumbnailurl""",
    "internal": """created at, updated at, modified, last modified, date modified, timestamp, date added, date acquired, acquired, credit line, provenance, provenance text, department,
        physical location, width, height, depth, diameter, dimensions, weight, size, item width, item height, item depth, item diameter, afmetingen, maten, dimensions objet,
        masse, abmessungen, dimensiones, medidas, dimensioni, misure, wymiary, verworven, verwerving, standplaats, context, score, sort, rank search, curated date, playable,
        position, order, notification type, product form, title element level, title type, title date, thumbnail copyright, urlslug, slug, week day, day of week, timeslot,
        time slot, latitude, longitude, lat, lon, lng, coordinates, coordinaten, geo point, colour, color, sound audio, aspect ratio, media format, carriers, price currency,
        number in series, issue, edition statement, version, platform, platforms, console, imprint date, pages, page count, number of pages, aantal paginas, nombre de pages,
        seitenzahl, paginas, pagine, liczba stron, last year, seasons, number of seasons, episodes number, city, town, address locality, location city, stad, ville, stadt,
        ciudad, citta, miasto, checksum, hash, operation, created on, ordered on, discount, discount pct, profit, returns""",
}

#: words that add nothing to what a header says
NOISE = wordset("""
    the a an of de het een van le la les du des der die das dem von el los las del il lo gli di da i w z na in for film movie work works object item record book song
    game show series first main primary full list display default current raw clean
""")

#: what a part of an object holds, when its parent says what the object is
LEAVES: dict[str, str] = {
    "name": """name, label, value, text, full, main, title, display name, full name, content, cited name, naam, nom, titel, titre, nombre, nome, nazwa, pref label, preferred,
        description, keyword, term, schema name, person name, person name inverted""",
    "role": "role, job, function, rol, functie, fonction, funktion, rolle, funcion, ruolo, rola, relator, role name, contributor role, instrument",
    "kind": "type, kind, at type, class, rdf type, soort, typ, tipo, party type, category, scheme, schema, system, vocabulary, source",
    "id": "id, identifier, uri, url, at id, key, code id, href, link, same as, ref, artist id, uuid, wikidata",
    "language": "language, lang, at language, xml lang, taal, langue, sprache, idioma, lingua",
    "maker": "maker, creator, author, by, writer, artist, person name, composer, auteur, autor",
    "country": "country, address country, country code, land, pays, pais, paese, kraj, nationality",
    "date": "date, year, on, start, start date, begin, jaar, annee, jahr, ano, anno, rok",
    "end": "end, end date, until, to, finish",
    "position": "position, order, rank, sequence number, sequence, number, index",
    "place": "city, town, street, locality, address locality, postal code, region, latitude, longitude, lat, lon, birth place, death place, birth date, death date",
}

#: parts of a path that only hold something
STRUCTURE = wordset("""
    source graph value text root item items record records data fields field attributes properties node nodes edges hits hit results result em i b p span list entry row
    at entries id info metadata details general properties facts
""")

#: values of a column "channel" that is about selling, not about broadcasting
SALES_WAYS = """online, web, website, webshop, web shop, app, mobile, desk, ticket desk, box office, counter, till, kiosk, shop, on site, onsite, at the door, door, phone, telephone,
    email, e mail, post, reseller, partner, agent, agency, tour operator, group, groups, school, schools, third party, wholesale, retail, direct, marketplace,
    balie, kassa, aan de deur, telefoon, telefonisch, winkel, wederverkoper, groepen, scholen, kasse, schalter, abendkasse, vorverkauf, telefon, vor ort, guichet, caisse, en ligne,
    sur place, revendeur, taquilla, en linea, telefono, tienda, biglietteria, cassa, rivenditore, sportello, kasa, sklep, telefonicznie, internet, przez internet"""
