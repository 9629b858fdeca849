"""The words of the field as data: what the form's rows, the reports and the people who ask call things."""
