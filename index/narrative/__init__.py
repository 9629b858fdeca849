"""The running text of a report: title, chapters, contact, figures, passages."""
