// A dashboard's figures, typed from the question to the answer: the types beside it (gql/) are generated from
// schema.graphql and from the questions in this file (scripts/dashboard-client). Compiled to dashboard.js.
//
//   [TOKEN=..] node dashboard.js BASE YEAR
//
// Prints one line of JSON for each province, and then where the figures come from.

import { setTimeout as pause } from "node:timers/promises";
import { graphql } from "./gql/index.js";
import type { TypedDocumentString } from "./gql/graphql.js";

const Rates = graphql(`
  query Rates($periods: PeriodRange!) {
    reportingRate(template: "LAP_BULANAN", periods: $periods, groupBy: [PROVINCE], scope: PUBLIC) {
      provenance { asOf dataThrough approvedShare complete }
      rows { province { code name } expected submitted rate { value } }
    }
  }
`);

const [base, year] = process.argv.slice(2);
if (!base || !year) throw new Error("usage: dashboard.js BASE YEAR");

type Refusal = { message: string; extensions?: { code?: string; requestId?: string; errors?: { path: string; message: string }[] } };

/** One question. Waits as long as the service asks, a few times; a refusal is an error that names its code. */
async function ask<Answer, Variables>(question: TypedDocumentString<Answer, Variables>, variables: Variables): Promise<Answer> {
  const headers: Record<string, string> = { "content-type": "application/json" };
  if (process.env.TOKEN) headers.authorization = `Bearer ${process.env.TOKEN}`;
  const body = JSON.stringify({ query: question.toString(), variables });
  for (let tries = 1; ; tries += 1) {
    const response = await fetch(`${base}/graphql`, { method: "POST", headers, body });
    if ((response.status === 429 || response.status === 503) && tries < 5) {
      await pause(1000 * Number(response.headers.get("retry-after") ?? 1));
      continue;
    }
    const { data, errors } = (await response.json()) as { data?: Answer; errors?: Refusal[] };
    const refusal = errors?.[0];
    if (refusal) {
      const faults = refusal.extensions?.errors?.map((fault) => `${fault.path}: ${fault.message}`).join("; ");
      throw new Error(`${refusal.extensions?.code} ${faults || refusal.message} (${refusal.extensions?.requestId})`);
    }
    if (!data) throw new Error(`HTTP ${response.status}`);
    return data;
  }
}

const { reportingRate } = await ask(Rates, { periods: { from: `${year}-01`, to: `${year}-12` } });
for (const { province, expected, submitted, rate } of reportingRate.rows) {
  // Null where nothing is owed: not applicable is not zero.
  console.log(JSON.stringify({ province: province?.code ?? null, expected, submitted, rate: rate.value }));
}
console.log(JSON.stringify(reportingRate.provenance));
