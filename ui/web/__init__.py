"""The web application: API, pages of reports, administration, and what guards them."""
