"""What may be typed about pledges, one file per subject."""
