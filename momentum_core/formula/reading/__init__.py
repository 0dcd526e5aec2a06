"""What people type, paste and copy from LaTeX and from code, read into one plain form."""
