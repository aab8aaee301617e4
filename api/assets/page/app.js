// The page: asks each card's question and shows its answer, its emptiness, or why it was refused.
import { query as showQuery, provenance } from "./about.js";
import { ask } from "./ask.js";
import { funnel } from "./card-funnel.js";
import { jobs } from "./card-jobs.js";
import { kawasans } from "./card-kawasans.js";
import { rate } from "./card-rate.js";
import { make } from "./draw.js";
import { number, say, speak, spoken } from "./words.js";

const YEARS = 6;
const element = (id) => document.getElementById(id);
const address = new URLSearchParams(location.search);

/** What a reader chose, in the address (to be passed on) or from the last visit. */
function chosen(name, otherwise) {
  if (address.has(name)) return address.get(name);
  try {
    return localStorage.getItem(name) ?? otherwise;
  } catch {
    return otherwise;
  }
}

function choose(name, value) {
  address.set(name, value);
  history.replaceState(null, "", `?${address}`);
  try {
    if (name !== "year") localStorage.setItem(name, value);
  } catch {
    // A browser that keeps nothing still shows the page.
  }
}

/** Cards with what they last heard: `answer`, `refusal`, or neither while they wait. */
const cards = [rate, funnel, jobs, kawasans].map((kind) => {
  const frame = element("card").content.firstElementChild.cloneNode(true);
  frame.id = kind.id;
  frame.classList.toggle("wide", Boolean(kind.wide));
  element("cards").append(frame);
  return { kind, frame, charts: [], asked: 0 };
});
const year = () => Number(element("year").value);

async function load(card) {
  const asked = (card.asked += 1);
  Object.assign(card, { answer: undefined, refusal: undefined });
  show(card);
  const heard = await ask(card.kind.query, card.kind.variables(year()))
    .then(async (answer) => ({ answer, more: await card.kind.more?.() }))
    .catch((refusal) => ({ refusal }));
  // The reader has moved on to another year meanwhile.
  if (asked !== card.asked) return;
  Object.assign(card, heard);
  show(card);
  tiles();
}

function show(card) {
  const { kind, frame, answer, refusal } = card;
  card.charts.forEach((chart) => chart.destroy());
  card.charts = [];
  const part = (name) => frame.querySelector(name);
  const [state, drawing, note] = [part(".state"), part(".drawing"), part(".hidden-note")];
  part("h2").textContent = say(`${kind.id}Title`);
  part(".lead").textContent = say(`${kind.id}Lead`);
  drawing.replaceChildren();
  state.replaceChildren();
  state.classList.toggle("refused", Boolean(refusal));
  note.hidden = true;
  part(".provenance").textContent = "";
  frame.setAttribute("aria-busy", String(!answer && !refusal));
  showQuery(frame, kind.query, kind.variables(year()));
  if (refusal) return refused(card, state);
  if (!answer) return state.append(say("loading"));
  const root = answer[kind.root];
  part(".provenance").textContent = provenance(root.provenance);
  if (root.rows.length === 0) return state.append(say("empty", { year: year() }));
  card.charts = kind.draw(drawing, root.rows, { year: year(), more: card.more }) ?? [];
  const withheld = frame.querySelectorAll("td.hidden").length;
  note.hidden = withheld === 0;
  note.textContent = say("hiddenNote", { count: number(withheld) });
}

function refused(card, state) {
  const { refusal } = card;
  const known = say(refusal.code) !== refusal.code;
  const message = known ? say(refusal.code) : spoken() === "en" ? refusal.messageEn : refusal.message;
  const code = make("a", { href: `/docs/errors#${refusal.code}` }, say("refusedCode", { code: refusal.code }));
  const retry = make("button", { type: "button" }, say("retry"));
  retry.addEventListener("click", () => load(card));
  state.append(make("b", {}, message ?? refusal.code), make("br"));
  if (refusal.wait) state.append(say("wait", { seconds: refusal.wait }), " ");
  if (!known) state.append(code, refusal.path ? ` (${refusal.path})` : "", ". ");
  if (refusal.requestId) state.append(say("request", { id: refusal.requestId }), ". ");
  state.append(make("br"), retry);
}

/** The greatest numbers of all, above the cards; none where a part of them is withheld. */
function tiles() {
  const told = cards.flatMap(({ kind, answer }) => {
    const rows = answer?.[kind.root].rows ?? [];
    return rows.length > 0 ? kind.tiles(rows, year()) : [];
  });
  const items = told.map(({ value, text, key }) => make("li", { "data-key": key }, make("b", {}, value), make("span", {}, text)));
  element("tiles").replaceChildren(...items);
}

/** Puts every word in its place, and redraws from what was heard: nothing is asked again. */
function words() {
  document.documentElement.lang = spoken();
  for (const place of document.querySelectorAll("[data-word]")) place.textContent = say(place.dataset.word);
  cards.forEach(show);
  tiles();
}

function theme(name) {
  if (name === "auto") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = name;
}

function start() {
  const now = new Date();
  // Reports of a month are owed once it is over: in January the year before says more.
  const latest = now.getMonth() === 0 ? now.getFullYear() - 1 : now.getFullYear();
  const wanted = /^\d{4}$/.test(address.get("year") ?? "") ? Number(address.get("year")) : latest;
  const years = new Set([...Array.from({ length: YEARS }, (_, back) => now.getFullYear() - back), wanted]);
  element("year").append(...[...years].sort().reverse().map((one) => make("option", { value: one }, String(one))));
  element("year").value = String(wanted);
  const language = chosen("lang", navigator.language?.startsWith("en") ? "en" : "id");
  speak(language);
  element("language").value = spoken();
  const colours = ["light", "dark"].includes(chosen("theme")) ? chosen("theme") : "auto";
  theme(colours);
  element("theme").value = colours;
  element("controls").addEventListener("submit", (event) => event.preventDefault());
  element("year").addEventListener("change", () => (choose("year", year()), cards.forEach(load)));
  element("language").addEventListener("change", ({ target }) => (choose("lang", target.value), speak(target.value), words()));
  element("theme").addEventListener("change", ({ target }) => (choose("theme", target.value), theme(target.value), cards.forEach(show)));
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => cards.forEach(show));
  words();
  cards.forEach(load);
}

start();
