/** Of the report's page. Light and dark; nothing is loaded from anywhere. */
export const style = `
:root { color-scheme: light dark; --ink: #1c2024; --quiet: #60646c; --line: #d9d9e0; --page: #ffffff; --good: #2b9a66; --bad: #ce2c31; --open: #0d74ce; --critical: #ad7f00; }
@media (prefers-color-scheme: dark) { :root { --ink: #edeef0; --quiet: #b0b4ba; --line: #363a3f; --page: #111113; --good: #3dd68c; --bad: #ff9592; --open: #70b8ff; --critical: #f5d90a; } }
body { font: 15px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--page); max-width: 76rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.5rem; } h2 { font-size: 1.15rem; margin-top: 2.2rem; }
table { border-collapse: collapse; width: 100%; } th, td { text-align: left; padding: .3rem .6rem; border-bottom: 1px solid var(--line); vertical-align: top; }
th { font-weight: 600; color: var(--quiet); } .right { text-align: right; font-variant-numeric: tabular-nums; }
.scroll { overflow-x: auto; } pre, code { font: 13px/1.5 ui-monospace, monospace; } pre { padding: .6rem; border: 1px solid var(--line); border-radius: 4px; overflow-x: auto; }
ul { padding-left: 1.2rem; } svg { font: 12px system-ui, sans-serif; fill: var(--ink); } svg .time { fill: var(--quiet); font-size: 11px; } svg .mark { stroke: var(--line); }
.gantt rect.good { fill: var(--good); } .gantt rect.bad { fill: var(--bad); } .gantt rect.open { fill: var(--open); } .gantt rect.critical { stroke: var(--critical); stroke-width: 2; }
.graph rect { fill: none; stroke: var(--line); } .graph .good rect { stroke: var(--good); } .graph .bad rect { stroke: var(--bad); } .graph .open rect { stroke: var(--open); } .graph .critical rect { stroke-width: 3; }
.graph .edge { fill: none; stroke: var(--quiet); } .graph .edge.critical { stroke: var(--critical); stroke-width: 2; } .graph .tip { fill: var(--quiet); }
`;
