"""The workbook door: a workbook drawn from the contract, and filled workbooks read back into reports."""
