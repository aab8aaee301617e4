// What stands below each card: where its figures come from, what is withheld, the query behind it.
import { number, say, time } from "./words.js";

/** The fields of provenance that the page asks of every root. */
export const PROVENANCE = `provenance {
      asOf asOfAt settled dataThrough reportsIncluded reportsExpected
      approvedShare complete suppressedCells definitionVersions { code version }
    }`;

/** The provenance of an answer as one line. */
export function provenance(of) {
  if (!of) return "";
  const parts = [
    of.asOfAt && say("asOf", { at: time(of.asOfAt) }),
    of.asOf && say("position", of),
    of.settled === false && say("unsettled"),
    of.dataThrough && say("dataThrough", { period: of.dataThrough }),
    of.reportsExpected != null && say("reports", { included: number(of.reportsIncluded), expected: number(of.reportsExpected) }),
    of.approvedShare != null && say("approvedShare", { share: number(of.approvedShare) }),
    of.reportsExpected != null && say(of.complete ? "complete" : "incomplete"),
    of.suppressedCells > 0 && say("suppressed", { count: number(of.suppressedCells) }),
    of.definitionVersions?.length && say("definitions", { list: of.definitionVersions.map((one) => `${one.code} v${one.version}`).join(", ") }),
  ];
  return parts.filter(Boolean).join(" · ");
}

/** Puts the query of a card where people can read, copy and try it. */
export function query(card, document, variables) {
  const details = card.querySelector(".query");
  const text = `${document}\n\n# ${say("variables")}\n${JSON.stringify(variables, null, 2)}`;
  details.querySelector("code").textContent = text;
  const copy = details.querySelector("button");
  copy.onclick = async () => {
    // Without HTTPS a browser gives no clipboard: what is to be copied is marked instead.
    const copied = await navigator.clipboard?.writeText(text).then(() => true, () => false);
    if (copied) copy.textContent = say("copied");
    else getSelection().selectAllChildren(details.querySelector("code"));
  };
  const explore = details.querySelector(".explore");
  // After #, so that it never reaches a log.
  const parts = new URLSearchParams({ query: document, variables: JSON.stringify(variables, null, 2) });
  explore.href = `/graphiql#${parts}`;
  details.ontoggle = async () => {
    if (details.open) explore.hidden = !(await explorer());
  };
}

/** Whether this installation serves the explorer; asked once. */
let answer;
function explorer() {
  answer ??= fetch("/graphiql", { method: "HEAD" }).then((response) => response.ok, () => false);
  return answer;
}
