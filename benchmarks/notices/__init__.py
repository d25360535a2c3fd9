"""How well ingested notices answer, and the fitting of what decides it."""
