// Opens an HTML report in jsdom as often as there are scenarios, does what each says, and prints what a
// reader would see then.
//
//   node html_probe.mjs JSDOM_FOLDER REPORT.html '[["#fragment", [["key", "/"], ["type", "text"], …]], …]'

import { createRequire } from "node:module";
import { readFileSync } from "node:fs";

const [, , folder, report, scenarios] = process.argv;
const { JSDOM } = createRequire(`${folder}/package.json`)("jsdom");
const source = readFileSync(report, "utf8");

function look(fragment, actions) {
  const { window } = new JSDOM(source, {
    runScripts: "dangerously",
    url: `https://example.org/report.html${fragment}`,
    beforeParse: (page) => { page.Element.prototype.scrollIntoView = () => {}; }, // jsdom has no layout
  });
  const { document } = window;
  const search = document.querySelector("input[type=search]");
  const doing = {
    key: (key) => document.activeElement.dispatchEvent(
      new window.KeyboardEvent("keydown", { key, bubbles: true, cancelable: true })),
    type: (text) => {
      search.value = text;
      search.dispatchEvent(new window.Event("input"));
    },
    check: (name, value) => document.querySelector(`input[name="${name}"][value="${value}"]`).click(),
    click: (text) => [...document.querySelectorAll("button")].find((one) => one.textContent === text).click(),
  };
  for (const [name, ...words] of actions) {
    doing[name](...words);
  }
  const seen = (node) => !node.closest("[hidden]");
  const all = (selector) => [...document.querySelectorAll(selector)].filter(seen);
  const focus = document.activeElement;
  return {
    visible: all(".finding").map((one) => one.dataset.rule),
    files: all(".file").map((one) => one.textContent),
    open: all(".finding[open]").map((one) => one.dataset.rule),
    names: all("input[name=file] + span").map((one) => one.textContent),
    shown: document.getElementById("shown").textContent,
    focus: focus.type === "search" ? "search" : focus.closest(".finding")?.dataset.rule ?? focus.tagName,
    hash: window.location.hash,
    controls: seen(document.getElementById("filters")),
  };
}

console.log(JSON.stringify(JSON.parse(scenarios).map((one) => look(...one))));
