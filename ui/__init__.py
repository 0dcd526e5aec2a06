"""The page, a file for each part of it. Only app.py and these import Streamlit."""
