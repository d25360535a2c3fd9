"""What one machine, and several, can carry: engines for a million passages, workers, faults."""
