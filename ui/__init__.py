"""Parts of the page. Only app.py and these import Streamlit."""
