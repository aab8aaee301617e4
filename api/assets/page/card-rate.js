// Reporting rate: the nation by month as lines, provinces by month as a table.
import { PROVENANCE } from "./about.js";
import { chart, monthsOf } from "./draw.js";
import { MEASURES, heat, together } from "./heat.js";
import { month, number, say } from "./words.js";

export const rate = {
  id: "rate",
  wide: true,
  root: "reportingRate",
  query: `query ReportingRate($periods: PeriodRange!) {
  reportingRate(template: "LAP_BULANAN", periods: $periods, groupBy: [PROVINCE, MONTH], scope: PUBLIC) {
    ${PROVENANCE}
    rows {
      province { code name }
      month
      expected submitted onTime approved
      rate { value } onTimeRate { value } approvedRate { value }
    }
  }
}`,
  variables: (year) => ({ periods: { from: `${year}-01`, to: `${year}-12` } }),

  draw(into, rows, { year }) {
    const months = monthsOf(year, rows);
    const nation = months.map((one) => together(rows.filter((row) => row.month === one)));
    const series = Object.keys(MEASURES).map((measure) => ({
      name: say(measure),
      values: nation.map((sums) => sums[measure].value),
    }));
    const labels = months.map((one) => month(one));
    const drawn = chart(into, { kind: "line", labels, series, percent: true, text: `${say("rateTitle")}: ${say("total")}` });
    heat(into, rows, months);
    return [drawn];
  },

  tiles(rows, year) {
    const sums = together(rows);
    const percent = (measure) => `${number(sums[measure].value)} %`;
    const gaps = { year, count: number(sums.submitted), expected: number(sums.expected) };
    return [
      { key: "rate", value: percent("rate"), text: say("tileRate", gaps) },
      { key: "approved", value: percent("approvedRate"), text: say("tileApproved", gaps) },
    ];
  },
};
