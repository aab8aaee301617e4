// The incubation funnel: what stands at each stage now.
import { PROVENANCE } from "./about.js";
import { labels } from "./ask.js";
import { chart, numbers, shown, table } from "./draw.js";
import { label, number, say } from "./words.js";

const COUNTS = ["enterprises", "members", "jobs"];

export const funnel = {
  id: "funnel",
  root: "incubationFunnel",
  query: `query IncubationFunnel {
  incubationFunnel(groupBy: [STAGE], scope: PUBLIC) {
    ${PROVENANCE}
    rows {
      stage
      enterprises members jobs
      suppressed
    }
  }
}`,
  variables: () => ({}),
  // Names of the stages in both languages, in the order of incubation.
  more: () => labels("incubationStages"),

  /** Fields of a row that are shown. */
  counts: COUNTS,

  draw(into, rows, { more }) {
    const order = Object.keys(more);
    const sorted = [...rows].sort((one, other) => order.indexOf(one.stage) - order.indexOf(other.stage));
    const names = sorted.map((row) => label(more, row.stage));
    const series = COUNTS.map((field) => ({ name: say(field), values: sorted.map((row) => shown(row, field)) }));
    const drawn = chart(into, { kind: "bar", sideways: true, labels: names, series, text: say("funnelTitle") });
    const lines = sorted.map((row, at) => ({ name: names[at], key: row.stage, values: COUNTS.map((field) => shown(row, field)) }));
    into.append(numbers(table(say("funnelTitle"), [say("stage"), ...COUNTS.map((field) => say(field))], lines)));
    return [drawn];
  },

  tiles(rows) {
    const counts = rows.map((row) => shown(row, "enterprises"));
    // A sum without what is withheld would be wrong.
    if (counts.includes(undefined)) return [];
    const value = number(counts.reduce((sum, count) => sum + (count ?? 0), 0));
    return [{ key: "enterprises", value, text: say("tileEnterprises") }];
  },
};
