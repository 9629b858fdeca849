"""What a report must agree with: the form's equations, its own narrative, last year's report, and what it should say."""
