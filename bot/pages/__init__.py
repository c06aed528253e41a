"""What all pages share: the stylesheet, icons, templates, headers; and the front pages."""
