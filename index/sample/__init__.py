"""Made-up reports of made-up bodies in the official form."""
