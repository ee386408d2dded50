"""What weights decide: sweeps, exact trade-offs, weights that meet targets or agree with choices, and keeping them."""
