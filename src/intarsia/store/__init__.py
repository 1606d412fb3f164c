"""What is on disk: the pool folder, blobs, outcomes, releases, the ledger, the search index, the graph."""
