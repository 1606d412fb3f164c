"""Words of headers that several rules read, folded, in English, Dutch, German, French, Spanish, Italian and Polish.

A word of a header is one of a list, or ends in one of its longer words: "nettoomzet" and "weekomzet" are takings as "omzet" is.
"""

from __future__ import annotations

from intarsia.shelf.rules.delivery import Column
from intarsia.text import fold, wordset

#: copies, tickets or other units that were sold; COUNT says so only where the file is about trade
SOLD = wordset(
    "sold sales verkocht verkochte verkopen verkoop afzet verkauft verkaufte verkaufe verkauf absatz ventes vendu vendus vendues vente ventas venta vendido vendidos vendidas "
    "vendite vendita venduto venduti vendute sprzedaz sprzedane sprzedanych sprzedazy"
)
COPIES = wordset("copies exemplaren exemplare exemplaires ejemplares copie egzemplarze egzemplarzy units eenheden einheiten unites unidades unita sztuk sztuki")
COUNT = wordset("quantity qty aantal aantallen anzahl menge stuck stuks quantite nombre cantidad quantita ilosc liczba number volume pieces")
#: money that came in
TAKINGS = wordset(
    "revenue revenues turnover takings proceeds earnings gross grosses receipts omzet opbrengst opbrengsten inkomsten ontvangsten recette recettes umsatz umsatze erlos erlose "
    "einnahmen einspielergebnis einspielergebnisse kassenergebnis "
    "ingreso ingresos facturacion recaudacion ricavi ricavo incasso incassi fatturato przychod przychody obrot obroty wplywy utarg domgross intgross boxoffice income"
)
PROFIT = wordset("profit profits margin margins marge marges winst brutowinst gewinn gewinne benefice benefices beneficio beneficios utile utili margine margini margen zysk zyski "
                 "marza dekking")
RETURNS = wordset("returns returned retouren retour retours geretourneerd remittenden remissionen remission devoluciones devueltos resi resa zwroty zwrotow")
#: what was paid for one thing or order; takings where a row is an order
PAID = wordset(
    "paid betaald bezahlt paye payee pagado pagato zaplacono zaplacona amount bedrag betrag montant importe importo kwota total totaal gesamt gesamtbetrag totale suma "
    "subtotal subtotaal summe somme wert"
)
PRICE = wordset("price prices prijs prijzen preis preise prix precio precios prezzo prezzi cena ceny tarief tarif tarifa tariffa")
PUBLIC_PRICE = wordset("list catalogue catalog advies public publiek cover rrp msrp shop laden listino catalogo katalog detaliczna consumenten adviesprijs catalogusprijs "
                       "ladenpreis katalogpreis")
AVERAGE = wordset("average avg mean gemiddelde gemiddeld gem durchschnitt durchschnittlich durchschnittlicher moyen moyenne medio media promedio srednia sredni")
#: what is agreed on with one party
TERMS = wordset(
    "discount discounts korting kortingen handelskorting rabatt rabatte remise remises descuento descuentos sconto sconti rabat rabaty upust commission commissions provisie "
    "provision "
    "comision commissione provvigione prowizja royalty royalties tantieme tantiemes regalias royaltysatz fee fees honorarium honorar honoraire honoraires honorarios compenso "
    "compensi gage gages cachet "
    "dagtarief uurtarief tagessatz stundensatz kostprijs inkoopprijs einkaufspreis handelsrabatt betalingstermijn zahlungsziel surcharge"
)
#: two words that make terms together
TERM_PAIRS = (
    ("wholesale", "price"), ("trade", "price"), ("cost", "price"), ("purchase", "price"), ("net", "price"), ("day", "rate"), ("hourly", "rate"), ("daily", "rate"), ("minimum", "guarantee"),
    ("payment", "terms"),
    ("licence", "fee"), ("license", "fee"), ("prix", "achat"), ("prix", "gros"), ("precio", "mayorista"), ("prezzo", "ingrosso"), ("cena", "hurtowa"), ("revenue", "share"),
    ("royalty", "rate"), ("deal", "value"), ("contract", "value"), ("advance", "paid"), ("conditions", "paiement"),
)  # fmt: skip
#: with a word of price or of fees: what everybody pays at the door
DOOR = wordset("entrance entry admission toegang toegangsprijs eintritt eintrittspreis entree entrada ingresso wstep ticket tickets kaartje kaartjes billet biglietto bilet "
               "lidmaatschap membership")
BUDGET = wordset(
    "budget budgets begroting productiebudget marketingbudget produktionsbudget presupuesto presupuestos preventivo budzet kosztorys devis costs kosten kosztow costes costi couts "
    "cost coste costo cout koszt koszty spend marketing productiekosten produktionskosten"
)
#: of the people who came, watched, listened or judged: public measures of audience, no trade
AUDIENCE = wordset(
    "visitors visits visitor visit attendance attendances admissions audience audiences viewers viewings listeners listening plays streams downloads views reach share rank "
    "ranking ranks position rating "
    "ratings rated review reviews votes vote score scores stars followers likes seats capacity pct performances screenings screens previews bezoekers bezoek bezoeken kijkers "
    "luisteraars stemmen "
    "besucher zuschauer zuhorer horer bewertung spectateurs visiteurs entrees auditeurs asistentes asistencia visitantes espectadores oyentes spettatori visitatori ascoltatori "
    "presenze widzowie zwiedzajacy "
    "sluchacze frekwencja ticket tickets guests pupils children adults"
)
#: figures of whole economies; and numbers that are no money although they stand beside it
PUBLIC_FIGURES = wordset("gdp gva bbp bip pib pil pkb gnp gni domestic national household households capita inhabitants population employment index inflation deflator tax vat btw "
                         "mwst tva iva")
#: an organisation whose trade a row tells
PARTY = wordset(
    "shop shops store stores bookshop bookstore winkel winkels boekhandel boekhandels verkooppunt outlet branch filiaal filiale buchhandlung handler handlung magasin librairie "
    "boutique tienda libreria negozio sklep "
    "ksiegarnia retailer retailers reseller distributor distributors verdeler distributeur verleih verleiher distribuidora distribuidor distributore dystrybutor publisher "
    "publishers uitgever uitgevers uitgeverij "
    "verlag verlage editeur editeurs editorial editore editori wydawca wydawnictwo studio studios venue venues theatre theatres theater theaters schouwburg cinema cinemas "
    "bioscoop bioscopen kino kinos teatr teatro "
    "cine multiplex zaal podium podia exhibitor exhibitors label labels client clients customer customers klant klanten kunde kunden cliente clienti clientes klient dealer vendor "
    "vendors seller sellers supplier leverancier "
    "lieferant fournisseur proveedor fornitore dostawca company companies bedrijf bedrijven firma unternehmen entreprise empresa azienda organisation organization organisatie "
    "licensee wholesaler groothandel contractor account"
)
#: another party in a plan or a deal
PARTNER = wordset(
    "partner partners coproducer coproducers coproducent coproducenten coproducteur coproductor coproduttore koproduzent koproducent investor investors investeerder financier "
    "financiers geldgever funder funders "
    "sponsor sponsors licensee licensor client klant kunde broadcaster omroep sender distributor publisher studio fund fonds supplier vendor agency"
)
ORDER = wordset(
    "order orders bestelling bestelnr bestelnummer ordernr ordernummer transaction transactie transaktion receipt bon kassabon bestellung commande pedido ordine zamowienie "
    "invoice factuur factuurnummer rechnung facture "
    "factura fattura faktura booking boeking boekingsnummer buchung reservation reservering reserva prenotazione rezerwacja"
)
PRODUCT = wordset(
    "title titel titre titulo titolo tytul ean isbn sku article artikel product produkt produit producto prodotto film movie game spel spiel jeu book boek buch livre libro "
    "ksiazka album track song show voorstelling "
    "piece item gra utwor naslov"
)
FILM = wordset("film films movie movies cinema bioscoop kino boxoffice domgross intgross imdb feature")
#: where, or in which branch: figures by these alone are those of many
AREA = wordset(
    "country countries land lander pays pais paese kraj nation region regions regio gewest provincie province provincia bundesland nuts state comunidad regione wojewodztwo "
    "continent world geo location entity "
    "sector sectors industry industries branche nace isic sic naics subsector secteur settore sektor"
)
TOWN = wordset("town city place plaats stad gemeente ort stadt ville commune ciudad municipio localidad citta comune miasto miejscowosc gemeinde postcode zip postal plz location "
               "locatie district address adres")
#: a plan of what is not out yet
WORKING = wordset("working werktitel arbeitstitel provisional voorlopig voorlopige vorlaufig provisoire provisional provvisorio roboczy codename projectnaam")
PHASE = wordset("phase fase stage stadium status statut estado stato etap faza milestone stand")
RELEASE = wordset(
    "release releases releasedate launch premiere premieredatum verschijning verschijningsdatum verschijnt uitgave uitbreng erscheinungsdatum erscheint veroffentlichung start "
    "sortie parution lancement estreno "
    "lanzamiento publicacion uscita lancio premiera wydania publication pubdate onsale street"
)
ANNOUNCED = wordset("announced announcement aangekondigd aankondiging bekendgemaakt angekundigt ankundigung annonce anunciado anuncio annunciato annuncio ogloszono ogloszenie "
                    "zapowiedz public published embargo")
PROJECT = wordset("project projekt projet proyecto progetto production productie produktion")
#: phases of what is being made
IN_THE_MAKING = (
    "concept,idea,pitch,development,in development,ontwikkeling,pre-production,preproduction,preproductie,production,in production,productie,post-production,"
    "postproduction,postproductie,prototype,greenlit,"
    "green light,planned,scripting,script,shooting,editing,alpha,beta,gold,vorproduktion,produktion,postproduktion,"
    "entwicklung,in entwicklung,konzept,geplant,pre-production,développement,préproduction,"
    "tournage,montage,desarrollo,preproducción,"
    "in productie,in produktion,in vorbereitung,im dreh,en production,en préparation,en producción,en preparación,in produzione,in preparazione,w produkcji,w przygotowaniu,"
    "in preparation,in the making,filming,upcoming,forthcoming,"
    "rodaje,postproducción,sviluppo,pre-produzione,produzione,post-produzione,riprese,rozwój,preprodukcja,produkcja,postprodukcja,koncepcja,gepland,in voorbereiding"
)
MAKING = frozenset(fold(phase).replace("-", " ") for phase in IN_THE_MAKING.split(","))
KIND_WORDS = wordset("type types kind soort sort art genre typ tipo rodzaj category categorie kategorie country land city size grootte count number aantal url link website")
SHORTEST_END = 5  # letters of a word that may end another


def has(column: Column, words: frozenset[str]) -> bool:
    """Is a word of the column's name one of `words`, or does it end in one?"""
    return any(word in words or any(len(end) >= SHORTEST_END and word.endswith(end) for end in words) for word in column.words)


def begins(column: Column, words: frozenset[str]) -> bool:
    """Is a word of the column's name one of `words`, or does it begin with one, as "releasedatum" does?"""
    return any(word in words or any(len(start) > SHORTEST_END and word.startswith(start) for start in words) for word in column.words)


def exactly(column: Column, words: frozenset[str]) -> bool:
    """Is a word of the column's name one of `words`?"""
    return any(word in words for word in column.words)
