import { resolve } from "node:path";

const root = resolve(import.meta.dirname, "../..");

// biome-ignore lint/style/noDefaultExport: Next reads nothing else.
export default { turbopack: { root }, outputFileTracingRoot: root };
