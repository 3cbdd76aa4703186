"use strict";
document.documentElement.classList.add("scripted");
document.addEventListener("DOMContentLoaded", () => {
  const SIZE = 50, PRINTED = 500;
  const get = (id) => document.getElementById(id);
  const table = get("cases");
  if (!table) return open(location.hash);
  const cards = [...get("shown").children];
  const cases = [...table.tBodies].map((body, place) => ({ body, place, card: cards[place], rows: [...body.rows] }));
  const cell = (row, column) => row.cells[column].textContent;
  const caseOf = new Map(cases.flatMap((one) => one.rows.map((row) => [row.querySelector("a").getAttribute("href"), one])));
  const filters = { verdict: 2, rule: 3, district: 6 };
  let order = cases, found = cases, page = 0, shown = [], sorted = { column: -1, down: false };

  const matches = (row) => {
    const words = get("search").value.toLowerCase().split(/\s+/).filter(Boolean);
    const told = words.length ? row.textContent.toLowerCase() : "";
    const missing = get("by-open").value, has = Number(cell(row, 8));
    return words.every((word) => told.includes(word))
      && Object.entries(filters).every(([name, column]) => [ "", cell(row, column) ].includes(get(`by-${name}`).value))
      && (missing === "" || (missing === "3" ? has >= 3 : has === Number(missing)));
  };

  function make(one) {
    const kept = one.card.querySelector("noscript");
    if (kept) one.card.innerHTML = kept.textContent;
  }

  function show(list) {
    for (const one of shown) { one.body.classList.remove("on"); one.card.classList.remove("on"); }
    shown = list;
    for (const one of list) {
      make(one);
      one.body.classList.add("on");
      one.card.classList.add("on");
      table.append(one.body);
      get("shown").append(one.card);
    }
  }

  function draw() {
    const pages = Math.max(1, Math.ceil(found.length / SIZE));
    page = Math.min(page, pages - 1);
    show(found.slice(page * SIZE, (page + 1) * SIZE));
    const rows = found.reduce((sum, one) => sum + one.rows.filter((row) => !row.hidden).length, 0);
    const first = found.length ? page * SIZE + 1 : 0;
    const told = found.length
      ? `Cases ${first.toLocaleString("en")} to ${(first + shown.length - 1).toLocaleString("en")} of ${found.length.toLocaleString("en")}, with ${rows.toLocaleString("en")} findings in all.`
      : "No case matches.";
    get("told").textContent = told + (get("told").dataset.also ?? "");
    get("pages").hidden = pages < 2;
    get("earlier").disabled = page === 0;
    get("later").disabled = page === pages - 1;
    const choice = get("page");
    if (choice.length !== pages) choice.replaceChildren(...Array.from({ length: pages }, (_, i) => new Option(`${i + 1} of ${pages}`, i)));
    choice.value = page;
  }

  function filter() {
    for (const one of cases) for (const row of one.rows) row.hidden = !matches(row);
    found = order.filter((one) => one.rows.some((row) => !row.hidden));
    page = 0;
    draw();
  }

  function clear() {
    for (const field of get("tools").elements) if (field.id) field.value = "";
  }

  function sort(column, head) {
    const down = sorted.column === column && !sorted.down;
    const back = sorted.column === column && sorted.down;
    sorted = { column: back ? -1 : column, down };
    const key = (one) => cell(one.rows.find((row) => !row.hidden) || one.rows[0], column);
    const compare = new Intl.Collator("en", { numeric: true }).compare;
    const keys = new Map(cases.map((one) => [one, key(one)]));
    const blank = (one) => Number(keys.get(one) === "–");
    const by = (a, b) => blank(a) - blank(b) || (down ? -1 : 1) * compare(keys.get(a), keys.get(b)) || a.place - b.place;
    order = back ? cases : [...cases].sort(by);
    for (const th of table.tHead.rows[0].cells) th.removeAttribute("aria-sort");
    if (!back) head.setAttribute("aria-sort", down ? "descending" : "ascending");
    filter();
  }

  function open(hash) {
    const one = table && caseOf.get(hash);
    if (one) {
      if (!found.includes(one)) { clear(); filter(); }
      page = Math.floor(found.indexOf(one) / SIZE);
      draw();
    }
    const target = /^#[\w-]+$/.test(hash) ? document.getElementById(hash.slice(1)) : null;
    if (!target) return;
    for (let up = target; up; up = up.parentElement) if (up.tagName === "DETAILS") up.open = true;
    if (!one) return;
    for (const more of target.querySelectorAll("details")) more.open = true;
    target.classList.add("target");
    target.tabIndex = -1;
    target.focus({ preventScroll: true });
    target.scrollIntoView();
  }

  for (const [name, column] of Object.entries(filters)) {
    if (name === "verdict") continue;
    const values = new Set(cases.flatMap((one) => one.rows.map((row) => cell(row, column))));
    const sortedValues = [...values].sort(new Intl.Collator("en", { numeric: true }).compare);
    get(`by-${name}`).append(...sortedValues.map((value) => new Option(value, value)));
  }
  for (const [column, head] of [...table.tHead.rows[0].cells].entries()) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = head.textContent;
    button.addEventListener("click", () => sort(column, head));
    head.replaceChildren(button);
  }
  let waiting;
  get("search").addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(filter, 120); });
  get("tools").addEventListener("change", filter);
  get("tools").addEventListener("reset", (event) => { event.preventDefault(); clear(); filter(); });
  get("tools").addEventListener("submit", (event) => event.preventDefault());
  const turn = (to) => { page = to; draw(); };
  get("earlier").addEventListener("click", () => turn(page - 1));
  get("later").addEventListener("click", () => turn(page + 1));
  get("page").addEventListener("change", () => turn(Number(get("page").value)));
  get("tools").hidden = false;
  addEventListener("hashchange", () => {
    for (const old of document.querySelectorAll(".target")) old.classList.remove("target");
    open(location.hash);
  });
  addEventListener("beforeprint", () => {
    if (found.length <= PRINTED) show(found);
    for (const more of document.querySelectorAll("details:not([open])")) { more.open = true; more.dataset.folded = ""; }
  });
  addEventListener("afterprint", () => {
    for (const more of document.querySelectorAll("details[data-folded]")) { more.open = false; delete more.dataset.folded; }
    draw();
  });
  draw();
  open(location.hash);
});
