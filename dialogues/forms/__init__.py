"""What may be typed about dialogues and roundtables: one file a subject."""
