"""From a question in its conversation to a Plan, by rules: whom, when, which numbers, what of them."""
