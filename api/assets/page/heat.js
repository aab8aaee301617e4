// The table of provinces and months: how dark a cell is says how much of what is owed came in.
import { make } from "./draw.js";
import { month, number, say } from "./words.js";

/** Measures of the table: the share, and what it is counted from. */
export const MEASURES = { rate: "submitted", onTimeRate: "onTime", approvedRate: "approved" };

/** Sums of counts; shares are divided anew, never averaged. */
export function together(rows) {
  const sum = (field) => rows.reduce((total, row) => total + row[field], 0);
  const counts = Object.fromEntries(["expected", ...Object.values(MEASURES)].map((field) => [field, sum(field)]));
  const share = (field) => (counts.expected > 0 ? Math.round((counts[field] * 10_000) / counts.expected) / 100 : null);
  const shares = Object.entries(MEASURES).map(([measure, field]) => [measure, { value: share(field) }]);
  return { ...counts, ...Object.fromEntries(shares) };
}

function square(row, measure) {
  const share = row?.[measure]?.value;
  if (share == null) return make("td", { class: "none", title: say("notApplicable") }, "–");
  const gaps = { share: number(share), count: number(row[MEASURES[measure]]), expected: number(row.expected) };
  const cell = make("td", { "data-value": share, title: say("cell", gaps) }, number(Math.floor(share)));
  cell.style.setProperty("--share", share / 100);
  return cell;
}

function lines(rows, months, measure) {
  const line = (name, key, of, extra) => {
    const cells = months.map((one) => square(of(one), measure));
    return make("tr", { "data-key": key, ...extra }, make("th", { scope: "row" }, name), ...cells);
  };
  const all = (one) => together(rows.filter((row) => row.month === one));
  const provinces = new Map(rows.map((row) => [row.province?.code ?? "", row.province]));
  const named = [...provinces].sort(([one], [other]) => (one < other ? -1 : 1));
  return [
    line(say("total"), "all", all, { class: "sum" }),
    ...named.map(([code, province]) =>
      line(province?.name ?? "–", code, (one) => rows.find((row) => (row.province?.code ?? "") === code && row.month === one)),
    ),
  ];
}

/** Draws the table with a choice of its measure. */
export function heat(into, rows, months) {
  const choice = make("select", { class: "heat-measure" });
  choice.append(...Object.keys(MEASURES).map((measure) => make("option", { value: measure }, say(measure))));
  const caption = make("caption", {}), body = make("tbody");
  const heads = months.map((one) => make("th", { scope: "col", title: month(one, "long") }, month(one)));
  const head = make("thead", {}, make("tr", {}, make("th", { scope: "col" }, say("province")), ...heads));
  const show = () => {
    caption.textContent = say("rateHeat", { measure: say(choice.value) });
    body.replaceChildren(...lines(rows, months, choice.value));
  };
  choice.addEventListener("change", show);
  show();
  const scroll = { class: "scroll heat", role: "region", tabindex: "0", "aria-label": say("rateTitle") };
  into.append(
    make("p", { class: "picker" }, make("label", {}, `${say("measure")} `, choice)),
    make("div", scroll, make("table", {}, caption, head, body)),
  );
}
