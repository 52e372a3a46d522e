"""Where to spend the time: scores, quadrant, ideal customer profile, dossiers."""
