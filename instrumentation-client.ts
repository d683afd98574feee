import { config } from "zod/v4/core";
import { followReaderZone } from "@/lib/format/zone";

// Runs before every other script of ours. Zod would try whether it may compile its checks; our policy forbids evaluation, and the
// browser would report the attempt as a violation.
config({ jitless: true });

// Times are written in the zone that the server drew the page in, from the first paint on.
followReaderZone(() => document.documentElement.dataset.zone);
