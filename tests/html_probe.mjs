// Opens an HTML report in jsdom, does what it is told, and prints what a reader would see then.
//
//   node html_probe.mjs JSDOM_FOLDER REPORT.html FRAGMENT '[["key", "/"], ["type", "text"], …]'

import { createRequire } from "node:module";
import { readFileSync } from "node:fs";

const [, , folder, report, fragment, actions] = process.argv;
const { JSDOM } = createRequire(`${folder}/package.json`)("jsdom");
const { window } = new JSDOM(readFileSync(report, "utf8"), {
  runScripts: "dangerously",
  url: `https://example.org/report.html${fragment}`,
  beforeParse: (page) => { page.Element.prototype.scrollIntoView = () => {}; }, // jsdom has no layout
});
const { document } = window;

const fire = (node, type, more = {}) =>
  node.dispatchEvent(new window.KeyboardEvent(type, { bubbles: true, cancelable: true, ...more }));
const search = () => document.querySelector("input[type=search]");

const doing = {
  key: (key) => fire(document.activeElement, "keydown", { key }),
  type: (text) => {
    search().value = text;
    search().dispatchEvent(new window.Event("input"));
  },
  check: (name, value) => document.querySelector(`input[name="${name}"][value="${value}"]`).click(),
  click: (text) => [...document.querySelectorAll("button")].find((one) => one.textContent === text).click(),
};
for (const [name, ...words] of JSON.parse(actions)) {
  doing[name](...words);
}

const seen = (node) => !node.closest("[hidden]");
const focus = document.activeElement;
console.log(JSON.stringify({
  visible: [...document.querySelectorAll(".finding")].filter(seen).map((one) => one.dataset.rule),
  files: [...document.querySelectorAll(".file")].filter(seen).map((one) => one.textContent),
  open: [...document.querySelectorAll(".finding[open]")].filter(seen).map((one) => one.dataset.rule),
  shown: document.getElementById("shown").textContent,
  focus: focus.type === "search" ? "search" : focus.closest(".finding")?.dataset.rule ?? focus.tagName,
  hash: window.location.hash,
  names: [...document.querySelectorAll("input[name=file] + span")].map((one) => one.textContent),
  controls: !document.getElementById("filters").hidden,
}));
