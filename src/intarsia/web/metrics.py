"""Figures for Prometheus: what was asked and how long it took, and how it stands with what is served.

Requests are counted by the name of their route, never by their address: an address may hold what somebody looked for.
With several workers each writes its counts to a folder of files, and whichever is asked adds them up.
"""

from __future__ import annotations

import datetime
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from fastapi import APIRouter, Request
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Gauge, Histogram, disable_created_metrics, generate_latest, multiprocess
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from starlette.responses import Response

from intarsia.errors import IntarsiaError, Refused
from intarsia.store import graph
from intarsia.web.nearby import from_here
from intarsia.web.serving import Serving

router = APIRouter(tags=["operation"])
FOLDER = "PROMETHEUS_MULTIPROC_DIR"
SECONDS = (0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 30.0)

disable_created_metrics()  # type: ignore[no-untyped-call]
COUNTED = CollectorRegistry()
REQUESTS = Counter("intarsia_requests", "Requests answered, by route, status and form of the answer.", ("route", "status", "form"), registry=COUNTED)
TIMES = Histogram("intarsia_request_seconds", "Seconds until an answer was sent whole, by route.", ("route",), buckets=SECONDS, registry=COUNTED)
UNDER_WAY = Gauge("intarsia_requests_under_way", "Requests being answered now.", registry=COUNTED, multiprocess_mode="livesum")
CONNECTIONS = Gauge("intarsia_connections", "Open connections.", registry=COUNTED, multiprocess_mode="livesum")
DROPPED = Counter("intarsia_connections_dropped", "Connections that were closed from this side, by reason.", ("reason",), registry=COUNTED)

QUEUED = Gauge("intarsia_questions_waiting", "Questions in SPARQL and SQL that wait for their turn.", registry=COUNTED, multiprocess_mode="livesum")
ASKED = Gauge("intarsia_questions_running", "Questions in SPARQL and SQL that are being answered.", registry=COUNTED, multiprocess_mode="livesum")


def answered(route: str, status: int, form: str, seconds: float) -> None:
    """Count one answer."""
    REQUESTS.labels(route, str(status), form).inc()
    TIMES.labels(route).observe(seconds)


@router.get("/metrics", summary="Figures for Prometheus: for this machine alone, unless the operator opens them")
def metrics(request: Request) -> Response:
    """Everything counted, in Prometheus' text format."""
    settings = request.app.state.settings
    if not settings.metrics and not from_here(request):
        raise Refused("metrics are for this machine alone", way_out="read them on the server itself, or open them: intarsia serve --metrics")
    registry = CollectorRegistry()
    if os.environ.get(FOLDER):
        multiprocess.MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    registry.register(Served(request.app.state.serving))
    registry.register(Processes(settings.workers))
    counted = b"" if os.environ.get(FOLDER) else generate_latest(COUNTED)
    return Response(counted + generate_latest(registry), headers={"Cache-Control": "no-store"}, media_type=CONTENT_TYPE_LATEST)


class Served(Collector):
    """The release that is served: its age, its rows, the states of its links, and what was rejected."""

    def __init__(self, serving: Serving) -> None:
        self._serving = serving

    def collect(self) -> Iterator[Metric]:
        """Read now; what a release holds is counted once."""
        try:
            reader = self._serving.reader()
        except IntarsiaError:
            reader = None
        yield _gauge("intarsia_release_served", "Is a release served?", float(reader is not None))
        if reader is None:
            return
        info = GaugeMetricFamily("intarsia_release_info", "The release that is served.", labels=["release"])
        info.add_metric([reader.id], 1)
        yield info
        issued = datetime.datetime.fromisoformat(reader.manifest["issued"].replace("Z", "+00:00"))
        yield _gauge("intarsia_release_issued_timestamp_seconds", "When it was issued.", issued.timestamp())
        yield _gauge("intarsia_release_age_seconds", "How long ago that was.", (datetime.datetime.now(datetime.UTC) - issued).total_seconds())
        yield _gauge("intarsia_graph_ready", "Is its graph there, for questions in SPARQL?", float(graph.ready(Path(reader.path))))
        rows = GaugeMetricFamily("intarsia_rows", "Rows by table.", labels=["table"])
        for table, entry in sorted(reader.manifest["tables"].items()):
            rows.add_metric([table], sum(part["rows"] for part in entry["parts"].values()))
        yield rows
        links = GaugeMetricFamily("intarsia_links", "Links by state.", labels=["state"])
        for state, count in self._serving.once(reader, "metrics.links", lambda: reader.rows("SELECT state, count(*) FROM link GROUP BY state ORDER BY state")):
            links.add_metric([str(state)], count)
        yield links
        rejected = GaugeMetricFamily("intarsia_rejected_records", "Records that could not be taken in, by dataset.", labels=["dataset"])
        for dataset, count in self._serving.once(reader, "metrics.rejected", lambda: reader.rows("SELECT id, coalesce(rows_rejected, 0) FROM dataset ORDER BY id")):
            rejected.add_metric([str(dataset)], count)
        yield rejected


class Processes(Collector):
    """Memory, processor time and open files of each process that serves; where the system tells them."""

    def __init__(self, workers: int) -> None:
        self._pids = _siblings() if workers > 1 else [os.getpid()]

    def collect(self) -> Iterator[Metric]:
        """As /proc has it now."""
        memory = GaugeMetricFamily("intarsia_process_resident_bytes", "Memory in use.", labels=["process"])
        spent = GaugeMetricFamily("intarsia_process_cpu_seconds", "Processor time spent since it began.", labels=["process"])
        files = GaugeMetricFamily("intarsia_process_open_files", "Open files and connections.", labels=["process"])
        for number, pid in enumerate(sorted(self._pids), 1):
            try:
                stat = Path(f"/proc/{pid}/stat").read_text("ascii", "replace").rpartition(")")[2].split()
                open_files = sum(1 for _ in Path(f"/proc/{pid}/fd").iterdir())
            except OSError:
                continue
            memory.add_metric([str(number)], int(stat[21]) * os.sysconf("SC_PAGE_SIZE"))
            spent.add_metric([str(number)], (int(stat[11]) + int(stat[12])) / os.sysconf("SC_CLK_TCK"))
            files.add_metric([str(number)], open_files)
        yield from (memory, spent, files)


def _siblings() -> list[int]:
    """The workers: this process and those of the same parent."""
    parent = os.getppid()
    try:
        return [int(pid) for pid in Path(f"/proc/{parent}/task/{parent}/children").read_text("ascii").split()]
    except OSError:
        return [os.getpid()]


def _gauge(name: str, about: str, value: float) -> Any:
    return GaugeMetricFamily(name, about, value=value)
