#!/usr/bin/env bash
# Runs a command inside a private pretend Linux desktop and ends with the command's exit code:
#   e2e/desktop/with-desktop.sh COMMAND ARGS...
# It has its own X display, session bus and system bus, with UPower, NetworkManager, logind and power profiles
# (Debian's python3-dbusmock), a notification daemon, a tray and a keyring. Tests work it with desktop.ts.
# DESKTOP_NETNS=1 (root only) adds a private network: loopback and one cable, plug0, whose far end is wall0.
set -u
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)

if [ -n "${DESKTOP_NETNS:-}" ] && [ -z "${DESKTOP_IN_NETNS:-}" ]; then
  export DESKTOP_IN_NETNS=1
  exec unshare -n -- "${BASH_SOURCE[0]}" "$@"
fi
if [ -n "${DESKTOP_IN_NETNS:-}" ]; then
  ip link set lo up
  ip link add plug0 type veth peer name wall0
  ip addr add 10.77.0.1/24 dev plug0
  ip link set plug0 up && ip link set wall0 up
  ip route add default via 10.77.0.2 dev plug0
fi

tmp=$(mktemp -d "${TMPDIR:-/tmp}/desktop.XXXXXX")
servers=()
command_pid=
finish() {
  trap - EXIT
  [ -n "$command_pid" ] && kill -TERM "$command_pid" 2>/dev/null
  [ "${#servers[@]}" -gt 0 ] && kill "${servers[@]}" 2>/dev/null
  wait 2>/dev/null
  rm -rf "$tmp"
}
trap finish EXIT
trap 'exit 143' TERM HUP
trap 'exit 130' INT

# A server that goes when this script goes, however that ends.
serve() {
  local log=$1
  shift
  setpriv --pdeathsig KILL "$@" >"$tmp/$log.log" 2>&1 &
  servers+=($!)
}
give_up() {
  echo "The pretend desktop did not come up: $1" >&2
  tail -n 20 "$tmp"/*.log >&2
  exit 1
}
wait_for_file() {
  for _ in $(seq 100); do
    [ -s "$1" ] || [ -S "$1" ] && return
    sleep 0.05
  done
  give_up "$2"
}

# A screen. -displayfd lets the server choose a free number itself, so that two desktops never race for one;
# -noreset, because it would otherwise start over when an app ends, and turn away one that starts just then.
setpriv --pdeathsig KILL Xvfb -displayfd 3 -screen 0 1280x1024x24 -noreset -nolisten tcp 3>"$tmp/display" >"$tmp/xvfb.log" 2>&1 &
servers+=($!)

# Its own places for settings and data: nothing that a test does may reach the home of whoever runs it.
unset WAYLAND_DISPLAY XAUTHORITY XDG_CURRENT_DESKTOP DESKTOP_SESSION SSH_AUTH_SOCK
export XDG_CONFIG_HOME="$tmp/config" XDG_DATA_HOME="$tmp/data" XDG_CACHE_HOME="$tmp/cache" XDG_STATE_HOME="$tmp/state"
export XDG_RUNTIME_DIR="$tmp/run" XDG_SESSION_ID=c1 GSETTINGS_BACKEND=memory
mkdir -m 700 "$XDG_CONFIG_HOME" "$XDG_DATA_HOME" "$XDG_CACHE_HOME" "$XDG_STATE_HOME" "$XDG_RUNTIME_DIR"

for bus in session system; do
  sed "s#@ADDRESS@#unix:path=$tmp/$bus.sock#; s#@TYPE@#$bus#" "$here/bus.conf" >"$tmp/$bus.conf"
  serve "bus-$bus" dbus-daemon --config-file="$tmp/$bus.conf" --nofork --nopidfile
done
export DBUS_SESSION_BUS_ADDRESS="unix:path=$tmp/session.sock" DBUS_SYSTEM_BUS_ADDRESS="unix:path=$tmp/system.sock"
wait_for_file "$tmp/session.sock" 'no session bus'
wait_for_file "$tmp/system.sock" 'no system bus'
wait_for_file "$tmp/display" 'no X display'
DISPLAY=":$(head -n 1 "$tmp/display")"
export DISPLAY

python=/usr/bin/python3
serve upower "$python" -m dbusmock --system --template upower --parameters '{"OnBattery": false}'
serve network "$python" -m dbusmock --system --template networkmanager
serve logind "$python" -m dbusmock --system --template logind
serve profiles "$python" -m dbusmock --system --template power_profiles_daemon
serve notifications "$python" "$here/notifications.py"
serve tray "$python" "$here/tray.py"
await_name() { gdbus wait "--$1" --timeout 15 "$2" || give_up "no $2"; }
await_name system org.freedesktop.UPower
await_name system org.freedesktop.NetworkManager
await_name system org.freedesktop.login1
await_name system net.hadess.PowerProfiles
await_name session org.freedesktop.Notifications
await_name session org.test.Tray
"$python" "$here/furnish.py" >"$tmp/furnish.log" 2>&1 || give_up 'the services could not be furnished'

# A real keyring where gnome-keyring is installed. Electron uses it only where it is told to (use-keyring.cjs),
# because it picks its store by the desktop's name, and there is none here.
if command -v gnome-keyring-daemon >/dev/null; then
  setpriv --pdeathsig KILL gnome-keyring-daemon --foreground --components=secrets --unlock <<<'test' >"$tmp/keyring.log" 2>&1 &
  servers+=($!)
  await_name session org.freedesktop.secrets
  export DESKTOP_KEYRING=1
fi

export DESKTOP_TMP="$tmp"
"$@" <&0 &
command_pid=$!
wait "$command_pid"
code=$?
command_pid=
exit "$code"
