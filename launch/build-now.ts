import { join, resolve } from "node:path";
import { ensureBuilt } from "./build";

/** The build of `npm start` as a step of its own; the browser tests then find it done. */
const root = resolve(import.meta.dirname, "..");
const built = await ensureBuilt(root, join(root, ".data/logs/build.log"), (words) => console.log(words));
console.log(built ? "The pages are built." : "The pages are unchanged since the last build.");
