# One recipe for every service; APP is ingester, worker or sender:
#
#   docker build --build-arg APP=worker --tag dt-worker .
#
# Nothing is compiled: Node runs the sources. The image holds one app, the packages it uses and their dependencies.
ARG NODE_IMAGE=node:26-slim

FROM ${NODE_IMAGE} AS tools
ENV CI=true DO_NOT_TRACK=1
WORKDIR /workspace

# What the app needs of the workspace: in `json` the manifests, in `full` the sources as well.
FROM tools AS pruned
ARG APP
RUN test -n "$APP" || { echo "Say which service: --build-arg APP=ingester, worker or sender" >&2; exit 1; }
COPY pnpm-workspace.yaml ./
RUN npm install --global --no-audit --no-fund "turbo@$(sed -n 's/^  turbo: //p' pnpm-workspace.yaml)"
COPY . .
# The workspace's own dependencies are tools that use every package; without them only what the app uses is kept.
# The lock file knows the manifest as it was.
RUN cp package.json /tmp/package.json && npm pkg delete devDependencies && turbo prune "@dt/$APP" --docker \
  && cp /tmp/package.json out/json/ && cp /tmp/package.json out/full/

# Dependencies come before the sources, so that a change of code does not install them anew. Half of them is for compilers
# and debuggers only.
FROM tools AS installed
RUN npm install --global --no-audit --no-fund pnpm@12
COPY --from=pruned /workspace/out/json/ ./
RUN pnpm install --prod --frozen-lockfile \
  && find node_modules -type f \( -name "*.map" -o -name "*.d.ts" -o -name "*.d.[cm]ts" \) -delete
COPY --from=pruned /workspace/out/full/ ./

FROM ${NODE_IMAGE}
ARG APP
ENV APP=${APP} NODE_ENV=production DT_HTTP_HOST=0.0.0.0 DT_HTTP_PORT=8080 NODE_COMPILE_CACHE=/workspace/.compiled
WORKDIR /workspace
COPY --from=installed /workspace/ ./
RUN mkdir .compiled && chown node .compiled
# The user node, by its number: Kubernetes' runAsNonRoot believes no name.
USER 1000
# With a wrong setting a service loads its code and ends with 78. What Node compiled by then is kept: that saves each start
# 0.4 s and each process 20 MB; and an image whose code cannot be loaded is not built.
RUN DT_HTTP_PORT=none node "apps/$APP/src/main.ts"; test $? -eq 78
EXPOSE 8080
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s --retries=3 \
  CMD ["node", "--eval", "fetch(`http://127.0.0.1:${process.env.DT_HTTP_PORT}/healthz`, { signal: AbortSignal.timeout(2000) }).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
CMD ["sh", "-c", "exec node apps/$APP/src/main.ts"]
