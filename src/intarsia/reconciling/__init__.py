"""Names led to entities: the Reconciliation Service API over one release, for whichever door asks."""
