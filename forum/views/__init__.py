"""The pages of this app, a file for each subject."""
