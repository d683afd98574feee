import { config } from "zod/v4/core";

// Runs before every other script of ours. Zod would try whether it may compile its checks; our policy forbids evaluation, and the
// browser would report the attempt as a violation.
config({ jitless: true });
