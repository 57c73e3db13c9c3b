"""Everything that knows Streamlit, Plotly or Starlette."""
