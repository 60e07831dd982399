"""What people do with meetings: one function a step, with everything that follows from it, in one transaction."""
