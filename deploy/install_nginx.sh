#!/bin/sh
# nginx where it is missing: Debian's or Ubuntu's package, unpacked into a folder. It is not installed,
# so no root is needed where apt-get has its lists, and no service of the system's is started.
set -eu
into=$1
PATH="$PATH:/usr/sbin:/usr/local/sbin"
if command -v nginx >/dev/null 2>&1 || [ -x "$into/usr/sbin/nginx" ]; then exit 0; fi
if ! command -v apt-get >/dev/null 2>&1; then
  echo "make cluster needs nginx on the PATH. Install it and run again." >&2
  exit 1
fi
sudo=""
[ "$(id -u)" = 0 ] || sudo="sudo"
mkdir -p "$into"
cd "$into"
apt-get download -qq nginx 2>/dev/null || {
  $sudo apt-get update -qq
  apt-get download -qq nginx
}
dpkg-deb -x nginx_*.deb .
rm nginx_*.deb
usr/sbin/nginx -v
