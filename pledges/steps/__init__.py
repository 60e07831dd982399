"""What people do with pledges: one function a step, with everything that follows from it, in one transaction."""
