"""What the demo shows of each kind of record: one file a kind, all of it saying that it is a sample."""
