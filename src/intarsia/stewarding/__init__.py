"""Stewarding: what a steward keeps an eye on: requests for data, what happened to datasets, drift, receipts, who wants to be told.

`schema` names the tables in desk.sqlite; they are made by the migrations of `store/`.
"""

from __future__ import annotations
