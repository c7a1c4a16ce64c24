//===- HtmlPage.h - Style and script of the HTML report ---------*- C++ -*-===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// What of the page does not depend on the verdicts. Without the script all is
/// there and can be read; it only filters.
//===----------------------------------------------------------------------===//

#ifndef AETHER_LIB_REPORT_HTMLPAGE_H
#define AETHER_LIB_REPORT_HTMLPAGE_H

namespace aether::analysis {

constexpr const char *HtmlStyle = R"css(
:root { --fg: #1b1f24; --bg: #fff; --dim: #59636e; --line: #d8dee4; --code: #f6f8fa;
  --safe: #1a7f37; --unknown: #8a5a00; --unsafe: #c11f2f; --first: #ffe2e0; --second: #fff1c9;
  --way: #e8f0fe; color-scheme: light dark; }
@media (prefers-color-scheme: dark) {
  :root { --fg: #e3e8ee; --bg: #12161c; --dim: #97a1ad; --line: #30363d; --code: #1a2027;
    --safe: #4ac26b; --unknown: #e0a83a; --unsafe: #ff7b72; --first: #52201f; --second: #46380f;
    --way: #1b2b45; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 72rem; padding: 1rem; font: 16px/1.5 system-ui, sans-serif;
  color: var(--fg); background: var(--bg); }
h1 { font-size: 1.4rem; margin: 0; }
h2 { font-size: 1.1rem; margin: 2rem 0 .5rem; }
code, .src { font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; font-size: .85em; }
.safe { color: var(--safe); } .unknown { color: var(--unknown); } .unsafe { color: var(--unsafe); }
.dim { color: var(--dim); }
nav { position: sticky; top: 0; z-index: 1; display: flex; flex-wrap: wrap; gap: .3rem 1rem;
  align-items: center; padding: .6rem 0; background: var(--bg); border-bottom: 1px solid var(--line); }
nav input[type=search] { flex: 1 1 14rem; min-width: 0; padding: .4rem .6rem; font: inherit;
  color: inherit; background: var(--code); border: 1px solid var(--line); border-radius: 6px; }
details.call { border-bottom: 1px solid var(--line); }
details.call > summary { cursor: pointer; padding: .5rem 0; overflow-wrap: anywhere; }
summary b { display: inline-block; min-width: 5.2rem; }
.tag { font-size: .8em; padding: .05rem .5rem; border: 1px solid var(--line); border-radius: 1rem;
  white-space: nowrap; }
.body { padding: 0 0 1rem 1rem; }
.finding { margin: .5rem 0 1.5rem; }
.finding > p { margin: .3rem 0; }
.src { margin: .6rem 0; border: 1px solid var(--line); border-radius: 6px; overflow-x: auto;
  background: var(--code); }
.src .file { padding: .3rem .6rem; color: var(--dim); border-bottom: 1px solid var(--line); }
.src table { border-collapse: collapse; min-width: 100%; }
.src td { padding: 0 .6rem; white-space: pre; tab-size: 4; vertical-align: top; }
.src td.n { text-align: right; color: var(--dim); user-select: none; width: 1%; }
.src tr.first { background: var(--first); } .src tr.second { background: var(--second); }
.src tr.way { background: var(--way); }
.src tr.gap td { color: var(--dim); }
.src .label { font-family: system-ui, sans-serif; color: var(--dim); padding-left: 2rem; }
mark { color: inherit; background: none; text-decoration: underline 2px; }
ol.chain { margin: .3rem 0; padding-left: 1.4rem; }
table.causes { border-collapse: collapse; }
table.causes td, table.causes th { padding: .2rem .8rem .2rem 0; text-align: left; vertical-align: top;
  border-bottom: 1px solid var(--line); overflow-wrap: anywhere; }
table.causes td:first-child { text-align: right; }
[hidden] { display: none; }
)css";

constexpr const char *HtmlScript = R"js(
(() => {
  const calls = [...document.querySelectorAll('details.call')];
  const text = new Map(calls.map(c => [c, c.textContent.toLowerCase()]));
  const query = document.getElementById('query');
  const boxes = [...document.querySelectorAll('nav input[type=checkbox]')];
  const none = document.getElementById('none');
  const filter = () => {
    const words = query.value.toLowerCase().split(/\s+/).filter(Boolean);
    const verdicts = new Set(boxes.filter(b => b.checked).map(b => b.value));
    let shown = 0;
    for (const call of calls) {
      const fits = verdicts.has(call.dataset.verdict) &&
                   words.every(w => text.get(call).includes(w));
      call.hidden = !fits;
      shown += fits;
    }
    none.hidden = shown !== 0;
  };
  document.querySelector('nav').hidden = false;
  query.addEventListener('input', filter);
  for (const box of boxes) box.addEventListener('change', filter);
  const open = () => {
    const target = location.hash && document.getElementById(location.hash.slice(1));
    const call = target && target.closest('details');
    if (call) { call.hidden = false; call.open = true; target.scrollIntoView(); }
  };
  addEventListener('hashchange', open);
  open();
})();
)js";

} // namespace aether::analysis

#endif // AETHER_LIB_REPORT_HTMLPAGE_H
