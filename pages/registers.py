"""台账: the registers and reference tables the office keeps, on screen and by workbook, with their history."""

from analytics.ui import blocks
from analytics.ui.views import awards_exceptions, registers_grid, registers_history
from analytics.ui.views import registers_page as page

with blocks.page_head("registers.title"):
    name = page.choose_register()
if page.choose_part() == "history":
    registers_history.show(name)
else:
    registers_grid.show(name)
    if name == "award":
        awards_exceptions.show()
blocks.source_line()
