"""What a workbook holds, declared once: one typed row class per table (spec 0 sections 1-4)."""
