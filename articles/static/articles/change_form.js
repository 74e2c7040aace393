// The change form of an article. It works without this script, which adds a toolbar, a live preview,
// saving without a reload, and autosave.

import { sectionChip, tagChips } from "./chips.js";
import { register } from "./keyboard.js";
import { authors, cover, fill, growTitle, labelOf, replace, requests, set } from "./change_form_fields.js";
import { autosave, save } from "./change_form_saving.js";
import { layout, preview, tools } from "./change_form_text.js";

const DAY = 86400000;
// How often to ask who else has the article open.
const PRESENCE = 5000;

const form = document.querySelector("#article_form");
const root = document.querySelector("#story-desk");
const texts = JSON.parse(document.querySelector("#script-messages").textContent);
const page = {
  form,
  texts,
  urls: root.dataset,
  say: (text) => {
    document.querySelector("#save-status").textContent = text;
  },
  post: requests(form),
};

// Labels the save buttons: they say what will happen to the time that is typed. Returns `schedule()`, which asks
// for one.
function labelButtons({ form, texts, say, reveal }) {
  // Times of the form are those of the site, whatever this computer's clock says; they are compared
  // as if they were of UTC.
  const utc = (local) => Date.parse(`${local}Z`);
  let read = 0;
  const now = () => utc(form.querySelector("[data-now]").dataset.now) + performance.now() - read;

  function words(moment) {
    const days = Math.floor(moment / DAY) - Math.floor(now() / DAY);
    const write = (format) => new Date(moment).toLocaleDateString(document.documentElement.lang, { ...format, timeZone: "UTC" });
    const name = days < 2 ? [texts.today, texts.tomorrow][days] : write(days < 7 ? { weekday: "long" } : { day: "numeric", month: "long", year: "numeric" });
    return `${name} ${new Date(moment).toISOString().slice(11, 16)}`;
  }

  // The button that takes a time, where this person may set one.
  const timed = () => [...form.querySelectorAll("#save-buttons [data-later]")].find(({ dataset }) => dataset.later && form.elements[dataset.time]);

  let dialog = null;
  async function schedule() {
    if (!timed()) return;
    try {
      const { scheduleDialog } = await import("./change_form_schedule.js");
      dialog ??= scheduleDialog({ form, timed, time: { now, words, read: utc } });
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
      say(texts.offline);
      return;
    }
    // A save may have taken the button away meanwhile.
    if (timed()) dialog.open();
  }

  function rename() {
    form.querySelector("[data-opens=schedule]").hidden = !timed();
    for (const button of form.querySelectorAll("#save-buttons [data-later]")) {
      const field = form.elements[button.dataset.time];
      const label = button.dataset.later;
      if (!field || !label) continue;
      const moment = field.value ? utc(field.value) : 0;
      if (field.validity.badInput) button.textContent = fill(texts.unfinished, { field: labelOf(field) });
      else button.textContent = moment > now() ? fill(label, { when: words(moment) }) : button.dataset.label;
    }
  }

  // The browser sends nothing while a field is not valid; it shows why at the first such field.
  form.addEventListener("invalid", ({ target }) => {
    if (target === form.querySelector("input:invalid, select:invalid, textarea:invalid")) say(fill(texts.not_sent, { field: labelOf(target) }));
  }, true);

  form.addEventListener("click", ({ target }) => {
    if (target.closest("[data-opens=schedule]")) schedule();
  });

  // What the checks found leads to its field, and into it.
  form.addEventListener("click", (event) => {
    const link = event.target.closest(".findings a");
    const field = link && document.querySelector(link.hash);
    if (!field) return;
    event.preventDefault();
    const row = field.closest(".form-row");
    reveal(row);
    row.scrollIntoView({ block: "center" });
    field.focus({ preventScroll: true });
  });
  for (const name of ["published_at", "update_at"]) {
    // A half-typed time is no input: its value stays empty.
    for (const event of ["input", "keyup", "change", "blur"]) form.elements[name]?.addEventListener(event, rename);
  }
  // The panel, with the time of now, was made by the server: with the page, or with a save.
  const renew = () => {
    read = performance.now();
    rename();
  };
  document.addEventListener("article:saved", renew);
  renew();

  return { schedule };
}

// Lets a person choose between two people's words where both changed the same ones.
function choose({ form }) {
  const place = document.querySelector("#story-merge");
  const reveal = () => place.querySelectorAll(".choices").forEach((choices) => { choices.hidden = false; });

  place.addEventListener("click", (event) => {
    const button = event.target.closest("[data-take]");
    if (!button) return;
    const overlap = button.closest(".overlap");
    const mine = overlap.querySelector(".mine").textContent;
    const theirs = overlap.querySelector(".other").textContent;
    const field = form.elements[overlap.dataset.field];
    const both = field.tagName === "TEXTAREA" ? `${mine.trimEnd()} ${theirs.trimStart()}` : `${mine}, ${theirs}`;
    const wanted = { mine, theirs, both }[button.dataset.take];
    const has = overlap.dataset.has ?? mine;
    const start = field.tagName === "TEXTAREA" ? field.value.indexOf(has) : -1;
    if (start >= 0 && has) replace(field, start, start + has.length, wanted);
    else if (field.tagName !== "TEXTAREA" || field.value === has) set(field, wanted);
    else replace(field, field.value.length, field.value.length, wanted);
    overlap.dataset.has = wanted;
    for (const other of overlap.querySelectorAll("[data-take]")) other.setAttribute("aria-pressed", String(other === button));
  });

  document.addEventListener("article:merged", reveal);
  reveal();
}

// Shows who else has the article open, and whether somebody saved a newer text.
function watchPresence({ form, texts, urls, post }) {
  const place = document.querySelector("#story-others");

  const address = () => `${urls.list}${urls.article}/presence/`;

  async function ask() {
    if (!urls.article) return;
    try {
      const answer = await post(address(), {});
      if (answer.ok) show(await answer.json());
    } catch (error) {
      // No connection: saving reports it.
      if (!(error instanceof TypeError)) throw error;
    }
  }

  function show({ others, article, pending }) {
    const opened = JSON.parse(form.elements.opened_on.value || "{}");
    const words = [];
    if (others.length) words.push(fill(texts.others, { names: others.join(", ") }));
    if (opened.article !== article || opened.pending !== pending) words.push(texts.newer);
    const text = words.join(". ");
    if (place.textContent !== text) place.textContent = text;
    place.hidden = !text;
  }

  addEventListener("pagehide", () => {
    if (!urls.article) return;
    const fields = new FormData();
    fields.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    fields.set("leaving", "1");
    navigator.sendBeacon(address(), fields);
  });
  setInterval(ask, PRESENCE);
  // Who had it open a moment ago is said by the page itself.
  document.addEventListener("article:created", ask);
}

// Scripts of Django's for the windows of other tables and for one more correction: the first who comes
// near to what needs them loads them.
function loadWhenNeeded({ form, texts, say }) {
  const waiting = [...document.querySelector("#scripts-for-later").content.querySelectorAll("script")];
  const group = document.querySelector("#corrections-group .empty-form")?.closest(".inline-group");
  let loading = null;
  let isLoaded = false;
  let adding = null;

  // One after the other, in their order; who asks again after a fault goes on from there.
  async function load() {
    while (waiting.length) {
      await new Promise((resolve, reject) => {
        const script = document.createElement("script");
        script.src = waiting[0].getAttribute("src");
        script.addEventListener("load", resolve);
        script.addEventListener("error", reject);
        document.head.append(script);
      });
      waiting.shift();
    }
    // jQuery tells those who listen later on, and in the order in which they asked.
    await new Promise((resolve) => { window.django.jQuery(() => resolve()); });
    isLoaded = true;
    // Now there is Django's own.
    adding?.remove();
  }

  function needed() {
    loading ??= load().catch(() => {
      loading = null;
      say(texts.offline);
    });
    return loading;
  }

  if (group) {
    const { addText } = JSON.parse(group.dataset.inlineFormset).options;
    const link = document.createElement("a");
    Object.assign(link, { href: "#", className: "addlink", role: "button", textContent: addText });
    const add = async (event) => {
      event.preventDefault();
      await needed();
      if (!isLoaded) return;
      group.querySelector(".add-row a").click();
      [...group.querySelectorAll(".inline-related:not(.empty-form) textarea")].at(-1)?.focus();
    };
    link.addEventListener("click", add);
    form.addEventListener("click", (event) => {
      if (event.target.closest("[data-adds=correction]")) add(event);
    });
    adding = document.createElement("div");
    adding.className = "add-row";
    adding.append(link);
    group.querySelector("fieldset").append(adding);
    // What was typed before can be taken out again.
    if (group.querySelector(".inline-related:not(.has_original, .empty-form)")) needed();
  }
  for (const wrapper of form.querySelectorAll(".related-widget-wrapper")) {
    for (const near of ["focusin", "pointerover"]) wrapper.addEventListener(near, needed);
    // A window, once there is a script that opens it: the page of the form stays.
    wrapper.addEventListener("click", async (event) => {
      const link = event.target.closest("a[data-popup]");
      if (!link || isLoaded) return;
      event.preventDefault();
      await needed();
      if (isLoaded) link.click();
    });
  }
}

growTitle(form.elements.title);
page.reveal = layout(page).reveal;
const buttons = labelButtons(page);
preview(page);
// They change the form, which the next one compares with what is typed later.
cover(page);
authors(page);
tagChips(page);
sectionChip(page);
const typing = autosave(page);
const toolbar = tools(page);
const saving = save(page, typing);
choose(page);
watchPresence(page);
loadWhenNeeded(page);

register("ctrl+s", texts.key_save, saving.now, { typing: true });
register("ctrl+enter", texts.key_schedule, buttons.schedule, { typing: true });
register("ctrl+b", texts.key_bold, () => toolbar.use("bold"), { typing: true });
register("ctrl+i", texts.key_italic, () => toolbar.use("italic"), { typing: true });
// In the text alone: elsewhere it opens the palette, as on every page.
register("ctrl+k", texts.key_link, () => toolbar.use("link"), { typing: true, within: form.elements.body });
