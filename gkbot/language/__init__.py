"""What a language model may do when one is configured: propose a Plan, word what was found; never state a fact of its own."""
