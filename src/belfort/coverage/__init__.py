"""What is seen and what can be reached: sensing and engagement geometry on the ground as it is."""
