/** One small style sheet for all pages; light and dark by the browser's wish, no external assets. */
export const STYLE = `
:root { color-scheme: light dark; --ink: #1a2130; --dim: #667085; --line: #e4e7ec; --paper: #ffffff; --ground: #f7f8fa; --accent: #2456d6; --good: #117a48; --bad: #b42318; }
@media (prefers-color-scheme: dark) { :root { --ink: #e8ebf2; --dim: #98a2b3; --line: #2b3242; --paper: #171c27; --ground: #10141d; --accent: #8fb0ff; --good: #5fd39b; --bad: #ff8a7d; } }
* { box-sizing: border-box; }
body { margin: 0; font: 15px/1.45 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif; color: var(--ink); background: var(--ground); }
header, main, footer { max-width: 1280px; margin: 0 auto; padding: 0 20px; }
header { display: flex; flex-wrap: wrap; align-items: baseline; gap: 4px 16px; padding-top: 24px; }
h1 { font-size: 22px; margin: 0; } h2 { font-size: 17px; margin: 28px 0 8px; }
header p { margin: 0; color: var(--dim); } header nav { margin-left: auto; display: flex; gap: 14px; align-items: baseline; }
a { color: var(--accent); text-decoration: none; } a:hover, a:focus-visible { text-decoration: underline; }
form.controls { display: flex; flex-wrap: wrap; gap: 12px; align-items: end; margin: 18px 0; }
label { display: grid; gap: 3px; font-size: 13px; color: var(--dim); }
input, select, button { font: inherit; color: var(--ink); background: var(--paper); border: 1px solid var(--line); border-radius: 8px; padding: 7px 10px; }
button { background: var(--accent); border-color: var(--accent); color: var(--paper); cursor: pointer; }
button.plain { background: none; border: none; color: var(--accent); padding: 0; }
.presets { display: flex; gap: 12px; padding: 8px 0; }
.scroll { overflow-x: auto; background: var(--paper); border: 1px solid var(--line); border-radius: 12px; }
.tree { min-width: min-content; font-variant-numeric: tabular-nums; }
.row { display: grid; grid-template-columns: minmax(230px, 2.2fr) var(--columns); gap: 8px 14px; padding: 8px 14px; border-top: 1px solid var(--line); align-items: baseline; }
.head { border-top: none; font-size: 13px; color: var(--dim); } .total { font-weight: 650; }
.row > :not(:first-child) { text-align: right; white-space: nowrap; }
.row > :first-child { overflow-wrap: anywhere; }
summary.row { cursor: pointer; list-style: none; } summary.row::-webkit-details-marker { display: none; }
summary.row > :first-child::before { content: "▸"; display: inline-block; width: 16px; color: var(--dim); }
details[open] > summary.row > :first-child::before { content: "▾"; }
.level-1 > :first-child { padding-left: 18px; } .level-2 > :first-child { padding-left: 50px; color: var(--dim); }
summary.row:hover, div.row.leaf:hover { background: var(--ground); }
.good { color: var(--good); } .bad { color: var(--bad); } .none { color: var(--dim); }
.note { color: var(--dim); font-size: 13px; margin: 14px 0; } .warn { color: var(--bad); }
code, pre { font: 13px/1.5 ui-monospace, "SF Mono", Menlo, Consolas, monospace; } pre { background: var(--paper); border: 1px solid var(--line); border-radius: 8px; padding: 10px; overflow-x: auto; }
table { border-collapse: collapse; width: 100%; } td, th { text-align: left; padding: 5px 10px 5px 0; border-top: 1px solid var(--line); vertical-align: top; }
section.route { background: var(--paper); border: 1px solid var(--line); border-radius: 12px; padding: 4px 18px 14px; margin: 14px 0; }
.method { font-weight: 650; color: var(--accent); }
footer { padding-top: 20px; padding-bottom: 40px; }
`;
