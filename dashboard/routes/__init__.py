"""What the server answers over HTTP beside Streamlit's own pages."""
