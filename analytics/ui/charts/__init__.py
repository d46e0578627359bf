"""Plotly figures: the only modules that import plotly. Each takes tidy rows and a Look, and returns a Figure."""
