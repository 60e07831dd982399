"""One function for each screen of dialogues and roundtables."""
