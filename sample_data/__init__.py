"""A made-up women's federation with its monthly returns: for demonstrations, tests and measurements."""
