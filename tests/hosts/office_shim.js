// What Office offers to our pages, over a workbook in memory: just enough for the functions and the task pane.
"use strict";
globalThis.CustomFunctions = {
  found: {},
  associate(name, run) { this.found[name] = run; },
  ErrorCode: { notAvailable: "#N/A", invalidValue: "#VALUE!", invalidNumber: "#NUM!", divisionByZero: "#DIV/0!", invalidReference: "#REF!", invalidName: "#NAME?", nullReference: "#NULL!" },
  Error: class extends Error { constructor(code, message) { super(message); this.code = code; } },
};

const OFFICE_SHIM = (() => {
  // calls golden functions as Office does: an object about the cell comes last, repeated arguments as one list
  const error = CustomFunctions.Error;
  const typed = (value) => (Array.isArray(value) ? value.map((row) => row.map(typed)) : value && value.error ? new error(value.error, "") : value);
  const plain = (value) => (Array.isArray(value) ? value.map((row) => row.map(plain)) : value instanceof error ? { error: value.code, message: value.message } : value);
  async function golden(calls) {
    const answers = calls.map(({ name, values, count, repeats }) => {
      const own = values.map(typed);
      const given = repeats ? [...own.slice(0, count - 1), ...Array(Math.max(0, count - 1 - own.length)).fill(null), own.slice(count - 1)] : [...own, ...Array(Math.max(0, count - own.length)).fill(null)];
      return CustomFunctions.found[name](...given, { address: "A1" }).then(plain, plain);
    });
    return Promise.all(answers);
  }

  class Grid {
    constructor(name, rows) { this.name = name; this.rows = rows; }
    get(row, column) { const value = (this.rows[row] || [])[column]; return value === undefined || value === null ? "" : value; }
    set(row, column, value) {
      while (this.rows.length <= row) this.rows.push([]);
      while (this.rows[row].length <= column) this.rows[row].push("");
      this.rows[row][column] = typeof value === "string" && value.startsWith("'") ? value.slice(1) : value;
    }
  }

  class Range {
    constructor(grid, row, column, rows, columns) { Object.assign(this, { grid, rowIndex: row, columnIndex: column, rowCount: rows, columnCount: columns }); }
    load() { return this; }
    get values() { return Array.from({ length: this.rowCount }, (_, r) => Array.from({ length: this.columnCount }, (_, c) => this.grid.get(this.rowIndex + r, this.columnIndex + c))); }
    set values(cells) { cells.forEach((row, r) => row.forEach((value, c) => this.grid.set(this.rowIndex + r, this.columnIndex + c, value))); }
    get valueTypes() { return this.values.map((row) => row.map((value) => (/^#[A-Z]/.test(value) ? "Error" : "Unknown"))); }
    set numberFormat(_formats) {}
    clear() { this.values = this.values.map((row) => row.map(() => "")); }
    delete() {
      for (let row = this.rowIndex; row < this.grid.rows.length; row++)
        for (let column = this.columnIndex; column < this.columnIndex + this.columnCount; column++)
          this.grid.set(row, column, row + 1 < this.grid.rows.length ? this.grid.get(row + 1, column) : "");
      for (const table of book.tables) if (table.worksheet === this.grid.sheet) table.rows -= 1;
    }
  }

  class Sheet {
    constructor(name, rows) { this.name = name; this.grid = new Grid(name, rows); this.grid.sheet = this; }
    load() { return this; }
    getRangeByIndexes(row, column, rows, columns) { return new Range(this.grid, row, column, rows, columns); }
    getUsedRangeOrNullObject() {
      if (!this.grid.rows.length) return { isNullObject: true, load() { return this; } };
      return new Range(this.grid, 0, 0, this.grid.rows.length, Math.max(...this.grid.rows.map((row) => row.length)));
    }
  }

  class Table {
    constructor(name, range) { this.name = name; this.showTotals = false; this.resize(range); }
    resize(range) { this.worksheet = range.grid.sheet; this.row = range.rowIndex; this.column = range.columnIndex; this.rows = range.rowCount; this.columns = range.columnCount; }
    getRange() { return this.worksheet.getRangeByIndexes(this.row, this.column, this.rows, this.columns); }
  }

  const book = { sheets: [], tables: [] };
  function open(sheets) {
    for (const { title, table, rows } of sheets) {
      const sheet = new Sheet(title, rows);
      book.sheets.push(sheet);
      if (table) book.tables.push(new Table(table, sheet.getUsedRangeOrNullObject()));
    }
  }
  const named = (list, name) => { const found = list.find((each) => each.name === name); if (!found) throw new Error(`no ${name}`); return found; };
  const context = {
    sync: async () => {},
    workbook: {
      name: "book.xlsx",
      load() { return this; },
      tables: { load() { return this; }, get items() { return book.tables; }, getItem: (name) => named(book.tables, name), add(range) { const table = new Table("Table1", range); book.tables.push(table); return table; } },
      worksheets: { load() { return this; }, get items() { return book.sheets; }, getItem: (name) => named(book.sheets, name), add(name) { const sheet = new Sheet(name, []); book.sheets.push(sheet); return sheet; } },
    },
  };
  const shown = () => book.sheets.map((sheet) => ({ title: sheet.name, rows: sheet.grid.rows, table: (book.tables.find((table) => table.worksheet === sheet) || {}).name || "" }));
  return { golden, open, shown, context };
})();
globalThis.OFFICE_SHIM = OFFICE_SHIM;
globalThis.Excel = { run: (work) => work(OFFICE_SHIM.context) };
globalThis.Office = { onReady: (work) => (document.readyState === "loading" ? document.addEventListener("DOMContentLoaded", work) : work()) };
