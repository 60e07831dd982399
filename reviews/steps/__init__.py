"""What people do with reviews: one function a step, with all that follows from it, in one transaction."""
