"""Still figures: pure functions from values to Plotly figures."""
