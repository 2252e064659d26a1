#!/usr/bin/env bash
# Inside the pretend desktop: starts a real Secret Service (gnome-keyring, unlocked) and runs the rest:
#   e2e/desktop/with-desktop.sh e2e/desktop/with-keyring.sh COMMAND ARGS...
# Electron then needs --password-store=gnome-libsecret: it picks its store by the desktop's name, and here is none.
# Its files go where with-desktop.sh put XDG_DATA_HOME, and go with it.
set -u
log=$XDG_RUNTIME_DIR/keyring.log
printf 'test\n' | setpriv --pdeathsig KILL gnome-keyring-daemon --foreground --components=secrets --unlock >"$log" 2>&1 &
keyring=$!
trap 'kill "$keyring" 2>/dev/null' EXIT
if ! gdbus wait --session --timeout 10 org.freedesktop.secrets; then
  cat "$log" >&2
  exit 1
fi
"$@"
