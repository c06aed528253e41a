"""E-mail for officials: plain and HTML, the duty's day as a calendar file, links that ask first."""
