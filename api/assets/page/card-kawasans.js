// Kawasans: the programme areas, as they stand now.
import { PROVENANCE } from "./about.js";
import { chart, numbers, shown, table } from "./draw.js";
import { number, say } from "./words.js";

const DRAWN = ["enterprises", "jobs"];
const COUNTS = ["enterprises", "members", "jobs", "resources", "chainLinks", "partnerships"];

export const kawasans = {
  id: "kawasans",
  wide: true,
  root: "kawasanOverview",
  query: `query KawasanOverview {
  kawasanOverview(groupBy: [KAWASAN], scope: PUBLIC) {
    ${PROVENANCE}
    rows {
      kawasan { code name }
      enterprises members jobs
      resources chainLinks partnerships
      suppressed
    }
  }
}`,
  variables: () => ({}),
  /** Fields of a row that are shown. */
  counts: COUNTS,

  draw(into, rows) {
    const names = rows.map((row) => row.kawasan?.name ?? "–");
    const series = DRAWN.map((field) => ({ name: say(field), values: rows.map((row) => shown(row, field)) }));
    const drawn = chart(into, { kind: "bar", sideways: true, labels: names, series, text: say("kawasansTitle") });
    const lines = rows.map((row, at) => ({ name: names[at], key: row.kawasan?.code, values: COUNTS.map((field) => shown(row, field)) }));
    into.append(numbers(table(say("kawasansTitle"), [say("kawasan"), ...COUNTS.map((field) => say(field))], lines)));
    return [drawn];
  },

  tiles: (rows) => [{ key: "kawasans", value: number(rows.length), text: say("tileKawasans") }],
};
