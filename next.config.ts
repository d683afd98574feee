import type { NextConfig } from "next";

/** Every route also answers under its original path without `/api`; `/status` is a page, its data is `/api/status`. */
const withoutApi = ["/market/:path*", "/health", "/openapi.json", "/docs"];

const config: NextConfig = {
  poweredByHeader: false,
  // A lockfile in a parent folder would make Next guess a wrong root.
  outputFileTracingRoot: import.meta.dirname,
  // `npm run verify` and `npm test` check the types of the whole tree; a start on a user's machine need not again.
  typescript: { ignoreBuildErrors: true },
  serverExternalPackages: ["ioredis", "bullmq", "pg", "pino"],
  rewrites: async () => [
    ...withoutApi.map((source) => ({ source, destination: `/api${source}` })),
    // Browsers ask for it before they have read which icon the page names.
    { source: "/favicon.ico", destination: "/icon.svg" },
  ],
};

export default config;
