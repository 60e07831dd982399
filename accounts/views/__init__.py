"""One function for each screen of people, their bodies and teams."""
