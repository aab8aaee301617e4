// One GraphQL question to the service, without signing in. To use it from another site, put the service's address here.
export const SERVICE = "";

/** Longest wait for an answer. */
const PATIENCE = 30_000;

/** A question that got no answer, with what a reader can be told about it. */
export class Refused extends Error {
  constructor(code, { message, messageEn, requestId, path, wait } = {}) {
    super(message ?? code);
    Object.assign(this, { code, messageEn: messageEn ?? message, requestId, path, wait });
  }
}

/** `data` of the answer; throws Refused. */
export async function ask(query, variables) {
  let response, answer;
  try {
    response = await fetch(`${SERVICE}/graphql`, {
      method: "POST",
      headers: { "content-type": "application/json", accept: "application/json", "accept-language": "id" },
      body: JSON.stringify({ query, variables }),
      signal: AbortSignal.timeout(PATIENCE),
    });
  } catch {
    throw new Refused("UNREACHABLE");
  }
  try {
    answer = await response.json();
  } catch {
    throw new Refused("UNREADABLE", { message: `HTTP ${response.status}` });
  }
  const refusal = answer.errors?.[0];
  if (refusal) throw refused(refusal, response);
  // Refused before it reached GraphQL: a problem document.
  if (!response.ok || !answer.data) throw refused({ message: answer.detail, extensions: answer }, response);
  return answer.data;
}

function refused({ message, extensions }, response) {
  const { code, detailEn, requestId, errors } = extensions ?? {};
  // What is wrong in particular says more than that something is.
  const first = errors?.[0];
  return new Refused(code ?? "UNREADABLE", {
    message: first?.message ?? message,
    messageEn: first?.messageEn ?? detailEn ?? message,
    requestId,
    path: first?.path,
    wait: Number(response.headers.get("retry-after")) || undefined,
  });
}

/** Labels of a public code set, `{CODE: {id, en}}`; none when it cannot be had: the codes are shown then. */
export async function labels(set) {
  try {
    const response = await fetch(`${SERVICE}/v1/reference/${set}`);
    const { codes } = await response.json();
    return Object.fromEntries(codes.map(({ code, label }) => [code, label]));
  } catch {
    return {};
  }
}
