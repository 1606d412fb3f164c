"""Where tables are computed. Steps see the protocol of `base`; DuckDB is the default engine."""
