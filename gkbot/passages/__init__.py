"""The passages and sentences that answer a question in the reports' own words, or none."""
