"""The reporters, through a program that reports made-up findings (tests/unit/report_sample.c)."""

import json
import os
import re
import subprocess
from pathlib import Path

import pytest

import sarif_tool

REPO = Path(__file__).resolve().parents[1]
VARIANTS = [[], ["suppressed"], ["verbose"], ["empty"], ["long"], ["category=boot"]]


def built(name):
    """The newest build of a test program, sanitized if there is one."""
    if "CRITLINT" in os.environ:
        folders = [Path(os.environ["CRITLINT"]).resolve().parent]
    else:
        folders = [REPO / "build" / preset / "bin" for preset in ("asan", "dev", "release")]
    for folder in folders:
        if (folder / name).is_file():
            return folder / name
    pytest.skip(f"{name} is not built (report_unit needs cmocka)")


@pytest.fixture
def report(tmp_path):
    """report(format, option...) -> bytes; the sample's sources lie in tmp_path."""

    def run(*arguments, cwd=tmp_path):
        done = subprocess.run([built("report_sample"), *arguments], cwd=cwd, capture_output=True, timeout=60,
                              check=False, stdin=subprocess.DEVNULL)
        assert done.returncode == 0, done.stderr.decode(errors="replace")
        assert done.stderr == b""
        return done.stdout

    return run


@pytest.fixture
def sarif(report):
    """The run of the sample's SARIF file."""

    def run(*options):
        log = json.loads(report("sarif", *options))
        assert list(log)[:2] == ["version", "$schema"] and len(log["runs"]) == 1
        return log["runs"][0]

    return run


def result_of(run, rule):
    return next(result for result in run["results"] if result["ruleId"] == rule)


def test_unit_tests_in_c():
    done = subprocess.run([built("report_unit")], capture_output=True, text=True, errors="replace",
                          timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stderr.count("[  PASSED  ]") >= 3


@pytest.mark.parametrize("options", VARIANTS, ids=lambda options: "".join(options) or "plain")
def test_sarif_passes_the_validator(report, tmp_path, options):
    path = tmp_path / "out.sarif"
    path.write_bytes(report("sarif", *options))
    assert sarif_tool.validate(path) == []


def drop_rule(run):
    run["tool"]["driver"]["rules"].pop()
    run["results"][0]["ruleIndex"] = 99


def outside(run):
    place = run["results"][0]["locations"][0]["physicalLocation"]
    place["artifactLocation"] = {"uri": "file:///usr/include/a.h"}


def shared_flow(run):
    run["results"][0]["codeFlows"][0]["threadFlows"][0]["locations"] = [{"index": 0}]


def no_location(run):
    run["results"][0]["locations"] = []


def no_version(run):
    del run["tool"]["driver"]["version"], run["tool"]["driver"]["semanticVersion"]


def no_text(run):
    del run["results"][0]["message"]["text"]


def context_within(run):
    run["results"][0]["locations"][0]["physicalLocation"]["contextRegion"] = {"startLine": 90, "endLine": 91}


def unknown_member(run):
    run["surprise"] = 1


BROKEN = [(drop_rule, "SARIF1009"), (outside, "GH1006"), (shared_flow, "GH1002"), (no_location, "GH1015"),
          (no_version, "warning SARIF2005"), (no_text, "GH1007"), (context_within, "SARIF1008"),
          (unknown_member, "JSON1005")]


@pytest.mark.parametrize("damage, rule", BROKEN, ids=lambda value: getattr(value, "__name__", value))
def test_the_validator_reports_damage(report, tmp_path, damage, rule):
    log = json.loads(report("sarif"))
    damage(log["runs"][0])
    path = tmp_path / "broken.sarif"
    path.write_text(json.dumps(log), encoding="utf-8")
    problems = sarif_tool.validate(path)
    assert any(rule in problem for problem in problems), problems


def test_the_validator_reports_what_it_cannot_read(report, tmp_path):
    path = tmp_path / "cut.sarif"
    path.write_bytes(report("sarif")[:500])
    assert sarif_tool.validate(path)
    assert sarif_tool.validate(tmp_path / "absent.sarif")


@pytest.mark.parametrize("format_name", ["text", "gcc", "json", "sarif"])
def test_the_same_tree_gives_the_same_bytes_anywhere(report, tmp_path, format_name):
    copies = []
    for name in ("first", "second one"):
        (tmp_path / name).mkdir()
        copies.append(report(format_name, "suppressed", "verbose", cwd=tmp_path / name))
    assert copies[0] == copies[1]
    assert str(tmp_path).encode() not in copies[0]
    copies[0].decode("utf-8")


def test_paths_are_relative_to_the_root(report, sarif):
    def paths(node):
        if isinstance(node, dict):
            for name, value in node.items():
                if name in ("uri", "path"):
                    yield value
                yield from paths(value)
        elif isinstance(node, list):
            for value in node:
                yield from paths(value)

    assert set(paths(sarif("root=src"))) == {"uart.c", "wide.c", "absent.c", "my%20file%231.c", "lost.c"}
    found = set(paths(json.loads(report("json", "root=src"))))
    assert {"uart.c", "my file#1.c", "/usr/include/outside.h"} <= found


def utf16(text):
    data = text.encode("utf-16-le")
    return [int.from_bytes(data[at:at + 2], "little") for at in range(0, len(data), 2)]


def line_hashes(data):
    """GitHub's algorithm a second time, from its description in report/line_hash.h."""
    text = re.sub("\r\n?", "\n", data.decode("utf-8", errors="replace"))
    text = text.replace(" ", "").replace("\t", "")
    units = utf16(text) + [65535] + [0] * 100
    starts = [0] + [at + 1 for at, unit in enumerate(utf16(text)) if unit == 10]
    seen, hashes = {}, []
    for start in starts:
        value = 0
        for unit in units[start:start + 100]:
            value = (value * 37 + unit) % 2**64
        seen[value] = seen.get(value, 0) + 1
        hashes.append(f"{value:x}:{seen[value]}")
    return hashes


def test_line_hashes_agree_with_a_second_implementation(sarif, tmp_path):
    run = sarif()
    checked = 0
    for result in run["results"]:
        place = result["locations"][0]["physicalLocation"]
        path = tmp_path / place["artifactLocation"]["uri"]
        prints = result["partialFingerprints"]
        assert re.fullmatch("[0-9a-f]{16}", prints["critlintIssue/v1"])
        if path.exists():
            wanted = line_hashes(path.read_bytes())[place["region"]["startLine"] - 1]
            assert prints["primaryLocationLineHash"] == wanted
            checked += 1
        else:
            assert "primaryLocationLineHash" not in prints
    assert checked == 3


def lines_of(path):
    text = path.read_bytes().decode("utf-8", errors="replace")
    return re.split("\r\n|\r|\n", text)


def regions(node, uri=None):
    """Every region with its file."""
    if isinstance(node, dict):
        uri = node.get("artifactLocation", {}).get("uri", uri)
        for name, value in node.items():
            if name in ("region", "deletedRegion"):
                yield uri, value
            yield from regions(value, uri)
    elif isinstance(node, list):
        for value in node:
            yield from regions(value, uri)


def test_columns_count_utf16_units(sarif, tmp_path):
    snippets = set()
    for uri, region in regions(sarif()["results"]):
        path = tmp_path / uri.replace("%20", " ").replace("%23", "#")
        if "snippet" in region:
            line = utf16(lines_of(path)[region["startLine"] - 1])
            units = line[region["startColumn"] - 1:region["endColumn"] - 1]
            text = b"".join(unit.to_bytes(2, "little") for unit in units).decode("utf-16-le")
            assert text == region["snippet"]["text"]
            snippets.add(text)
    assert {"rx_count++", "__disable_irq()", "__enable_irq()", "GUARDED"} <= snippets


def test_fixes_apply(sarif, tmp_path):
    (fix,) = result_of(sarif(), "CRIT101")["fixes"]
    assert fix["description"]["text"] == "Restore the state that was saved."
    changes = {change["artifactLocation"]["uri"]: change for change in fix["artifactChanges"]}
    assert len(changes) == len(fix["artifactChanges"]) == 2
    lines = lines_of(tmp_path / "src" / "wide.c")
    for change in reversed(changes["src/wide.c"]["replacements"]):
        region = change["deletedRegion"]
        assert region["startLine"] == region["endLine"]
        units = utf16(lines[region["startLine"] - 1])
        units[region["startColumn"] - 1:region["endColumn"] - 1] = utf16(change["insertedContent"]["text"])
        lines[region["startLine"] - 1] = b"".join(u.to_bytes(2, "little") for u in units).decode("utf-16-le")
    assert lines[1] == "\t/* ü € \U0001f6a8 */ key = __get_PRIMASK(); __disable_irq();"
    assert lines[3].endswith("*/ __set_PRIMASK(key);")


def test_one_place_a_result_and_on_one_line(sarif):
    for result in sarif("suppressed")["results"]:
        (location,) = result["locations"]
        region = location["physicalLocation"]["region"]
        assert region["startLine"] == region["endLine"]
        assert region["startColumn"] < region["endColumn"]


def test_the_story_and_the_preempting_context(sarif):
    result = result_of(sarif(), "CRIT202")
    (flow,) = result["codeFlows"]
    story, preempting = flow["threadFlows"]
    assert [step["location"]["message"]["text"] for step in story["locations"]] == [
        "main loads rx_count.",
        "USART1_IRQHandler (priority 5) preempts and stores rx_count.",
        "main stores the old value plus one: the reset is lost.",
    ]
    assert [step["nestingLevel"] for step in story["locations"]] == [1, 2, 1]
    assert [step["executionOrder"] for step in story["locations"]] == [1, 2, 3]
    assert preempting["id"] == "USART1_IRQHandler (priority 5)"
    assert [step["executionOrder"] for step in preempting["locations"]] == [2]
    (related,) = result["relatedLocations"]
    assert related["id"] == 1 and related["logicalLocations"][0]["name"] == "USART1_IRQHandler"
    assert "[uart.c:88](1)" in result["message"]["text"]


def test_a_place_outside_the_tree_stays_in_words(sarif):
    result = result_of(sarif(), "CRIT101")
    steps = result["codeFlows"][0]["threadFlows"][0]["locations"]
    assert steps[2]["location"]["message"]["text"] == "main through a macro of another tree (in outside.h:7)."
    assert steps[2]["location"]["physicalLocation"]["artifactLocation"]["uri"] == "src/wide.c"
    assert len(steps) == 4 and len(result["relatedLocations"]) == 2


def test_messages_are_sentences(sarif):
    def messages(node):
        if isinstance(node, dict):
            if "message" in node:
                yield node["message"]["text"]
            for value in node.values():
                yield from messages(value)
        elif isinstance(node, list):
            for value in node:
                yield from messages(value)

    found = list(messages(sarif("suppressed", "verbose")))
    assert len(found) > 20
    assert not [text for text in found if not text.endswith(".") or text.endswith("..")]


def test_brackets_in_a_message_are_no_link(sarif):
    assert r"'x\[1\]'" in result_of(sarif(), "CRIT101")["message"]["text"]


def test_long_stories_keep_what_matters(sarif):
    (result,) = sarif("long")["results"]
    for flow in result["codeFlows"][0]["threadFlows"]:
        assert len(flow["locations"]) <= 100
    story = result["codeFlows"][0]["threadFlows"][0]["locations"]
    assert len(story) == 100 and story[0]["executionOrder"] == 1
    assert all(step["importance"] == "essential" for step in story[1:])
    assert len(result["relatedLocations"]) == 10


def test_suppressed_results_only_on_demand(sarif):
    assert not [result for result in sarif()["results"] if "suppressions" in result]
    (found,) = result_of(sarif("suppressed"), "CRIT901")["suppressions"]
    assert found == {"kind": "inSource", "justification": 'seen by the "owner"'}


def test_rules_carry_what_code_scanning_reads(sarif):
    run = sarif()
    driver = run["tool"]["driver"]
    rules = {rule["id"]: rule for rule in driver["rules"]}
    rmw = rules["CRIT202"]
    assert rmw["name"] == "NonAtomicRmw"
    assert rmw["fullDescription"]["text"] == ("An increment is a load, an addition and a store. "
                                              "Whoever comes between them is undone.")
    assert rmw["help"]["markdown"].startswith("# CRIT202")
    assert rmw["helpUri"].startswith("https://") and rmw["helpUri"].endswith("/CRIT202.md")
    assert rmw["defaultConfiguration"]["level"] == "error"
    assert rmw["properties"]["precision"] == "very-high"
    assert "external/cwe/cwe-362" in rmw["properties"]["tags"]
    target = rmw["relationships"][0]["target"]
    assert run["taxonomies"][0]["taxa"][target["index"]]["id"] == target["id"] == "CWE-362"
    assert "relationships" not in rules["CRIT901"]
    assert rules["CRIT901"]["properties"]["problem.severity"] == "recommendation"
    for result in run["results"]:
        assert driver["rules"][result["ruleIndex"]]["id"] == result["ruleId"]


def test_trouble_becomes_notifications(sarif):
    def levels(run):
        descriptors = run["tool"]["driver"]["notifications"]
        notes = run["invocations"][0]["toolExecutionNotifications"]
        for note in notes:
            assert descriptors[note["descriptor"]["index"]]["id"] == note["descriptor"]["id"]
        return [note["level"] for note in notes]

    run = sarif()
    assert levels(run) == ["warning", "warning", "warning"]
    assert run["invocations"][0]["executionSuccessful"] is True
    assert run["invocations"][0]["exitCode"] == 1
    assert levels(sarif("verbose")) == ["warning", "warning", "warning", "note"]


def test_category_and_root(sarif):
    assert sarif()["automationDetails"]["id"] == "critlint/"
    run = sarif("category=boot")
    assert run["automationDetails"]["id"] == "critlint/boot/"
    assert "uri" not in run["originalUriBaseIds"]["%SRCROOT%"]
    assert run["columnKind"] == "utf16CodeUnits"


def test_json_says_everything(report):
    log = json.loads(report("json"))
    assert log["format"] == 1 and log["tool"] == {"name": "critlint", "version": "0.1.0"}
    assert log["summary"] == {
        "findings": 4, "error": 2, "warning": 1, "note": 1, "suppressed": 1, "third_party": 0,
        "units": {"ok": 30, "degraded": 4, "lost": 1}, "units_around": 0, "functions": 812,
            "functions_understood": 800, "exit_status": 1}
    first = log["findings"][0]
    assert first["location"] == {"path": "src/uart.c", "line": 42, "column": 5,
                                 "end_line": 42, "end_column": 15}
    assert [step["preempting"] for step in first["steps"]] == [False, True, False]
    assert log["findings"][1]["edits"][0]["text"] == "key = __get_PRIMASK(); "
    assert [notice["kind"] for notice in log["notices"]] == ["limit", "lost", "degraded"]
    assert len(json.loads(report("json", "suppressed"))["findings"]) == 5


def test_gcc_lines_match_gcc(report):
    line = re.compile(r"[^:]+:\d+:\d+: (error|warning|note): .+")
    lines = report("gcc").decode().splitlines()
    assert len(lines) == 11
    assert not [text for text in lines if not line.fullmatch(text)]


def test_text_says_when_there_is_nothing(report):
    assert report("text", "empty") == (b"0 findings in 35 units: 30 ok, 4 degraded, 1 lost; "
                                       b"800 of 812 functions understood\n")


def test_no_format_lets_a_name_drive_the_terminal(report):
    for format_name in ("text", "gcc", "json", "sarif"):
        assert b"\x1b" not in report(format_name)
