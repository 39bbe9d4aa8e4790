// What Office offers to our pages, over a workbook in memory: just enough for the functions and the task pane.
// As in Office nothing can be read that was not loaded and synchronised, and a request that is too large is refused.
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

  const LARGEST = 5 * 1024 * 1024;
  const book = { sheets: [], tables: [], date1904: false, protected: false };
  let travels = 0, unread = [], syncs = 0, selected = null, refuse = null;
  const refused = (message) => Object.assign(new Error(message), { code: "GeneralException" });
  function travel(cells) {
    travels += JSON.stringify(cells).length;
    if (travels > LARGEST) throw refused("the request is larger than 5 MB");
  }

  // names that were loaded are there after the next sync
  class Loadable {
    load(names) {
      const found = {};
      for (const name of names.split(",")) {
        found[name] = this[`now_${name.split("/")[0]}`]();
        if (["values", "formulas", "valueTypes"].includes(name)) travel(found[name]);
      }
      unread.push(() => { this.loaded = { ...this.loaded, ...found }; });
      return this;
    }
    read(name) {
      if (!this.loaded || !(name in this.loaded)) throw refused(`PropertyNotLoaded: ${name}`);
      return this.loaded[name];
    }
  }
  function readable(kind, ...names) {
    for (const name of names) {
      const own = Object.getOwnPropertyDescriptor(kind.prototype, name) || {};
      Object.defineProperty(kind.prototype, name, { ...own, get() { return this.read(name); }, configurable: true });
    }
  }

  const BLANK = { value: "", formula: "", link: "", bold: false, indent: 0, format: "General" };
  class Grid {
    constructor() { this.rows = []; }
    get(row, column) { return (this.rows[row] || [])[column] || BLANK; }
    put(row, column, cell) {
      while (this.rows.length <= row) this.rows.push([]);
      this.rows[row][column] = cell;
    }
    change(row, column, changes) { this.put(row, column, { ...this.get(row, column), ...changes }); }
    get used() {
      let rows = 0, columns = 0;
      this.rows.forEach((row, r) => row.forEach((cell, c) => { if (cell && cell.value !== "") [rows, columns] = [r + 1, Math.max(columns, c + 1)]; }));
      return [rows, columns];
    }
  }

  // a figure that is typed in goes before; a formula shows what stood in the cell, for nothing calculates here
  const entered = (value) => ({ formula: "", value: typeof value === "string" && value.startsWith("'") ? value.slice(1) : value });
  const isFormula = (value) => typeof value === "string" && value.startsWith("=");

  class Range extends Loadable {
    constructor(sheet, row, column, rows, columns) {
      super();
      if (rows < 1 || columns < 1 || row < 0 || column < 0) throw refused(`no range ${row} ${column} ${rows} ${columns}`);
      Object.assign(this, { sheet, grid: sheet.grid, top: row, left: column, height: rows, width: columns });
    }
    map(of) { return Array.from({ length: this.height }, (_, r) => Array.from({ length: this.width }, (_, c) => of(this.grid.get(this.top + r, this.left + c)))); }
    each(changes) { for (let r = 0; r < this.height; r++) for (let c = 0; c < this.width; c++) this.grid.change(this.top + r, this.left + c, changes); }
    now_values() { return this.map((cell) => cell.value); }
    now_formulas() { return this.map((cell) => cell.formula || cell.value); }
    now_valueTypes() { return this.map((cell) => (/^#[A-Z]/.test(cell.value) ? "Error" : "Unknown")); }
    now_numberFormat() { return this.map((cell) => cell.format); }
    now_rowIndex() { return this.top; }
    now_columnIndex() { return this.left; }
    now_rowCount() { return this.height; }
    now_columnCount() { return this.width; }
    guard() { if (this.sheet.protected) throw refused("the sheet is protected"); if (refuse && refuse(this)) throw refused("Excel is busy"); }
    put(cells, one) {
      this.guard();
      travel(cells);
      if (cells.length !== this.height || cells.some((row) => row.length !== this.width)) throw refused("InvalidArgument: the shape of the cells");
      cells.forEach((row, r) => row.forEach((value, c) => this.grid.change(this.top + r, this.left + c, one(value))));
    }
    set values(cells) { this.put(cells, entered); }
    set formulas(cells) { this.put(cells, (value) => (isFormula(value) ? { formula: value } : entered(value))); }
    set numberFormat(format) { this.guard(); this.each({ format }); }
    set hyperlink({ documentReference }) { this.guard(); this.each({ link: documentReference }); }
    get format() {
      const range = this;
      return {
        font: { set bold(bold) { range.each({ bold }); }, set color(_) {}, set underline(_) {} },
        fill: { set color(_) {} },
        set indentLevel(indent) { range.each({ indent }); },
        set wrapText(_) {}, set rowHeight(_) {}, set columnWidth(width) { range.sheet.widths[range.left] = width; },
        set verticalAlignment(_) {}, set horizontalAlignment(_) {},
      };
    }
    get conditionalFormats() { return { add: () => ({ cellValue: { format: { font: {}, fill: {} }, set rule(_) {} } }) }; }
    clear(what) {
      const changes = { Contents: { value: "", formula: "" }, Hyperlinks: { link: "" }, Formats: { bold: false, indent: 0, format: "General" } }[what];
      if (!changes) throw refused(`InvalidArgument: ${what}`);
      this.guard();
      this.each(changes);
    }
    copyFrom(source, what) {
      if (what !== "Formats") throw refused(`InvalidArgument: ${what}`);
      const { bold, indent, format } = source.grid.get(source.top, source.left);
      this.each({ bold, indent, format });
    }
    move(by) {
      const { grid, top, left, height, width } = this, rows = grid.rows.length;
      const column = (c) => grid.rows.map((row) => row[c] || BLANK);
      for (let c = left; c < left + width; c++) {
        const cells = column(c);
        if (by > 0) cells.splice(top, 0, ...Array(height).fill(BLANK));
        else cells.splice(top, height);
        for (let r = top; r < Math.max(rows, cells.length); r++) grid.put(r, c, cells[r] || BLANK);
      }
      for (const table of book.tables) if (table.sheet === this.sheet && top >= table.row && top <= table.row + table.rows) {
        table.rows += by * height;
        if (table.rows < 2) throw refused("a table keeps a row");
      }
    }
    delete(way) { if (way !== "Up") throw refused(way); this.guard(); this.move(-1); }
    insert(way) { if (way !== "Down") throw refused(way); this.guard(); this.move(1); }
    select() { selected = [this.sheet.title, this.top + 1, this.left + 1]; }
  }
  readable(Range, "values", "formulas", "valueTypes", "numberFormat", "rowIndex", "columnIndex", "rowCount", "columnCount");

  const nothing = () => ({ isNullObject: true, load() { return this; }, delete() {} });
  class Sheet extends Loadable {
    constructor(title) { super(); Object.assign(this, { title, grid: new Grid(), isNullObject: false, protected: false, frozen: 0, widths: {} }); }
    now_name() { return this.title; }
    now_isNullObject() { return false; }
    getRangeByIndexes(row, column, rows, columns) { return new Range(this, row, column, rows, columns); }
    getRange(address) {
      const [, letters, row] = /^([A-Z]+)([0-9]+)$/.exec(address);
      return new Range(this, Number(row) - 1, [...letters].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0) - 1, 1, 1);
    }
    getUsedRangeOrNullObject() {
      const [rows, columns] = this.grid.used;
      return rows ? new Range(this, 0, 0, rows, columns) : nothing();
    }
    get protection() { return new Property({ protected: this.protected }); }
    get freezePanes() { return { freezeRows: (rows) => { this.frozen = rows; } }; }
    set tabColor(_) {}
    activate() {}
    delete() {
      book.sheets = book.sheets.filter((sheet) => sheet !== this);
      book.tables = book.tables.filter((table) => table.sheet !== this);
    }
  }
  readable(Sheet, "name");

  class Property extends Loadable {
    constructor(values) {
      super();
      for (const name of Object.keys(values)) {
        this[`now_${name}`] = () => values[name];
        Object.defineProperty(this, name, { get: () => this.read(name) });
      }
    }
  }

  class Table extends Loadable {
    constructor(title, range) { super(); Object.assign(this, { title, totals: false, isNullObject: false, kept: null }); this.resize(range); }
    resize(range) {
      range.guard();
      if (this.totals) throw refused("resize with a totals row");
      Object.assign(this, { sheet: range.sheet, row: range.top, column: range.left, rows: range.height, columns: range.width });
      if (this.rows < 2) throw refused("a table has a row");
    }
    get worksheet() { return this.sheet; }
    get totalsRow() { return new Range(this.sheet, this.row + this.rows - 1, this.column, 1, this.columns); }
    now_name() { return this.title; }
    now_showTotals() { return this.totals; }
    now_isNullObject() { return false; }
    set name(title) { this.title = title; }
    set style(style) { this.look = style; }
    set showTotals(shown) {
      if (shown === this.totals) return;
      if (shown) {
        this.rows += 1;
        (this.kept || []).forEach((cell, c) => this.sheet.grid.put(this.row + this.rows - 1, this.column + c, cell));
      } else {
        this.kept = this.totalsRow.map((cell) => cell)[0];
        this.totalsRow.each(BLANK);
        this.rows -= 1;
      }
      this.totals = shown;
    }
    getRange() { return this.sheet.getRangeByIndexes(this.row, this.column, this.rows, this.columns); }
  }
  readable(Table, "name", "showTotals");

  // sheets as `shown` gives them: values row by row, the size of the table, formulas and links by "row,column" from 0
  function open(sheets) {
    for (const { title, table, rows, formulas = {}, links = {}, totals = false, size } of sheets) {
      const sheet = new Sheet(title);
      book.sheets.push(sheet);
      rows.forEach((row, r) => row.forEach((value, c) => sheet.grid.put(r, c, { ...BLANK, value, formula: formulas[`${r},${c}`] || "", link: links[`${r},${c}`] || "" })));
      if (!table) continue;
      book.tables.push(new Table(table, new Range(sheet, ...size)));
      book.tables[book.tables.length - 1].totals = totals;
    }
  }
  function cellsOf(sheet) {
    const [height, width] = sheet.grid.used, formulas = {}, links = {}, looks = {};
    const rows = Array.from({ length: height }, (_, r) => Array.from({ length: width }, (_, c) => sheet.grid.get(r, c).value));
    sheet.grid.rows.forEach((row, r) => row.forEach((cell, c) => {
      if (cell && cell.formula) formulas[`${r},${c}`] = cell.formula;
      if (cell && cell.link) links[`${r},${c}`] = cell.link;
      if (cell && (cell.bold || cell.indent)) looks[`${r},${c}`] = `${cell.bold ? "bold" : ""}${cell.indent}`;
    }));
    return { rows, formulas, links, looks };
  }
  const shown = () => book.sheets.map((sheet) => {
    const table = book.tables.find((each) => each.sheet === sheet);
    return { title: sheet.title, table: table ? table.title : "", totals: Boolean(table && table.totals), size: table ? [table.row, table.column, table.rows, table.columns] : [], frozen: sheet.frozen, ...cellsOf(sheet) };
  });

  const find = (list, title) => list.find((each) => each.title.toLowerCase() === title.toLowerCase());
  const named = (list, title) => { const found = find(list, title); if (!found) throw refused(`ItemNotFound: ${title}`); return found; };
  class Collection extends Loadable {
    constructor(of) { super(); this.of = of; }
    now_items() { this.of().forEach((each) => each.load(each instanceof Table ? "name,showTotals" : "name")); return true; }
    get items() { return this.of().filter(() => this.read("items/name")); }
    getItem(title) { return named(this.of(), title); }
    getItemOrNullObject(title) { return find(this.of(), title) || nothing(); }
  }
  const tables = Object.assign(new Collection(() => book.tables), { add(range) { const table = new Table("Table1", range); book.tables.push(table); return table; } });
  const worksheets = Object.assign(new Collection(() => book.sheets), {
    add(title) {
      if (book.protected) throw refused("the structure is protected");
      if (find(book.sheets, title)) throw refused(`ItemAlreadyExists: ${title}`);
      const sheet = new Sheet(title);
      book.sheets.push(sheet);
      return sheet;
    },
  });
  const workbook = Object.assign(new Property({ name: "book.xlsx" }), { tables, worksheets, functions: { date: () => new Property({ value: book.date1904 ? 35064 : 36526 }) } });
  Object.defineProperty(workbook, "protection", { get: () => new Property({ protected: book.protected }) });
  const context = {
    sync: async () => { unread.forEach((give) => give()); [unread, travels] = [[], 0]; syncs += 1; },
    workbook,
  };
  const cell = (title, row, column) => named(book.sheets, title).grid.get(row, column);
  const type = (title, row, column, value) => named(book.sheets, title).grid.change(row, column, entered(value));
  return { golden, open, shown, context, book, cell, type, selected: () => selected, syncs: () => syncs, refuseWhen: (test) => { refuse = test; } };
})();
globalThis.OFFICE_SHIM = OFFICE_SHIM;
globalThis.Excel = { run: async (work) => { const found = await work(OFFICE_SHIM.context); await OFFICE_SHIM.context.sync(); return found; } };
globalThis.Office = {
  context: { requirements: { isSetSupported: () => true }, document: { url: "" } },
  onReady: (work) => (document.readyState === "loading" ? document.addEventListener("DOMContentLoaded", work) : work()),
};
