# One image for every service: SERVICES says which of them a container runs.

FROM node:24-slim AS dependencies
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
COPY packages ./packages
# Nothing that runs needs an install script, so none gets to run.
RUN npm ci --omit=dev --ignore-scripts && npm cache clean --force

# The console is built once, here: the image has neither Vite nor React.
FROM node:24-slim AS console
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
COPY packages ./packages
COPY demo ./demo
COPY console ./console
RUN npm ci --ignore-scripts && node demo/build.ts console

FROM node:24-slim
# Left to itself, Node.js gives a container of 512 MiB a young generation of 1 MB, in which a request costs up to twice as much.
ENV NODE_ENV=production \
    NODE_OPTIONS=--max-semi-space-size=16 \
    SERVICEDIR=services \
    HOST=0.0.0.0 \
    PORT=3000 \
    METRICS_PORT=3030 \
    DATA_DIR=/data \
    NODE_COMPILE_CACHE=/app/.compiled \
    MALLOC_ARENA_MAX=1 \
    MALLOC_TRIM_THRESHOLD_=131072
WORKDIR /app
RUN mkdir /data .compiled && chown node:node /data .compiled
COPY --from=dependencies /app/node_modules ./node_modules
COPY package.json moleculer.config.ts ./
COPY config ./config
COPY mixins ./mixins
COPY packages ./packages
COPY services ./services
COPY demo-data ./demo-data
COPY --from=console /app/console/dist ./console/dist
COPY cli ./cli
COPY docs/asyncapi.json ./docs/asyncapi.json
USER node
# Node.js keeps what it compiles by its version and its user. Processes only read it, so their file system may be read-only.
RUN NODE_ENV=development node cli/compile.ts
VOLUME /data
EXPOSE 3000 3030

# Every service has metrics, only the gateway has HTTP; the gauge is 1 from when the broker has started its services.
HEALTHCHECK --interval=5s --timeout=3s --start-period=60s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.METRICS_PORT}/metrics`).then((r) => r.text()).then((t) => process.exit(/^orchestra_started\\b.* 1$/m.test(t) ? 0 : 1), () => process.exit(1))"]

# What `npm start` runs, without npm in between: SIGTERM must reach the broker, which drains on it.
CMD ["node", "node_modules/moleculer/bin/moleculer-runner.mjs", "--config", "moleculer.config.ts", "--mask", "**/*.service.ts"]
