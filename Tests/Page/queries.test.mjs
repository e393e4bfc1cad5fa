import assert from "node:assert/strict";
import test from "node:test";

import { classify } from "../../Sources/CPageAssets/page/js/find.js";
import { queryForText, queryForTrace, queryWithLabel } from "../../Sources/CPageAssets/page/js/logquery.js";
import { errorRange, parseQueryError } from "../../Sources/CPageAssets/page/js/queryerror.js";
import {
  formatAttributes, formFromTraceQL, parseAttributes, traceQLFromForm,
} from "../../Sources/CPageAssets/page/js/tracequery.js";
import { formatLocation, parseLocation, takeToken } from "../../Sources/CPageAssets/page/js/urlstate.js";

const TRACE = "303846b12cab2917b5239e2c54285c71";
const SPAN = "9fa00a1a2c1ebf1b";

test("what is pasted is told apart", () => {
  const cases = [
    ["  ", { kind: "empty" }],
    [TRACE.toUpperCase(), { kind: "trace", id: TRACE }],
    ["303846b1-2cab-2917-b523-9e2c54285c71", { kind: "trace", id: TRACE }],
    [`00-${TRACE}-${SPAN}-01`, { kind: "trace", id: TRACE, span: SPAN }],
    [SPAN, { kind: "span", id: SPAN }],
    [`http://jaeger:16686/trace/${TRACE}?uiFind=x`, { kind: "trace", id: TRACE }],
    ["{ status = error }", { kind: "traceql", query: "{ status = error }" }],
    ['{service_name="a"} |= "b"', { kind: "logql", query: '{service_name="a"} |= "b"' }],
    ["connection refused", { kind: "text", text: "connection refused" }],
  ];
  for (const [text, expected] of cases) assert.deepEqual(classify(text), expected, text);
});

test("a form becomes TraceQL, and comes back", () => {
  const forms = [
    {},
    { service: "cart" },
    { errors: true },
    { service: 'a "b" && \\c', operation: "GET }&&{", errors: true },
    { attributes: [["http.method", '"GET"'], ["code", "500"], ["a b", '"x"']], minimum: "250ms", maximum: "1.5s" },
  ];
  for (const form of forms) {
    const query = traceQLFromForm(form);
    assert.deepEqual(formFromTraceQL(query), form, query);
  }
});

test("a query that the form can't show is none", () => {
  for (const query of ["{ status = error } | count() > 2", "{ a = 1 || b = 2 }", "{ name =~ `x` }", "{ } >> { }", "{ status = "]) {
    assert.equal(formFromTraceQL(query), null, query);
  }
});

test("attributes are read as pairs", () => {
  assert.deepEqual(parseAttributes('http.method=GET code=500 note="two words" n="5"'), [
    ["http.method", '"GET"'], ["code", "500"], ["note", '"two words"'], ["n", '"5"'],
  ]);
  assert.equal(parseAttributes("no pair"), null);
  const text = 'http.method=GET code=500 note="two words" n="5"';
  assert.equal(formatAttributes(parseAttributes(text)), text);
});

test("places of errors are read as each server writes them", () => {
  const cases = [
    ["1:9: parse error: unexpected `}`", { message: "unexpected `}`", line: 1, column: 9 }],
    ["parse error at line 2, col 21: unexpected `|=`", { message: "unexpected `|=`", line: 2, column: 21 }],
    ['invalid parameter "query": 1:15: parse error: unclosed left parenthesis', { message: "unclosed left parenthesis", line: 1, column: 15 }],
    ["the store can't be read", { message: "the store can't be read" }],
  ];
  for (const [text, expected] of cases) assert.deepEqual(parseQueryError(text), expected);
});

test("the word at the place of an error is marked", () => {
  assert.deepEqual(errorRange("sum(rate(x[5m]", { line: 1, column: 5 }), { start: 4, end: 8 });
  assert.deepEqual(errorRange("a\nbc d", { line: 2, column: 4 }), { start: 5, end: 6 });
  assert.deepEqual(errorRange("ab", { line: 1, column: 3 }), { start: 2, end: 2 });
  assert.deepEqual(errorRange("ab", { line: 7, column: 1 }), { start: 2, end: 2 });
  assert.equal(errorRange("ab", { message: "x" }), null);
});

test("text in LogQL is quoted", () => {
  assert.equal(queryForText('a"b.c'), '{service_name=~".+"} |~ "(?i)a\\"b\\\\.c"');
  assert.equal(queryForTrace("ab", "cd"), '{service_name=~".+"} | trace_id="ab" | span_id="cd"');
  assert.equal(queryWithLabel("{a=\"b\"}", "level", 'x"y', "!="), '{a="b"} | level!="x\\"y"');
});

test("locations are read as they are written", () => {
  const states = [
    { view: "traces", id: "", params: {} },
    { view: "trace", id: TRACE, params: { span: SPAN } },
    { view: "logs", id: "", params: { store: "a b", q: '{a="b"} |= "&?#"', start: "2023-01-30T14:10:26.5Z" } },
  ];
  for (const state of states) {
    const [path, search = ""] = formatLocation(state).split("?");
    assert.deepEqual(parseLocation(path, search), state);
  }
  assert.equal(parseLocation("/", "").view, "traces");
  assert.equal(parseLocation("/nothing", "").view, "unknown");
  assert.equal(parseLocation("/trace/%zz", "").id, "");
});

test("the token is taken out of the fragment", () => {
  assert.deepEqual(takeToken("#token=a%2Bb"), { token: "a+b", rest: "" });
  assert.deepEqual(takeToken("#token=abc&x=1"), { token: "abc", rest: "#x=1" });
  assert.deepEqual(takeToken(""), { token: null, rest: "" });
});
