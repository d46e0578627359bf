"""设置: readings, targets, limits, dates and the words of code lists, each with what a change would move."""

from analytics.ui import blocks, data
from analytics.ui.views import settings_page as page

data.authority().demand("keep_settings")
with blocks.page_head("settings.title"):
    section = page.choose_section()
page.show(section)
blocks.source_line()
