"""Finding passages: sentence vectors and words."""
