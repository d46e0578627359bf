"""What the office keeps: registers and reference tables read, checked, changed, looked back at, and as a workbook."""
