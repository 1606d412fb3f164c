"""The proof of the receipt: a real catalogue cut in two by row and by field, linked back by a build, and what the receipt says of it.

    python benchmarks/receipt.py [sector ...] [--size 3000]      film-tv, publishing, music

The known gain is counted while cutting. The control: the same release with its links led to other records.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent))
from intarsia.receipt import Basis  # noqa: E402
from intarsia.receipt.whole import gained  # noqa: E402
from tests.conftest import SHARED  # noqa: E402
from tests.receipt import cut  # noqa: E402


def main() -> None:
    asked = argparse.ArgumentParser()
    asked.add_argument("sectors", nargs="*", default=list(cut.SECTORS))
    asked.add_argument("--size", type=int, default=3000)
    asked.add_argument("--seed", type=int, default=5)
    given = asked.parse_args()
    print("| sector | half | known | reported at .5 | off | expected | with shuffled links |\n|---|---|---|---|---|---|---|")
    for sector in given.sectors:
        read, form, role = cut.SECTORS[sector]
        one, other, known = cut.halves(read(SHARED / "data" / "real"), given.size, given.seed)
        folder = Path(tempfile.mkdtemp(prefix="intarsia-receipt-"))
        try:
            pool = cut.pool(folder / "pool", (one, other), sector, form, role)
            basis, control = Basis(pool.reader()), Basis(cut.shuffled(pool, folder / "shuffled"))
            for half, cells in known.items():
                found, noise = (gained(b, half)["values"]["0.5"] for b in (basis, control))
                expected = basis.rows("SELECT coalesce(sum(m), 0) AS e FROM (SELECT max(p) AS m FROM gain WHERE own_dataset = $d GROUP BY own, field) AS x", {"d": half})[0]["e"]
                print(f"| {sector} | {half} | {cells:,} | {found:,} | {found / max(1, cells) - 1:+.1%} | {expected:,.0f} | {noise:,} |", flush=True)
        finally:
            shutil.rmtree(folder)


if __name__ == "__main__":
    main()
