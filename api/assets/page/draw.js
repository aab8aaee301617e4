// Charts and tables. Chart.js is loaded by index.html and is the global `Chart`.
import { number, say } from "./words.js";

/** A figure of a row: a number, null where there is none, undefined where it is withheld. */
export const shown = (row, field) => (row.suppressed.includes(field) ? undefined : row[field]);

/** An element with attributes and content. */
export function make(name, attributes = {}, ...content) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== undefined) element.setAttribute(key, value);
  }
  element.append(...content);
  return element;
}

/** A cell of a table: the number for people, and as it came in `data-value`. */
export function cell(value) {
  if (value === undefined) return make("td", { class: "hidden", title: say("hidden") }, "∗");
  if (value === null) return make("td", { class: "none", title: say("notApplicable") }, "–");
  return make("td", { "data-value": value }, number(value));
}

/** A table with a heading line and rows of `{name, values, sum, key}`. */
export function table(caption, heads, rows) {
  const head = make("tr", {}, ...heads.map((text) => make("th", { scope: "col" }, text)));
  const lines = rows.map(({ name, values, sum, key }) =>
    make("tr", { class: sum ? "sum" : undefined, "data-key": key }, make("th", { scope: "row" }, name), ...values.map(cell)),
  );
  const all = make("table", {}, make("caption", {}, caption), make("thead", {}, head), make("tbody", {}, ...lines));
  return make("div", { class: "scroll", role: "region", tabindex: "0", "aria-label": caption }, all);
}

/** The numbers of a chart, folded away. */
export const numbers = (...table) =>
  make("details", { class: "numbers" }, make("summary", {}, say("showNumbers")), ...table);

const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
const COLOURS = ["one", "two", "three"];

/** A chart's own letters, to measure names with. */
const pen = document.createElement("canvas").getContext("2d");
const LINE = 1.2 * Chart.defaults.font.size;
/** Names at the side take this part of a chart's width at most: the library cuts off what goes beyond a half. */
const ASIDE = 0.45;

/** A name in lines that fit, broken between words; a word that is longer is broken within. */
function broken(name, width) {
  pen.font = `${Chart.defaults.font.size}px ${Chart.defaults.font.family}`;
  const fits = (text) => pen.measureText(text).width <= width;
  const lines = [""];
  for (const word of name.split(" ")) {
    const longer = `${lines.at(-1)} ${word}`.trim();
    if (fits(longer)) {
      lines[lines.length - 1] = longer;
      continue;
    }
    if (lines.at(-1)) lines.push("");
    for (const letter of word) {
      if (lines.at(-1) && !fits(lines.at(-1) + letter)) lines.push("");
      lines[lines.length - 1] += letter;
    }
  }
  return lines;
}

/** A chart with series of `{name, values}`; `text` says it to those who do not see it. */
export function chart(into, { kind, labels, series, text, stacked = false, sideways = false, percent = false }) {
  const canvas = make("canvas", { role: "img", "aria-label": text });
  const frame = make("div", { class: "chart" }, canvas);
  into.append(frame);
  const aside = (name) => broken(name, frame.clientWidth * ASIDE);
  // Names at the side need room for each, of which the longest takes the most lines.
  const fit = () => {
    const lines = Math.max(1, ...labels.map((name) => aside(name).length));
    const each = `max(${0.7 + series.length * 0.75}rem, ${(lines + 0.5) * LINE}px)`;
    frame.style.height = `max(16rem, 4rem + ${labels.length} * ${each})`;
  };
  if (sideways) fit();
  const [ink, line] = [colour("soft"), colour("line")];
  const datasets = series.map(({ name, values }, place) => {
    const tone = colour(COLOURS[place % COLOURS.length]);
    // What is withheld leaves a gap: it is no zero.
    const data = values.map((value) => value ?? null);
    return { label: name, data, backgroundColor: tone, borderColor: tone, borderWidth: kind === "line" ? 2 : 0 };
  });
  const counted = {
    beginAtZero: true, stacked, grid: { color: line },
    ticks: { color: ink, precision: 0, callback: (value) => (percent ? `${value} %` : number(value)) },
    ...(percent ? { max: 100 } : {}),
  };
  const lines = sideways ? { autoSkip: false, callback: (_, at) => aside(labels[at]) } : {};
  const named = { stacked, grid: { display: false }, ticks: { color: ink, ...lines } };
  return new Chart(canvas, {
    type: kind,
    data: { labels, datasets },
    options: {
      animation: false, responsive: true, maintainAspectRatio: false,
      indexAxis: sideways ? "y" : "x",
      // A phone that is turned has another width.
      onResize: sideways ? fit : undefined,
      scales: sideways ? { x: counted, y: named } : { x: named, y: counted },
      plugins: { legend: { labels: { color: ink } } },
    },
  });
}

/** The months of a year from the first to the last that has rows, none left out: `2026-01` and so on. */
export function monthsOf(year, rows) {
  const all = Array.from({ length: 12 }, (_, at) => `${year}-${String(at + 1).padStart(2, "0")}`);
  const known = all.map((one) => rows.some((row) => row.month === one));
  return all.slice(Math.max(known.indexOf(true), 0), known.lastIndexOf(true) + 1);
}
