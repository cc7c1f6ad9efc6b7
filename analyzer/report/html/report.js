/* Filters and keys. The page is complete without this: nothing here makes content. */
(function () {
  "use strict";

  var findings = Array.prototype.slice.call(document.querySelectorAll(".finding"));
  var box = document.getElementById("filters");
  var shown = document.getElementById("shown");
  if (!box || findings.length === 0) {
    return;
  }

  /* What a finding is filtered by; "file" is the heading above it. */
  var facets = [
    { name: "tier", title: "Tier", of: function (item) { return item.dataset.tier; } },
    { name: "rule", title: "Rule", of: function (item) { return item.dataset.rule; } },
    { name: "file", title: "File",
      of: function (item) { return item.parentNode.querySelector(".file").textContent; } }
  ];
  var tiers = { A: "A: sure", B: "B: likely", C: "C: on request" };

  function make(name, attributes, parent) {
    var node = document.createElement(name);
    Object.keys(attributes).forEach(function (key) {
      if (key === "text") {
        node.textContent = attributes[key];
      } else {
        node.setAttribute(key, attributes[key]);
      }
    });
    parent.appendChild(node);
    return node;
  }

  var search = make("input", { type: "search", placeholder: "Search", "aria-label": "Search the findings",
                               "aria-controls": "list", autocomplete: "off" }, box);
  var toggle = make("button", { id: "toggle", type: "button", text: "Filters", "aria-expanded": "false",
                                "aria-controls": "more-filters" }, box);
  var more = make("div", { id: "more-filters", "class": "more-filters" }, box);
  var buttons = make("div", { "class": "buttons" }, more);
  var reset = make("button", { type: "button", text: "Clear" }, buttons);
  var all = make("button", { type: "button", text: "Open all" }, buttons);

  /* Of paths, without the folders that all have in common; they may break behind a slash. */
  function name(facet, values, value, parent) {
    var start = 0;
    if (facet.name === "file") {
      var folders = values[0].split("/").slice(0, -1);
      while (folders.length && !values.every(function (one) { return one.indexOf(folders.join("/") + "/") === 0; })) {
        folders.pop();
      }
      start = folders.length ? folders.join("/").length + 1 : 0;
    }
    var shownAs = facet.name === "tier" ? tiers[value] : value.slice(start);
    shownAs.split(/(?<=\/)/).forEach(function (part) {
      parent.appendChild(document.createTextNode(part));
      make("wbr", {}, parent);
    });
  }

  facets.forEach(function (facet) {
    var counts = {};
    findings.forEach(function (item) {
      var value = facet.of(item);
      counts[value] = (counts[value] || 0) + 1;
    });
    var field = make("fieldset", {}, more);
    make("legend", { text: facet.title }, field);
    var values = Object.keys(counts).sort();
    facet.boxes = values.map(function (value) {
      var label = make("label", {}, field);
      var check = make("input", { type: "checkbox", name: facet.name, value: value }, label);
      name(facet, values, value, make("span", {}, label));
      make("span", { "class": "n", text: String(counts[value]) }, label);
      check.addEventListener("change", apply);
      return check;
    });
  });

  var keys = make("p", { "class": "keys" }, more);
  [["/", "search "], ["j", " "], ["k", "move "], ["Enter", "open "], ["Esc", "clear"]].forEach(function (pair) {
    make("kbd", { text: pair[0] }, keys);
    keys.appendChild(document.createTextNode(" " + pair[1]));
  });

  /* The state of the filters is the fragment of the address, so that a view can be sent to somebody. */
  function save() {
    var parts = search.value ? ["q=" + encodeURIComponent(search.value)] : [];
    facets.forEach(function (facet) {
      chosen(facet).forEach(function (value) {
        parts.push(facet.name + "=" + encodeURIComponent(value));
      });
    });
    var place = parts.length ? "#" + parts.join("&") : "#findings";
    if (parts.length || location.hash.indexOf("=") > 0) {
      history.replaceState(null, "", place);
    }
  }

  function load() {
    if (location.hash.indexOf("=") < 0) {
      return;
    }
    location.hash.slice(1).split("&").forEach(function (part) {
      var at = part.indexOf("=");
      var name = part.slice(0, at);
      var value = decodeURIComponent(part.slice(at + 1));
      if (name === "q") {
        search.value = value;
      }
      facets.forEach(function (facet) {
        facet.boxes.forEach(function (check) {
          check.checked = check.checked || (facet.name === name && check.value === value);
        });
      });
    });
  }

  function chosen(facet) {
    return facet.boxes.filter(function (check) { return check.checked; })
      .map(function (check) { return check.value; });
  }

  function text(item) {
    if (item.words === undefined) {
      item.words = (facets[2].of(item) + " " + item.textContent).toLowerCase();
    }
    return item.words;
  }

  function apply() {
    var words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    var picked = facets.map(chosen);
    var count = 0;
    findings.forEach(function (item) {
      var fits = facets.every(function (facet, i) {
        return picked[i].length === 0 || picked[i].indexOf(facet.of(item)) >= 0;
      }) && words.every(function (word) { return text(item).indexOf(word) >= 0; });
      item.hidden = !fits;
      count += fits ? 1 : 0;
    });
    document.querySelectorAll(".group").forEach(function (group) {
      group.hidden = !group.querySelector(".finding:not([hidden])");
    });
    shown.textContent = count === findings.length ? count + " findings"
      : count + " of " + findings.length + " findings";
    save();
  }

  function visible() {
    return findings.filter(function (item) { return !item.hidden; });
  }

  /* The next visible finding from the one that has the focus; the first or the last from elsewhere. */
  function move(step) {
    var list = visible();
    var at = list.indexOf(document.activeElement.closest(".finding"));
    var next = at < 0 ? (step > 0 ? 0 : list.length - 1) : at + step;
    if (list[next]) {
      var summary = list[next].querySelector("summary");
      summary.focus();
      summary.scrollIntoView({ block: "nearest" });
    }
  }

  function openTarget() {
    var target = location.hash.indexOf("#f-") === 0 && document.getElementById(location.hash.slice(1));
    if (target) {
      target.open = true;
      target.scrollIntoView();
    }
  }

  search.addEventListener("input", apply);
  toggle.addEventListener("click", function () {
    toggle.setAttribute("aria-expanded", String(box.classList.toggle("open")));
  });
  reset.addEventListener("click", clear);
  all.addEventListener("click", function () {
    var open = visible().some(function (item) { return !item.open; });
    visible().forEach(function (item) { item.open = open; });
    all.textContent = open ? "Close all" : "Open all";
  });

  function clear() {
    search.value = "";
    facets.forEach(function (facet) {
      facet.boxes.forEach(function (check) { check.checked = false; });
    });
    apply();
  }

  document.addEventListener("keydown", function (event) {
    if (event.ctrlKey || event.metaKey || event.altKey) {
      return;
    }
    if (event.key === "Escape" && (document.activeElement === search || search.value)) {
      clear();
      search.blur();
    } else if (/^(input|textarea|select)$/i.test(event.target.tagName || "") && event.target.type !== "checkbox") {
      return;
    } else if (event.key === "/") {
      event.preventDefault();
      search.focus();
      search.select();
    } else if (event.key === "j" || event.key === "k") {
      event.preventDefault();
      move(event.key === "j" ? 1 : -1);
    }
  });
  window.addEventListener("hashchange", openTarget);
  window.addEventListener("beforeprint", function () {
    visible().forEach(function (item) { item.open = true; });
  });

  box.hidden = false;
  shown.hidden = false;
  document.body.classList.add("filtered");
  load();
  apply();
  openTarget();
})();
