"""Each goal of speed as a comparison in one run: CPU seconds (user + system) of whole processes, and ratios.

    python benchmarks/run.py                 everything but the largest
    python benchmarks/run.py ingest growth   some of it; `huge` builds ten million records, `streaming` reads 5 GB

Peers are installed into environments of their own under the folder of the bench (INTARSIA_BENCH, default
/tmp/intarsia-bench). Times are of this machine at this moment: compare the ratios.
"""

from __future__ import annotations

import json
import math
import os
import resource
import shutil
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from typing import Any

from saying import Row, lines, told

HERE = Path(__file__).parent
FOLDER = Path(os.environ.get("INTARSIA_BENCH", "/tmp/intarsia-bench"))
INTARSIA = Path(sys.executable).with_name("intarsia")
SEARCHED = ("title", "original_title", "directors", "writers", "description")


def cpu(command: list[str | Path], cwd: Path | None = None) -> float:
    """CPU seconds of a command and its children.

    Raises: CalledProcessError with what it printed.
    """
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run([str(c) for c in command], cwd=cwd, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"{command} failed:\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def steps(pool: Path, *options: str) -> dict[str, Any]:
    """CPU seconds by step, and peak memory in MB, of one build in a process of its own."""
    done = subprocess.run([sys.executable, str(HERE / "steps.py"), str(pool), *options], capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(done.stderr[-3000:])
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def made(rows: int, datasets: int) -> Path:
    """A pool of made-up productions, not built."""
    pool = FOLDER / f"pool-{rows}-{datasets}"
    shutil.rmtree(pool, ignore_errors=True)
    cpu([sys.executable, HERE / "generate.py", str(rows), pool, "--datasets", str(datasets)])
    return pool


def peer(name: str, package: str) -> Path:
    """The program of a peer in its own environment."""
    return environment(name, package) / name


def environment(name: str, *packages: str) -> Path:
    """The folder of programs of an environment that has these packages and is made once."""
    folder = FOLDER / name
    if not (folder / "made").exists():
        subprocess.run([sys.executable, "-m", "venv", "--clear", str(folder)], check=True)
        subprocess.run([str(folder / "bin" / "pip"), "install", "-q", *packages], check=True)
        (folder / "made").touch()
    return folder / "bin"


def ingest() -> list[Row]:
    """100,000 productions: stored and searchable, and the whole build, against sqlite-utils on the same file."""
    pool, tool = made(100_000, 1), peer("sqlite-utils", "sqlite-utils")
    source = next(pool.glob("datasets/*/*.csv"))
    theirs, ours = [], []
    for _ in range(3):
        database = FOLDER / "peer.db"
        database.unlink(missing_ok=True)
        theirs.append(cpu([tool, "insert", database, "works", source, "--csv"]) + cpu([tool, "enable-fts", database, "works", *SEARCHED]))
        shutil.rmtree(pool / "outcomes", ignore_errors=True)
        shutil.rmtree(pool / "releases", ignore_errors=True)
        (pool / "current").unlink(missing_ok=True)
        ours.append(steps(pool))
    them, best = sorted(theirs)[1], sorted(ours, key=lambda o: float(o["total"]))[1]
    searchable = best["total"] - sum(best["steps"].get(s, 0) for s in ("link", "publish"))
    return [
        ("sqlite-utils insert + enable-fts, 100,000 records", f"{them:.2f} s", ""),
        ("intarsia: stored + searchable (all steps but link and dumps)", f"{searchable:.2f} s", f"{them / searchable:.2f}x less (goal 4x)"),
        ("intarsia: whole build", f"{best['total']:.2f} s", f"{best['total'] / them:.2f} of it (goal 1.00)"),
        ("  by step", ", ".join(f"{k} {v:.2f}" for k, v in best["steps"].items()), f"peak {best['rss']} MB"),
    ]


def growth(large: int = 1_000_000) -> list[Row]:
    """The whole build from 100,000 to a million records: exponent of CPU, peak memory."""
    small, big = steps(made(100_000, 1)), steps(made(large, 1))
    exponent = math.log(big["total"] / small["total"]) / math.log(large / 100_000)
    detail = ", ".join(f"{k} {v:.1f}" for k, v in big["steps"].items())
    return [(f"growth 100,000 -> {large:,}: {small['total']:.1f} s -> {big['total']:.1f} s", f"exponent {exponent:.3f}", f"goal 1.05; peak memory {big['rss']} MB, goal 1,500"),
            (f"  by step at {large:,}", detail, "")]


def huge() -> list[Row]:
    """Ten million records on this machine."""
    return growth(10_000_000)


def rebuild() -> list[Row]:
    """Ten equal datasets, one changed."""
    pool = made(200_000, 10)
    full = steps(pool)
    source = sorted(pool.glob("datasets/*/*.csv"))[3]
    lines = source.read_text("utf-8").splitlines()
    source.write_text("\n".join([*lines[:-1], lines[-1].replace(",", ",changed ", 1)]) + "\n", "utf-8")
    again = steps(pool)
    detail = ", ".join(f"{k} {v:.2f}" for k, v in again["steps"].items())
    return [("rebuild after changing one of ten datasets of 20,000", f"{again['total']:.2f} s of {full['total']:.2f} s", f"{100 * again['total'] / full['total']:.0f} % (goal 20 %)"),
            ("  by step", detail, "")]


def rdf() -> list[Row]:
    """N-Quads against morph-kgc: the same triples."""
    done = subprocess.run([sys.executable, str(HERE / "rdf_vs_morph.py"), "--folder", str(FOLDER)], capture_output=True, text=True, check=False)
    return [("RDF dump against morph-kgc", done.stdout.strip().splitlines()[-1] if done.stdout.strip() else done.stderr[-300:], "goal 5x less")]


def serving() -> list[Row]:
    """From `intarsia serve` to the first answer, on a built demo pool."""
    pool = demo()
    start = time.monotonic()
    server = subprocess.Popen([str(INTARSIA), "serve", str(pool), "--port", "8599"], stdout=subprocess.DEVNULL)
    try:
        while True:
            try:
                with urllib.request.urlopen("http://127.0.0.1:8599/healthz", timeout=1) as answer:
                    if answer.status == 200:
                        break
            except OSError:
                time.sleep(0.02)
            if time.monotonic() - start > 30:
                break
        spent = time.monotonic() - start
    finally:
        server.terminate()
        server.wait(20)
    return [("intarsia serve: first answer", f"{spent:.2f} s", "goal 3 s (wall)")]


def suggest() -> list[Row]:
    """`intarsia suggest` on a table of 10,000 records and 20 columns: the whole command, start included."""
    sys.path.insert(0, str(HERE))
    from suggest import write

    file, times = write(FOLDER / "films.csv"), []
    for _ in range(5):
        start = time.monotonic()
        spent = cpu([INTARSIA, "suggest", file, "--json", "-o", FOLDER / "suggested"])
        times.append((time.monotonic() - start, spent))
    best, middle = min(times), sorted(times)[2]
    return [("intarsia suggest, 10,000 x 20", f"{middle[0]:.2f} s (best {best[0]:.2f} s; CPU {middle[1]:.2f} s)", "goal 2 s (wall)")]


def formats(count: int = 1_000_000) -> list[Row]:
    """CSV, JSON lines, XML and XLSX (a tenth of the records) to typed Arrow, against what reads them fastest elsewhere."""
    import formats as readers

    folder, rows = FOLDER / f"formats-{count}", []
    if not (folder / "films.xlsx").exists():
        cpu([sys.executable, HERE / "formats.py", "make", folder, str(count)])
    theirs = environment("formats", "duckdb", "polars", "pandas", "pyarrow", "lxml", "python-calamine", "openpyxl", "fastexcel") / "python"
    for kind, tools in readers.READERS.items():
        spent, told = {}, {}
        for tool in (one.__name__ for one in tools):
            python = str(sys.executable if tool == "ours" else theirs)
            command = [python, str(HERE / "formats.py"), "read", kind, tool, str(folder / f"films.{kind}")]
            runs = []
            for _ in range(3 if kind != "xml" else 1):
                before = resource.getrusage(resource.RUSAGE_CHILDREN)
                told[tool] = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
                after = resource.getrusage(resource.RUSAGE_CHILDREN)
                runs.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
            told[tool].pop("rss")
            spent[tool] = sorted(runs)[len(runs) // 2]
        assert all(one == told["ours"] for one in told.values()), (kind, told)
        best = min((tool for tool in spent if tool != "ours"), key=lambda tool: spent[tool])
        goal = 1.2 if kind == "xlsx" else 1.5
        others = ", ".join(f"{tool} {cost:.2f}" for tool, cost in spent.items() if tool != "ours")
        rows.append((f"{kind} to typed Arrow, {told['ours']['rows']:,} records", f"{spent['ours']:.2f} s; {others}",
                     f"{spent['ours'] / spent[best]:.2f} of {best} (goal {goal})"))
    return rows


def streaming(scale: float = 1.0) -> list[Row]:
    """Peak memory on large files: 5 GB of CSV and of JSON lines, 1 GB of XML (times `scale`), deleted afterwards."""
    import formats as readers

    small, rows = FOLDER / "formats-1000000", []
    if not (small / "films.xlsx").exists():
        cpu([sys.executable, HERE / "formats.py", "make", small, "1000000"])
    for kind, size, goal in (("csv", 5e9, 1000), ("jsonl", 5e9, 1000), ("xml", 1e9, 500)):
        large = FOLDER / f"large.{kind}"
        readers.enlarge(small / f"films.{kind}", large, int(size * scale))
        done = subprocess.run([sys.executable, str(HERE / "formats.py"), "memory", kind, str(large)], capture_output=True, text=True, check=False)
        found = json.loads(done.stdout) if not done.returncode else sys.exit(done.stderr[-2000:])
        rows.append((f"{kind} of {large.stat().st_size / 1e9:.1f} GB, {found['rows']:,} records", f"peak {found['rss']} MB, {found['cpu']:.0f} s", f"goal {goal} MB"))
        large.unlink()
    return rows


def real() -> list[Row]:
    """The whole pool of other people's data, from a mirror."""
    done = subprocess.run([sys.executable, str(HERE / "real.py"), "--folder", str(FOLDER / "real")], capture_output=True, text=True, check=False)
    if done.returncode or not done.stdout.strip():
        return [("real pool", "not built: is the data there (INTARSIA_TEST_DATA)?", done.stderr[-200:])]
    found = json.loads(done.stdout)
    return [(f"real pool, {found['sets']} sets", f"{found['cpu']} s CPU, peak {found['peak_mb']} MB", "goals 120 s, 2,000 MB")]


def hostile() -> list[Row]:
    """200 hostile uploads to a server of the demo pool, while others read its pages."""
    found = told("hostile.py", "--pool", demo())
    alone, beside = found["alone"], found["beside"]
    broken = found["answers"].get("0", 0) + sum(count for status, count in found["answers"].items() if status not in ("200", "400", "0"))
    return [(f"{found['uploads']} hostile uploads in {found['seconds']} s: readers' p50 and p99", f"alone {alone['p50']} and {alone['p99']} ms, beside {beside['p50']} and {beside['p99']}",
             f"p99 {found['p99_ratio']}x (goal 2x); {broken} broken, server {'alive' if found['server_alive'] else 'DEAD'} (goal 0)")]


def portal() -> list[Row]:
    """The search page against Datasette's on 100,000 records, and under load on a million."""
    import portal as pages

    pools = {}
    for count in (100_000, 1_000_000):
        pools[count] = FOLDER / f"pool-{count}-4"
        if not (pools[count] / "current").exists():
            cpu([INTARSIA, "build", made(count, 4), "--no-graph"])
    ours, theirs, asked = pages.against(INTARSIA, pools[100_000], environment("datasette", "datasette") / "datasette", FOLDER)
    told = pages.load(INTARSIA, pools[1_000_000])
    return [
        (f"search page, 100,000 records, {asked} questions, equal answers", f"{ours:.1f} ms CPU; Datasette {theirs:.1f}", f"{theirs / ours:.1f} times less (goal 10)"),
        ("explore, 1,000,000 records, 20 requests/s", f"p50 {told['p50']:.0f} ms, p95 {told['p95']:.0f} ms; server {told['memory']:.0f} MB", "goal p95 100 ms, 1,000 MB"),
    ]


def api() -> list[Row]:
    """CPU of the server a request of the API, over the demo pool without a limit of requests."""
    pool = FOLDER / "demo-api"
    cpu([INTARSIA, "demo", pool, "--build-only"])
    settings = pool / "pool.toml"
    if "[api]" not in settings.read_text("utf-8"):
        settings.write_text(settings.read_text("utf-8") + "\n[api]\nrequests = 0\n", "utf-8")
    found = told("api.py", str(pool))
    return [(f"API, CPU a request: {what}", f"{spent} ms", "goal 15 ms" if what == "works, 100 items" else "") for what, spent in found["cpu_ms"].items()]


def judges() -> list[Row]:
    """Lighthouse, the Nu HTML checker, axe, our own checks and the bytes of a visit, on the pages of the demo pool."""
    import judges as others
    import portal as pages

    pool = demo()
    server = pages.our_server(INTARSIA, pool)
    try:
        return others.judge(str(server.client.base_url).rstrip("/"), FOLDER)
    finally:
        server.stop()


def doors() -> list[Row]:
    """The web door over the demo pool: first answer, CPU a page, content negotiation, 500 slow clients."""
    found = told("doors.py", "--pool", demo())
    alone, beside = found["alone"], found["beside"]
    return [
        ("intarsia serve: the address is printed", f"{found['started']:.2f} s", "goal 2 s (wall)"),
        ("CPU a page, ms", ", ".join(f"{page} {spent}" for page, spent in found["cpu_ms"].items()), f"memory {found['memory_mb']} MB"),
        ("IRI of a work: where its data is in the form asked for", f"p50 {found['negotiated_ms']['told']['p50']} ms, p95 {found['negotiated_ms']['told']['p95']} ms", "goal p95 20 ms"),
        ("  and the data itself", f"p50 {found['negotiated_ms']['whole']['p50']} ms, p95 {found['negotiated_ms']['whole']['p95']} ms", ""),
        (f"{found['slow_clients']} slow clients: readers' p50 and p99", f"alone {alone['p50']} and {alone['p99']} ms, beside {beside['p50']} and {beside['p99']}",
         f"p99 {found['p99_ratio']}x (goal 2x)"),
    ]


def questions() -> list[Row]:
    """SPARQL and SQL that would never end, asked to the end and hung up on, while others read pages."""
    found = told("questions.py", "--pool", demo())
    alone, beside, count = found["alone"], found["beside"], sum(found["questions"].values())
    return [
        (f"{count} questions of death, limit {found['limit_s']} s", f"longest {found['longest_s']} s; after hanging up {found['hung_up_longest_s']} s",
         f"late: {len(found['late'])} (goal 0)"),
        ("  others' pages meanwhile: p50 and p99", f"alone {alone['p50']} and {alone['p99']} ms, beside {beside['p50']} and {beside['p99']}",
         f"p99 {found['p99_ratio']}x (goal 2x); failed {found['failed']}"),
        ("  a question of nothing (SELECT 1, ASK {}) over HTTP", f"p50 {found['short_ms']['p50']} ms, p99 {found['short_ms']['p99']} ms", "goal p50 under 10 ms"),
    ]


def linkage() -> list[Row]:
    """The proofs of linkage on other people's data, one configuration through `intarsia link`."""
    import linkage_truths as truths

    if not truths.REAL.is_dir():
        return [("linkage truths", "not measured: is the data there (INTARSIA_TEST_DATA)?", "")]
    truths.adopt()
    return [truths.line(truths.measure(name, FOLDER / "linkage")) for name in truths.CASES]


def reconcile() -> list[Row]:
    """Batches of ten queries over 100,000 works, and whether the probabilities of candidates hold."""
    pool = FOLDER / "pool-100000-4"
    if not (pool / "current").exists():
        cpu([INTARSIA, "build", made(100_000, 4), "--no-graph"])
    found = told("reconcile.py", str(pool))
    return [(f"reconcile {service}, batches of 10 (HTTP)",
             f"p50 {one['p50']} ms, p95 {one['p95']} ms; best is right {one['top1']:.1%}; matched {one['recall']:.1%} of the known",
             f"goal p50 100 ms; precision {one['precision']:.2%} (goal 95 %), calibration error {one['ece']}")
            for service, one in ((name, found[name]) for name in ("works", "agents"))]


def terms() -> list[Row]:
    """A terminology of 1.3 million notations in three forms: read, and searched."""
    found = []
    for form in ("tsv", "iconclass", "nt"):
        one = told("terms.py", "--form", form, "--folder", FOLDER / "terms")
        found.append((f"terms: {one['concepts']:,} notations ({form})",
                      f"read in {one['load_s']} s ({one['load_cpu_s']} CPU s, {one['memory_mb']} MB); search p50 {one['search_p50_ms']} ms, "
                      f"p95 {one['search_p95_ms']} ms, longest {one['search_max_ms']} ms", "goal 60 s; 50 ms"))
    shutil.rmtree(FOLDER / "terms", ignore_errors=True)
    return found


def linking(size: int = 100_000) -> list[Row]:
    """The linking core on made-up films told twice: against Splink with six blocking rules, and at a million a side."""
    ours, theirs, most = told("linking.py", size), told("linking.py", size, "--splink"), told("linking.py", 1_000_000)
    return [
        (f"linking, {size:,} x {size:,}: CPU", f"{ours['cpu']} s (Splink {theirs['cpu']} s)", f"{ours['cpu'] / theirs['cpu']:.2f} of it (goal 1.5)"),
        ("  F1 of the same, peak memory", f"{ours['f1']} (Splink {theirs['f1']}), {ours['peak_mb']} MB", f"expected {ours['expected']:,} of {ours['true']:,}"),
        ("linking, 1,000,000 x 1,000,000", f"{most['cpu']} s CPU, {most['peak_mb']} MB, F1 {most['f1']}", "goals 150 s, 4,000 MB"),
    ]


def triage() -> list[Row]:
    """`intarsia check` on lists of 20 columns: the whole command, from the file to the verdict after remedies."""
    return lines("triage.py", what="check: rows, seconds, CPU seconds, memory, verdict", goal="goals 3 s; 20 CPU s, 1,000 MB")


def demo() -> Path:
    """The demo pool, built."""
    cpu([INTARSIA, "demo", FOLDER / "demo", "--build-only"])
    return FOLDER / "demo"


def disclosure() -> list[Row]:
    """Disclosure control on made-up contributions: recall, what an attacker recovers, CPU; k and l against pycanon in an environment of its own."""
    found = told("disclosure.py")
    beside = environment("pycanon", "pycanon", "pyarrow") / "python"
    same = subprocess.run([sys.executable, str(HERE / "disclosure.py"), "peer", str(beside)], capture_output=True, text=True, check=False)
    import disclosure as control

    return control.told(found, json.loads(same.stdout)["equal"] if not same.returncode else "not measured")


def signals() -> list[Row]:
    """Signals on corpora of others (those that are there), shuffled and constant, the whole re-score, and the audience series of the demo pool."""
    return [*lines("signals.py"), *lines("signals.py", "series", "--pool", demo())]


def answers() -> list[Row]:
    """Every question of the shelf as a page and as a figure, and the pages that show several, over the demo pool."""
    import answers as pages

    return pages.told(pages.measure(demo(), 40))


PARTS = {"linking": linking, "suggest": suggest, "ingest": ingest, "rdf": rdf, "growth": growth, "rebuild": rebuild, "serving": serving, "formats": formats,
         "real": real, "hostile": hostile, "doors": doors, "questions": questions, "api": api, "portal": portal, "judges": judges,
         "linkage-truths": linkage, "reconcile": reconcile, "terms": terms, "disclosure": disclosure, "triage": triage,
         "signals": signals, "answers": answers, "huge": huge, "streaming": streaming}


def main() -> None:
    """Run the parts that are named, or all but `huge` and `streaming`."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    wanted = sys.argv[1:] or [name for name in PARTS if name not in ("huge", "streaming")]
    print(f"cores {os.cpu_count()}, load {os.getloadavg()[0]:.1f}, Python {sys.version.split()[0]}", flush=True)
    for name in wanted:
        for what, figure, ratio in PARTS[name]():
            print(f"{what:<70} {figure}  {ratio}", flush=True)


if __name__ == "__main__":
    main()
