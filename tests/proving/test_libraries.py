"""Libraries that two threads need at once for the first time."""

from __future__ import annotations

import subprocess
import sys

BOTH = """
import threading
import numpy as np
from intarsia.proving.libraries import LOADING, learning

wrong = []

def fit():
    learning()
    from sklearn.linear_model import LogisticRegression
    for _ in range(40):
        LogisticRegression().fit(np.arange(20.0)[:, None], np.arange(20) > 9)

def load():
    with LOADING:
        import statsforecast.ets

def run(work):
    try:
        work()
    except Exception as error:
        wrong.append(repr(error))

threads = [threading.Thread(target=run, args=(work,)) for work in (load, fit, fit)]
for one in threads:
    one.start()
for one in threads:
    one.join()
print(wrong)
"""


def test_two_threads_may_need_them_for_the_first_time() -> None:
    done = subprocess.run([sys.executable, "-c", BOTH], capture_output=True, text=True, timeout=120)
    assert done.stdout.strip() == "[]", done.stdout + done.stderr
