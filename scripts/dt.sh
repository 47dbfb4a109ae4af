#!/bin/sh
# Runs dt. While `npm start` runs in this folder, dt operates its bots: the settings file says where their Redis is.
# What the environment says wins over the file.
settings=.dt/settings.env
if [ -f "$settings" ]; then
  exec node --env-file="$settings" apps/cli/bin/dt.js "$@"
fi
exec node apps/cli/bin/dt.js "$@"
