"""Excel on Mac, web and Windows by Office.js: functions and task pane over a small local server (docs/excel.md)."""
