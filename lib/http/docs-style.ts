/** The whole style of `/docs`, which is one page without anything fetched. Its hash stands in that page's policy. */
export const DOCS_STYLE = `
:root{color-scheme:light dark;--line:#8884;--soft:#8882}
body{font:15px/1.55 system-ui,sans-serif;max-width:70rem;margin:0 auto;padding:1.5rem}
code,pre{font-family:ui-monospace,monospace;font-size:.9em}
section{border-top:1px solid var(--line);padding:1rem 0}
h2 code{font-size:1rem}nav a{margin-right:1rem;white-space:nowrap}
.wide{overflow-x:auto}table{border-collapse:collapse;width:100%}
td,th{text-align:left;vertical-align:top;padding:.35rem .75rem .35rem 0;border-bottom:1px solid var(--soft)}
pre{background:var(--soft);padding:.75rem;overflow-x:auto;border-radius:.4rem}
`;
