"""The HTML report: one file, nothing loaded, everything escaped, readable without its script."""

import json
import re
import shutil
from html.parser import HTMLParser
from pathlib import Path

import pytest

import npm_tool
from test_report import report  # noqa: F401: a fixture

TESTS = Path(__file__).resolve().parent
FIRMWARE = TESTS.parent / "testcases" / "firmware"
VOID = {"meta", "br", "path", "input", "link", "img", "hr"}


class Page(HTMLParser):
    """The tree of a page, as far as the tests need it; an element that is not closed is a problem."""

    def __init__(self, text):
        super().__init__()
        self.elements, self.stack, self.problems = [], [], []
        self.feed(text)
        self.close()
        self.problems += [f"<{element['name']}> is not closed" for element in self.stack]

    def handle_starttag(self, name, attributes):
        element = {"name": name, "text": "", "inside": [above["name"] for above in self.stack],
                   "parents": list(self.stack), **dict(attributes)}
        self.elements.append(element)
        if name not in VOID:
            self.stack.append(element)

    def handle_startendtag(self, name, attributes):
        self.elements.append({"name": name, "text": "", "parents": list(self.stack), **dict(attributes)})

    def handle_endtag(self, name):
        if not self.stack or self.stack[-1]["name"] != name:
            self.problems.append(f"</{name}> closes nothing at {self.getpos()}")
        else:
            self.stack.pop()

    def handle_data(self, data):
        for element in self.stack:
            element["text"] += data

    def all(self, name, **attributes):
        return [element for element in self.elements if element["name"] == name and all(
            value in (element.get(key.replace("_", "-").rstrip("-")) or "").split()
            for key, value in attributes.items())]

    def below(self, parent, name, **attributes):
        return [element for element in self.all(name, **attributes) if parent in element["parents"]]


@pytest.fixture(scope="module")
def firmware(critlint, run, tmp_path_factory):
    """The report of the bundled firmware: (path, text)."""
    path = tmp_path_factory.mktemp("firmware") / "report.html"
    done = run([critlint, "check", "--tier", "C", "--output", f"html={path}", "."], cwd=FIRMWARE, timeout=120)
    assert done.returncode == 1, done.stderr
    return path, path.read_text(encoding="utf-8")


def words(element):
    return " ".join(element["text"].split())


@pytest.mark.parametrize("options", [[], ["suppressed", "verbose"], ["empty"], ["long"], ["category=a<b"]])
def test_elements_are_closed_and_ids_unique(report, options):
    page = Page(report("html", *options).decode())
    assert page.problems == []
    ids = [element["id"] for element in page.elements if "id" in element]
    assert len(ids) == len(set(ids)) and {"summary", "findings", "notices"} <= set(ids)
    targets = {element["href"][1:] for element in page.all("a") if element["href"].startswith("#")}
    assert targets <= set(ids)


def test_nothing_is_loaded(firmware):
    """No address but those of links that a reader may follow; the policy forbids the rest."""
    _, text = firmware
    page = Page(text)
    assert not [element for element in page.elements
                if {"src", "srcset", "data", "action", "poster", "onclick", "onload"} & element.keys()
                or element["name"] in {"link", "img", "iframe", "object", "embed", "base"}]
    links = {element["href"] for element in page.all("a") if not element["href"].startswith("#")}
    assert links and all(link.startswith("https://") and link.endswith(".md") for link in links)
    inside = "".join(re.findall(r"<(?:style|script)>(.*?)</(?:style|script)>", text, re.S))
    assert "url(" not in inside and "@import" not in inside and "http" not in inside
    assert len(inside) > 5000
    (policy,) = [element["content"] for element in page.all("meta") if "Content-Security" in str(element)]
    assert policy.startswith("default-src 'none';") and "connect" not in policy


def test_everything_is_escaped(tree):
    """A file, a function's line and a reason that look like markup stay text."""
    name = "a<img src=x onerror=alert(1)>\"'&.c"
    tree.write(name, "void __disable_irq(void);\nvoid __enable_irq(void);\nint f(int x)\n{\n"
               "    __disable_irq();\n    if (x < 1 && x > 0)\n"
               "        return 1; // </pre></script><script>alert(2)</script> &amp;\n"
               "    __enable_irq();\n    return 0;\n}\n")
    text = tree.check("--format", "html", ".").stdout
    page = Page(text)
    assert page.problems == [] and "alert(1)>" not in text and "<script>alert" not in text
    assert len(page.all("script")) == 1 and not page.all("img")
    (heading,) = page.all("h3", class_="file")
    assert heading["text"] == name
    hit, *_ = page.all("span", class_="hit")
    assert hit["text"].rstrip() == ("7        return 1; // </pre></script><script>alert(2)</script> &amp;")
    assert "x < 1 && x > 0" in page.all("pre", class_="source")[0]["text"]


def test_summary_counts(report):
    page = Page(report("html").decode())
    assert [words(tile) for tile in page.all("div", class_="tile")] == [
        "4 findings2 sure (A)1 likely (B)1 on request (C)", "35 units30 ok4 degraded1 lost",
        "812 functions800 understood12 in part0"]
    ranks = {words(item) for list_ in page.all("ul", class_="ranks") for item in page.below(list_, "li")}
    assert ranks == {"CRIT101bare-irq-pair1", "CRIT201unguarded-shared2", "CRIT202non-atomic-rmw1"}


def test_a_finding_is_told(report):
    page = Page(report("html").decode())
    finding = page.all("details")[0]
    assert (finding["data-rule"], finding["data-tier"], "open" in finding) == ("CRIT202", "A", True)
    (summary,) = page.below(finding, "summary")
    assert words(summary) == ("Arx_count is incremented here and in USART1_IRQHandler without a guard"
                              "line 42 in countCRIT202 non-atomic-rmw")
    (source,) = page.below(finding, "pre", class_="source")
    (mark,) = page.below(source, "mark")
    assert mark["text"] == "rx_count++" and "hit" in mark["parents"][-1]["class"]
    assert [words(remark) for remark in page.below(finding, "dd")][:2] == [
        "interrupts are enabled at src/main.c:31, line USART1 at src/uart.c:20; nothing masks it here",
        "guard the increment, or let only one context write"]
    assert [element["data-rule"] for element in page.all("details") if "open" in element] == ["CRIT202"]


def test_the_interleaving_is_drawn(report):
    """Two lanes; the steps in order, each in its lane; control crosses over and back."""
    page = Page(report("html").decode())
    (story,) = page.below(page.all("details")[0], "div", class_="two")
    assert [(words(head), head["class"]) for head in page.below(story, "span", class_="who")] == [
        ("main", "who left"), ("USART1_IRQHandler (priority 5)", "who right")]
    assert [(item["class"], words(item)) for item in page.below(story, "li")] == [
        ("step left", "1loads rx_countsrc/uart.c:42 in countrx_count++;"),
        ("turn to-right", "preempts"),
        ("step right", "2preempts and stores rx_countsrc/uart.c:88 in USART1_IRQHandlerrx_count = 0;"),
        ("turn to-left", "returns"),
        ("step left", "3main stores the old value plus one: the reset is lostsrc/uart.c:42 in count"
                      "rx_count++;")]
    assert len(page.below(story, "svg")) == 2
    (single,) = page.below(page.all("details")[1], "div", class_="one")
    assert not page.below(single, "svg") and len(page.below(single, "li")) == 4


def test_the_priority_stands_above_the_lane(firmware):
    _, text = firmware
    heads = [words(head) for head in Page(text).all("span", class_="right") if "who" in head["class"]]
    assert any(re.fullmatch(r"\w+_IRQHandler \(priority \d+\)", head) for head in heads)
    assert "<p>(priority" not in text


def test_what_was_not_analysed_is_listed(report):
    page = Page(report("html").decode())
    (table,) = page.all("table", class_="notices")
    assert [words(row) for row in page.below(table, "tr")][1:] == [
        "limittoo many paths in countsrc/uart.c", "lostthe parser gave nothingsrc/lost.c",
        "degradedheader chip.h not foundsrc/wide.c:1"]
    assert "No trouble." in report("html", "empty").decode()


def test_an_empty_report_says_so(report):
    page = Page(report("html", "empty").decode())
    (section,) = [element for element in page.all("section") if element["id"] == "findings"]
    assert "Nothing was found." in section["text"] and not page.all("details")
    assert "rules" not in [element.get("id") for element in page.all("section")]


def test_every_finding_of_the_run_is_there(firmware, critlint, run):
    done = run([critlint, "check", "--tier", "C", "--format", "json", "."], cwd=FIRMWARE, timeout=120)
    found = json.loads(done.stdout)["findings"]
    page = Page(firmware[1])
    listed = page.all("details", class_="finding")
    assert [element["data-rule"] for element in listed] == [finding["code"] for finding in found]
    for element, finding in zip(listed, found):
        assert len(page.below(element, "li", class_="step")) == len(finding["steps"])
    rules = {element["id"] for element in page.all("article") if "id" in element}
    assert rules == {f"rule-{finding['code']}" for finding in found}


def test_the_same_bytes_for_any_jobs(critlint, run):
    said = {run([critlint, "check", "--format", "html", jobs, "."], cwd=FIRMWARE, timeout=120).stdout
            for jobs in ("-j1", "-j4")}
    assert len(said) == 1


# ---- the map


@pytest.fixture(scope="module")
def drawn(critlint, run):
    """The firmware's map on a page of its own, and the same as data."""
    page, data = (run([critlint, "map", "--format", form, "."], cwd=FIRMWARE, timeout=120)
                  for form in ("html", "json"))
    assert page.returncode == data.returncode == 0
    (program,) = json.loads(data.stdout)["programs"]
    return Page(page.stdout), program


def test_the_map_is_a_section_of_the_report(firmware, drawn):
    whole, (alone, _) = Page(firmware[1]), drawn
    assert whole.problems == alone.problems == []
    names = [[element["id"] for element in page.all("section")] for page in (whole, alone)]
    assert names == [["summary", "findings", "map", "latency", "rules", "notices"], ["map", "notices"]]
    pictures = [[words(element) for element in page.all("details", class_="object")]
                for page in (whole, alone)]
    assert pictures[0] == pictures[1] and len(pictures[0]) > 20


def test_the_picture_has_what_the_data_has(drawn):
    page, program = drawn
    (heads,) = page.all("div", class_="heads")
    columns = [one["name"] for one in program["contexts"] if one["shares"]]
    assert [words(head).split("priority")[0].split("cannot")[0]
            for head in page.below(heads, "span", class_="head")] == columns
    rows = page.all("details", class_="object")
    (errors,) = [row for row in rows if words(page.below(row, "span", class_="name")[0]) == "rx_errorsbare"]
    cells = page.below(errors, "span", class_="cell")
    assert len(cells) == len(columns)
    full = {columns[at]: (cell["class"].split()[1], cell["title"]) for at, cell in enumerate(cells)
            if "title" in cell}
    assert full == {"link_task": ("bare", "link_task reads, updates: bare"),
                    "USART1_IRQHandler": ("guarded", "USART1_IRQHandler updates: priority")}
    (cut,) = [item for item in page.below(errors, "li", class_="bare")]
    assert words(cut) == ("update in uart_link_take_errorsdrivers/uart_link.c:92"
                          "bare: USART1_IRQHandler can cut in: its change would be lost")


def test_the_map_is_reached_by_keyboard(drawn):
    """A row is a summary, which takes the focus and opens by a key; what scrolls takes the focus, too."""
    page, program = drawn
    rows = page.all("details", class_="object")
    assert all(len(page.below(row, "summary")) == 1 for row in rows)
    (scroll,) = page.all("div", class_="scroll")
    assert scroll["tabindex"] == "0" and scroll["role"] == "region" and scroll["aria-label"]
    assert all(head["tabindex"] == "0" and "found by" in head["title"]
               for head in page.all("span", class_="head"))
    idle = {one["name"] for one in program["contexts"] if not one["shares"]}
    (listed,) = page.all("details", class_="idle")
    assert {words(item).split()[0] for item in page.below(listed, "li")} == idle


def test_names_in_the_map_are_escaped(tree):
    name = "a<b>\"'&.c"
    tree.write(name, "static volatile unsigned long long n;\nvoid TIM2_IRQHandler(void) { n++; }\n"
               "int main(void) { n = 0; }\n")
    text = tree.run_program([tree.critlint, "map", "--format", "html", "."], cwd=tree.root).stdout
    page = Page(text)
    assert page.problems == [] and "<b>\"" not in text
    (row,) = page.all("details", class_="object")
    places = {element["text"] for element in page.below(row, "span", class_="place")}
    assert places == {f"{name}:2", f"{name}:3"}


def test_nothing_shared_is_said(tree):
    tree.write("main.c", "int main(void) { return 0; }\n")
    done = tree.run_program([tree.critlint, "map", "--format", "html", "."], cwd=tree.root)
    (section,) = [element for element in Page(done.stdout).all("section") if element["id"] == "map"]
    assert "1 program in which nothing is shared." in section["text"]


# ---- the script, in jsdom


@pytest.fixture
def browse(firmware, run):
    """browse(actions, ...) -> what a reader sees after each of these lists of actions, each on a page of
    its own; a text in front of the actions is the fragment of the address."""
    folder = npm_tool.package("jsdom", "24.1.3")
    if not shutil.which("node"):
        npm_tool.missing("jsdom", "node is not installed")

    def look(*scenarios, report=firmware[0]):
        asked = [[one[0], one[1:]] if one and isinstance(one[0], str) else ["", one] for one in scenarios]
        done = run(["node", TESTS / "html_probe.mjs", folder, report, json.dumps(asked)], timeout=120)
        assert done.returncode == 0 and done.stderr == "", done.stderr
        return json.loads(done.stdout)

    return look


def rule(code):
    return ["check", "rule", code]


def key(name):
    return ["key", name]


def test_script_shows_the_filters(browse):
    (page,) = browse([])
    count = len(page["visible"])
    assert page["controls"] and page["shown"] == f"{count} findings" and count > 20
    assert page["hash"] == ""


def test_filters_by_rule_tier_and_file(browse):
    everything, one, both, file, none, cleared = browse(
        [], [rule("CRIT202")], [rule("CRIT202"), rule("CRIT102")], [["check", "file", "drivers/uart_link.c"]],
        [["check", "tier", "C"], rule("CRIT102")], [["check", "tier", "C"], ["click", "Clear"]])
    assert set(one["visible"]) == {"CRIT202"} and set(both["visible"]) == {"CRIT102", "CRIT202"}
    assert both["shown"] == f"{len(both['visible'])} of {len(everything['visible'])} findings"
    assert file["files"] == ["drivers/uart_link.c"] and file["visible"]
    assert none["visible"] == [] and cleared["visible"] == everything["visible"]


def test_file_names_leave_out_what_all_have_in_common(browse, critlint, run, tmp_path):
    path = tmp_path / "other.html"
    run([critlint, "check", "--tier", "C", "--output", f"html={path}", FIRMWARE.name], cwd=FIRMWARE.parent,
        timeout=120)
    (page,) = browse([["check", "file", "firmware/app/alarm.c"]], report=path)
    (plain,) = browse([])
    assert page["names"] == plain["names"] and "app/alarm.c" in page["names"]
    assert page["files"] == ["firmware/app/alarm.c"]


def test_search(browse):
    two_words, none, file = browse([["type", "RX_ERRORS usart1"]], [["type", "no such words"]],
                                   [["type", "config_store"]])
    assert "drivers/uart_link.c" in two_words["files"] and len(two_words["files"]) < 4
    assert none["visible"] == [] and file["files"] == ["app/config_store.c"]


def test_a_view_is_an_address(browse):
    view, again = browse([rule("CRIT202"), ["type", "a b"]], ["#q=rx_errors&rule=CRIT202"])
    assert view["hash"] == "#q=a%20b&rule=CRIT202"
    assert again["visible"] == ["CRIT202"] and again["files"] == ["drivers/uart_link.c"]


def test_a_finding_is_an_address(browse, firmware):
    last = Page(firmware[1]).all("details", class_="finding")[-1]
    (page,) = browse([f"#{last['id']}"])
    assert last["data-rule"] in page["open"] and len(page["open"]) == 2


def test_keys(browse):
    start, search, first, third, back, last, filtered, typed, cleared = browse(
        [], [key("/")], [key("j")], [key("j")] * 3, [key("j"), key("j"), key("k")], [key("k")],
        [rule("CRIT202"), key("j")], [key("/"), ["type", "uart"], key("j")],
        [key("/"), ["type", "uart"], key("Escape")])
    order = start["visible"]
    assert search["focus"] == typed["focus"] == "search"
    assert [page["focus"] for page in (first, third, back, last)] == [order[0], order[2], order[0], order[-1]]
    assert filtered["focus"] == "CRIT202"
    assert cleared["visible"] == order != typed["visible"]


def test_open_all(browse):
    opened, closed = browse([["click", "Open all"]], [["click", "Open all"], ["click", "Close all"]])
    assert opened["open"] == opened["visible"] and closed["open"] == []
