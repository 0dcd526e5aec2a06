#!/bin/sh
# Install the browsers that are named (chromium, firefox, webkit) where they are missing and can be.
# Of Chromium the one without windows, where a system has it: the same engine loads a page in two
# thirds of the time.
set -eu

there() { # whether one of these programs is
  for name; do
    if command -v "$name" >/dev/null 2>&1; then return 0; fi
  done
  return 1
}

missing=""
for browser; do
  case $browser in
    chromium) there chromium-headless-shell chromium chromium-browser google-chrome || missing="$missing chromium" ;;
    firefox) there firefox-esr firefox || missing="$missing firefox-esr" ;;
    webkit) { there WebKitWebDriver && there Xvfb; } || missing="$missing webkit2gtk-driver xvfb" ;;
  esac
done
[ -n "$missing" ] || exit 0
if ! there apt-get; then
  echo "The browser tests need on the PATH:$missing. Install that and run again." >&2
  exit 1
fi
sudo=""
[ "$(id -u)" = 0 ] || sudo="sudo"
$sudo apt-get update -qq
if apt-cache show chromium-headless-shell >/dev/null 2>&1; then
  missing=$(echo "$missing" | sed 's/ chromium\>/ chromium-headless-shell/')
fi
# shellcheck disable=SC2086  # one word for each package
DEBIAN_FRONTEND=noninteractive $sudo apt-get install -y -qq $missing >/dev/null
