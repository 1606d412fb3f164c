"""Write the three try-out files and their keys. Everything in them is invented; the same seed gives the same bytes."""

import csv
import datetime
import io
import random
import re
import zipfile
from pathlib import Path

import openpyxl

HERE = Path(__file__).parent
SEED = 20261122
STAMP = datetime.datetime(2026, 11, 16, 9, 0, 0)

FIRST = ["tessa", "timo", "vera", "bram", "noor", "jip", "lotte", "daan", "mila", "finn", "sanne", "ruben"]
LAST = ["testpersoon", "voorbeeld", "verzonnen", "proefkonijn", "fictie", "nepnaam"]
SCHOOLS = [
    "Basisschool De Verzonnen Vlinder",
    "Voorbeeld College",
    "OBS Het Bedachte Bos",
    "Lyceum Nergenshuizen",
]
REMARKS = [
    ("Please send the invoice in January.", "plain"),
    ("Guided tour in English", "plain"),
    ("Arrives by coach, 2 drivers", "plain"),
    ("One pupil has epilepsy, no flashing light please", "health"),
    ("Visitor uses a wheelchair, needs the lift", "health"),
    ("Severe nut allergy, will bring own lunch", "health"),
    ("Call me on 06-00000000 when the doors open", "phone"),
]
TICKETS = [("adult", 17.5), ("under 18", 0.0), ("student", 9.0), ("museum card", 0.0), ("school group", 4.5)]


def tickets(rng: random.Random) -> tuple[list[list], dict[str, list[int]]]:
    """A museum's ticket sales: 400 orders; returns the rows and the file lines of the planted remarks."""
    rows = [["order_no", "ordered_on", "visit_date", "slot", "ticket_type", "quantity", "price_each", "paid", "channel",
             "email", "postcode", "school_name", "remark"]]
    planted: dict[str, list[int]] = {"health": [], "phone": []}
    first_day = datetime.date(2026, 3, 1)
    for number in range(400):
        visit = first_day + datetime.timedelta(days=rng.randrange(180))
        ordered = visit - datetime.timedelta(days=rng.randrange(30))
        kind, price = rng.choices(TICKETS, weights=[9, 5, 3, 6, 2])[0]
        is_school = kind == "school group"
        quantity = rng.randint(15, 30) if is_school else rng.randint(1, 5)
        email = f"{rng.choice(FIRST)}.{rng.choice(LAST)}{rng.randrange(1, 99)}@example.org" if rng.random() < 0.9 else None
        # SA and SD are never issued in Dutch postcodes, so none of these is anybody's.
        postcode = f"{rng.randrange(1000, 9999)} {rng.choice(['SA', 'SD'])}" if rng.random() < 0.8 else None
        remark = None
        if rng.random() < 0.08 or number in (41, 207, 333):
            remark, sort = REMARKS[3] if number == 41 else REMARKS[6] if number == 207 else rng.choice(REMARKS)
            if sort in planted:
                planted[sort].append(number + 2)
        rows.append([f"W{26_000 + number}", ordered, visit, f"{rng.randrange(10, 17)}:{rng.choice(['00', '30'])}", kind,
                     quantity, price, round(quantity * price, 2), rng.choice(["web", "web", "desk", "partner"]), email,
                     postcode, rng.choice(SCHOOLS) if is_school else None, remark])
    return rows, planted


def sales(rng: random.Random) -> list[list[str]]:
    """A publisher's weekly sales: 10 shops x 12 weeks x 5 titles, decimal commas."""
    shops = [(f"Boekhandel Voorbeeld {name}", f"Fictum-{name}")
             for name in ["Noord", "Oost", "Zuid", "West", "Haven", "Markt", "Station", "Brug", "Park", "Plein"]]
    titles = ["De onzichtbare kaart", "Zeven verzonnen zomers", "Het huis zonder adres", "Koken voor niemand",
              "Kleine Gids voor Nergens"]
    rows = [["week", "shop", "town", "ean", "title", "copies_sold", "returns", "list_price", "discount_pct", "net_revenue"]]
    for week in range(30, 42):
        for place, (shop, town) in enumerate(shops):
            for number, title in enumerate(titles):
                price = [22.99, 24.5, 19.99, 29.95, 14.95][number]
                copies = int(rng.expovariate(1 / (30 if place == 0 else 8 - place / 2)))
                discount = [48, 44, 42, 42, 40, 40, 38, 38, 38, 36][place]
                net = copies * price / 1.09 * (1 - discount / 100)
                rows.append([f"2026-W{week}", shop, town, internal_ean(number), title, str(copies),
                             str(rng.choice([0, 0, 0, 1, 2])), comma(price), str(discount), comma(net)])
    return rows


def plan(rng: random.Random) -> list[list[str]]:
    """A studio's release plan: 40 projects, a quarter of them announced."""
    words = ["Lantern", "Orchard", "Static", "Harbour", "Paper", "Copper", "Velvet", "Meridian", "Salt", "Ember"]
    nouns = ["Protocol", "Garden", "Parade", "Tides"]
    rows = [["project", "working_title", "type", "genre", "phase", "announced_on", "release_date", "budget_eur",
             "marketing_eur", "partner", "producer", "producer_email"]]
    for number in range(40):
        title = f"{words[number % 10]} {nouns[number // 10]}"
        announced = f"2026-{rng.randrange(1, 11):02d}-{rng.randrange(1, 28):02d}" if number % 4 == 0 else ""
        release = datetime.date(2027, 2, 1) + datetime.timedelta(days=rng.randrange(900))
        budget = rng.randrange(3, 90) * 100_000
        person = f"{rng.choice(FIRST)} {rng.choice(LAST)}"
        rows.append([f"PRJ-{number + 1:03d}", title, rng.choice(["game", "series", "film"]),
                     rng.choice(["adventure", "puzzle", "drama", "comedy", "mystery"]),
                     rng.choice(["concept", "pre-production", "production", "post-production"]), announced,
                     release.isoformat(), str(budget), str(budget // rng.randrange(3, 9)),
                     rng.choice(["Verzonnen Fonds", "Beeldfictie BV", "Studio Nergens", ""]), person.title(),
                     person.replace(" ", ".") + "@example.org"])
    return rows


def internal_ean(number: int) -> str:
    """A 13-digit code of the range kept for use inside shops (prefix 29), with its check digit."""
    stem = f"29{number + 4711:010d}"
    total = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(stem))
    return stem + str(-total % 10)


def comma(amount: float) -> str:
    return f"{amount:.2f}".replace(".", ",")


def write_csv(path: Path, rows: list[list[str]], delimiter: str) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, delimiter=delimiter, lineterminator="\r\n").writerows(rows)


def write_xlsx(path: Path, rows: list[list]) -> None:
    """Write one sheet; openpyxl stamps the time of writing in two places, both are set to STAMP."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Sales"
    for row in rows:
        sheet.append(row)
    book.properties.created = STAMP
    raw = io.BytesIO()
    book.save(raw)
    with zipfile.ZipFile(raw) as source, zipfile.ZipFile(path, "w") as target:
        for entry in source.infolist():
            data = source.read(entry.filename)
            if entry.filename == "docProps/core.xml":
                data = re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>" + STAMP.isoformat().encode() + b"Z", data)
            fixed = zipfile.ZipInfo(entry.filename, STAMP.timetuple()[:6])
            fixed.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(fixed, data)


KEYS = {
    "tickets.xlsx": ("OPEN AFTER", [
        ("order_no", "identifier", "One value per order: leads back to the buyer in the till system."),
        ("ordered_on", "none", ""),
        ("visit_date", "none", ""),
        ("slot", "none", ""),
        ("ticket_type", "none", ""),
        ("quantity", "none", ""),
        ("price_each", "none", "The public price list."),
        ("paid", "competitive", "Takings per order add up to the museum's turnover."),
        ("channel", "none", ""),
        ("email", "personal", "An e-mail address is a person."),
        ("postcode", "quasi-identifier", "A full postcode is a few houses; with date and quantity it points at one household."),
        ("school_name", "quasi-identifier", "Names a school, so with the date a group of children."),
        ("remark", "special-category", "Free text; some remarks tell about health, some hold a telephone number."),
    ]),
    "sales.csv": ("POOLED ONLY", [
        ("week", "stale-later", "Recent: sales figures lose their value for a rival with age."),
        ("shop", "competitive", "Each row is one shop's trade with this publisher."),
        ("town", "quasi-identifier", "One shop per town: the town is the shop."),
        ("ean", "none", ""),
        ("title", "none", ""),
        ("copies_sold", "competitive", "Sales per shop and week; one shop dominates."),
        ("returns", "competitive", "Returns per shop and week."),
        ("list_price", "none", "Public price."),
        ("discount_pct", "competitive", "Trade terms per shop."),
        ("net_revenue", "competitive", "Revenue per shop; with the price it gives the discount away."),
    ]),
    "plan.csv": ("ASK", [
        ("project", "identifier", "Internal number."),
        ("working_title", "unannounced", "Three of four projects have not been announced."),
        ("type", "none", ""),
        ("genre", "none", ""),
        ("phase", "competitive", "Tells a rival how far an unannounced project is."),
        ("announced_on", "none", "Empty means: not announced."),
        ("release_date", "unannounced", "Future dates, most of them not public."),
        ("budget_eur", "competitive", "Budget per project."),
        ("marketing_eur", "competitive", "Marketing budget per project."),
        ("partner", "competitive", "Names another party's involvement."),
        ("producer", "personal", "A person's name."),
        ("producer_email", "personal", "An e-mail address is a person."),
    ]),
}


def write_key(name: str, header: list[str], lines: dict[str, list[int]]) -> None:
    verdict, columns = KEYS[name]
    assert [column for column, _, _ in columns] == header, name
    text = f'# What triage must find in {name}. Synthetic data.\nfile = "{name}"\nverdict = "{verdict}"\n'
    for column, finding, reason in columns:
        text += f'\n[[column]]\ncolumn = "{column}"\nfinding = "{finding}"\nreason = "{reason}"\n'
        if column == "remark":
            text += "".join(f"{sort}_lines = {numbers}\n" for sort, numbers in lines.items())
    (HERE / f"{Path(name).stem}.key.toml").write_text(text, encoding="utf-8")


def main() -> None:
    ticket_rows, planted = tickets(random.Random(SEED))
    sales_rows = sales(random.Random(SEED + 1))
    plan_rows = plan(random.Random(SEED + 2))
    write_xlsx(HERE / "tickets.xlsx", ticket_rows)
    write_csv(HERE / "sales.csv", sales_rows, ";")
    write_csv(HERE / "plan.csv", plan_rows, ",")
    write_key("tickets.xlsx", ticket_rows[0], planted)
    write_key("sales.csv", sales_rows[0], {})
    write_key("plan.csv", plan_rows[0], {})


if __name__ == "__main__":
    main()
