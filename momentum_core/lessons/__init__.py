"""The tour: lessons read from files, their claims, and how the page is presented."""
