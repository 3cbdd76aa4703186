"""The record model: the tables every export is read into, and the code lists of their columns."""
