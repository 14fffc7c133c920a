# syntax=docker/dockerfile:1
# One image for every process of a cluster: `throughline start --role ...`, `throughline migrate up`.
# Needs glibc (LMDB's prebuilt binary), so never Alpine.
FROM node:20.20.2-bookworm-slim AS build
WORKDIR /app
COPY . .
RUN --mount=type=cache,target=/root/.npm npm ci --ignore-scripts && npm run build
# What compiles, tests and describes stays behind.
RUN find packages services -maxdepth 2 \( -name src -o -name browser -o -name bundle.mjs -o -name test -o -name .turbo -o -name node_modules -o -name tsconfig.json \) -exec rm -rf {} + \
  && rm -rf packages/testing/dist services/ingest-webhooks/fixtures

FROM node:20.20.2-bookworm-slim AS dependencies
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
COPY --from=build /app/packages packages
COPY --from=build /app/services services
# The embedded engine (543 MB) is for a process alone; a cluster has a ClickHouse server.
RUN --mount=type=cache,target=/root/.npm npm ci --omit=dev --ignore-scripts && rm -rf node_modules/@chdb

FROM node:20.20.2-bookworm-slim
ENV NODE_ENV=production THROUGHLINE_MODE=cluster
WORKDIR /app
COPY --from=dependencies /app ./
COPY --from=build /app/schemas schemas
COPY --from=build /app/infra/clickhouse infra/clickhouse
COPY --from=build /app/infra/kafka infra/kafka
# A volume here is made with this owner.
RUN mkdir /data && chown node:node /data
USER node
EXPOSE 8080
ENTRYPOINT ["node", "services/solo/bin/throughline.js"]
CMD ["--help"]
