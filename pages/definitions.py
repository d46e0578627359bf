"""口径: indicators, form, code lists, checks and colours, written out from the declarations."""

from analytics.ui import blocks
from analytics.ui.views import definitions_page as page
from analytics.ui.views import markup

with blocks.page_head("definitions.title"):
    page.download()
markup.css()
asked, section = page.choose()
page.show(section, asked)
