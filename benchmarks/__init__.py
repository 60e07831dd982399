"""What the portal costs, beside bare twins of the same pages in the same run: `make bench`."""
