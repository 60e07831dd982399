"""One function for each screen of pledges."""
