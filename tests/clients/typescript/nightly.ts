// A partner's night: what it holds is brought up to date. The client is generated from openapi/partner-v1.json
// (scripts/partner-clients); only this file is written by hand, and compiled to nightly.js.
//
//   PARTNER_CLIENT_ID=.. PARTNER_CLIENT_SECRET=.. node nightly.js BASE PURPOSE COPY [LIMIT]
//
// COPY is a JSON file. Where there is none, all is pulled; else only what changed. Ends on one line of JSON.

import { createHash } from "node:crypto";
import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import createClient from "./openapi-fetch/index.mjs";
import type { components, paths } from "./partner.d.ts";

type Incubatee = components["schemas"]["PartnerIncubatee"];
type Copy = { cursor: string | null; records: Record<string, Incubatee> };

function argument(place: number, otherwise?: string): string {
  const given = process.argv[place + 1] ?? otherwise;
  if (given === undefined) throw new Error("usage: nightly.js BASE PURPOSE COPY [LIMIT]");
  return given;
}
const [base, purpose, file, limit] = [argument(1), argument(2), argument(3), Number(argument(4, "500"))];

/** Waits as long as the service asks, a few times. */
async function patient(request: Request): Promise<Response> {
  for (let tries = 1; ; tries += 1) {
    const response = await fetch(request.clone());
    if ((response.status !== 429 && response.status !== 503) || tries === 5) return response;
    await pause(1000 * Number(response.headers.get("retry-after") ?? 1));
  }
}

const client = createClient<paths>({ baseUrl: base, fetch: patient });

/** The answer, or an error that names the code of the refusal and no data. */
function answered<T>(result: { data?: T; error?: unknown; response: Response }): T {
  if (result.response.ok) return result.data as T;
  const refused = result.error as { code?: string; error?: string; requestId?: string } | undefined;
  throw new Error(`${result.response.status} ${refused?.code ?? refused?.error} (${refused?.requestId})`);
}

// Tokens live 15 minutes: a new one well before.
let token = { text: "", until: 0 };
client.use({
  async onRequest({ request, schemaPath }) {
    if (schemaPath === "/oauth/token") return request;
    if (Date.now() > token.until) {
      const body = {
        grant_type: "client_credentials",
        client_id: process.env.PARTNER_CLIENT_ID ?? "",
        client_secret: process.env.PARTNER_CLIENT_SECRET ?? "",
      };
      const form = {
        headers: { "content-type": "application/x-www-form-urlencoded" },
        body,
        bodySerializer: () => new URLSearchParams(body),
      };
      const made = answered(await client.POST("/oauth/token", form));
      token = { text: made.access_token, until: Date.now() + (made.expires_in - 120) * 1000 };
    }
    request.headers.set("authorization", `Bearer ${token.text}`);
    return request;
  },
});

const copy: Copy = existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : { cursor: null, records: {} };
const counts = { upserts: 0, deletes: 0, lost: 0, acknowledged: 0 };

/** What ended is deleted here before its deletion is acknowledged. */
async function giveUp(): Promise<void> {
  for (let after: string | undefined, more = true; more; ) {
    const page = answered(await client.GET("/v1/partner/consents", { params: { query: { limit: 500, after } } }));
    for (const consent of page.data) {
      if (consent.purpose !== purpose || !["DUE", "OVERDUE"].includes(consent.acknowledgement?.state ?? "")) continue;
      delete copy.records[consent.subject];
      keep();
      const deletion = { params: { path: { id: consent.id } }, body: { deletedAt: new Date().toISOString() } };
      answered(await client.POST("/v1/partner/consents/{id}/acknowledgements", deletion));
      counts.acknowledged += 1;
    }
    more = !page.page.complete;
    after = page.page.next ?? undefined;
  }
}

async function pullAll(): Promise<void> {
  // The place in the feed first: what changes while the pages come is applied afterwards.
  const now = answered(await client.GET("/v1/partner/changes", { params: { query: { purpose, after: "latest" } } }));
  for (let after: string | undefined, more = true; more; ) {
    const query = { purpose, limit, after };
    const page = answered(await client.GET("/v1/partner/incubatees", { params: { query } }));
    for (const record of page.data) {
      // Read as often as the consent lets us: what is held stays, and the changes bring the record later.
      if (!record.redactions.some((withheld) => withheld.code === "FREQUENCY")) copy.records[record.id] = record;
    }
    more = !page.page.complete;
    after = page.page.next ?? undefined;
  }
  copy.cursor = now.page.next ?? null;
}

async function follow(): Promise<void> {
  for (let more = true; more; ) {
    const query = { purpose, limit, after: copy.cursor ?? undefined };
    const page = answered(await client.GET("/v1/partner/changes", { params: { query } }));
    for (const change of page.data) {
      if (change.type === "UPSERT" && change.record) {
        copy.records[change.id] = change.record;
        counts.upserts += 1;
      } else {
        delete copy.records[change.id];
        counts[change.type === "CONSENT_LOST" ? "lost" : "deletes"] += 1;
      }
    }
    copy.cursor = page.page.next ?? copy.cursor;
    more = !page.page.complete;
    keep();
  }
}

/** Never half a file. */
function keep(): void {
  writeFileSync(`${file}.new`, JSON.stringify(copy), { mode: 0o600 });
  renameSync(`${file}.new`, file);
}

/** The same for the same records, however they came. */
function canonical(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(canonical);
  if (value === null || typeof value !== "object") return value;
  const fields = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(fields.map(([name, held]) => [name, canonical(held)]));
}

await giveUp();
if (copy.cursor === null) await pullAll();
await follow();
const digest = createHash("sha256").update(JSON.stringify(canonical(copy.records))).digest("hex");
console.log(JSON.stringify({ records: Object.keys(copy.records).length, ...counts, digest }));
