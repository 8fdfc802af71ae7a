"""Official sheets: the summary table of any node as xlsx, docx and pdf, and a dossier for each reporting unit and the office.

They are made of published tables only, so no sheet can say what was not published.
"""
