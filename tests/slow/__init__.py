"""A slow second reading of the contract, in plain Python, that the product's verdicts are checked against.

It shares no code with the product. Whatever looks clumsy here is meant to: loops over dicts, None as unknown,
one function for each sentence of the contract.
"""
