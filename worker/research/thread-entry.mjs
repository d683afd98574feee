// A thread does not inherit the TypeScript loader of its process: it registers its own before it reads anything else.
import { register } from "tsx/esm/api";

register();
await import("./thread.ts");
