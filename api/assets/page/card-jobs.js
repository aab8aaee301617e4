// Jobs by month, within and outside an employment relation. Workers are a stock: months are not added up.
import { PROVENANCE } from "./about.js";
import { labels } from "./ask.js";
import { chart, monthsOf, numbers, shown, table } from "./draw.js";
import { label, month, number, say } from "./words.js";

export const jobs = {
  id: "jobs",
  root: "jobAbsorption",
  query: `query JobAbsorption($periods: PeriodRange!) {
  jobAbsorption(periods: $periods, groupBy: [MONTH, EMPLOYMENT_RELATION], scope: PUBLIC) {
    ${PROVENANCE}
    rows {
      month
      employmentRelation
      jobs
      suppressed
    }
  }
}`,
  variables: (year) => ({ periods: { from: `${year}-01`, to: `${year}-12` } }),
  more: () => labels("employmentRelations"),

  draw(into, rows, { year, more }) {
    const months = monthsOf(year, rows);
    const relations = [...new Set(rows.map((row) => row.employmentRelation))].sort();
    const at = (one, relation) => rows.find((row) => row.month === one && row.employmentRelation === relation);
    const value = (one, relation) => {
      const row = at(one, relation);
      return row ? shown(row, "jobs") : null;
    };
    const names = relations.map((relation) => label(more, relation));
    const series = relations.map((relation, place) => ({ name: names[place], values: months.map((one) => value(one, relation)) }));
    const drawn = chart(into, { kind: "bar", stacked: true, labels: months.map((one) => month(one)), series, text: say("jobsTitle") });
    const lines = months.map((one) => ({
      name: month(one, "long"), key: one, values: relations.map((relation) => value(one, relation)),
    }));
    into.append(numbers(table(say("jobsTitle"), [say("month"), ...names], lines)));
    return [drawn];
  },

  tiles(rows) {
    // Not all have told of a month that still runs.
    const now = new Date().toISOString().slice(0, 7);
    const months = rows.map((row) => row.month).sort();
    const last = months.filter((one) => one < now).at(-1) ?? months.at(-1);
    const counts = rows.filter((row) => row.month === last).map((row) => shown(row, "jobs"));
    if (counts.includes(undefined)) return [];
    const value = number(counts.reduce((sum, count) => sum + (count ?? 0), 0));
    return [{ key: "jobs", value, text: say("tileJobs", { month: month(last, "long") }) }];
  },
};
