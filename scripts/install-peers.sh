#!/bin/bash
# Installs the foreign programs that the tests talk to (Debian packages; needs root).
set -euo pipefail
packages=(
  gcc libc6-dev libsrtp2-dev libre-dev # test/interop/libsrtp
  libssl-dev openssl                   # DTLS exporter, bench floor
  ffmpeg                               # test/interop/ffmpeg
  baresip-core linphone-cli rtpengine-daemon
  tshark sip-tester
  gstreamer1.0-tools gstreamer1.0-plugins-{base,good,bad} glib-networking # test/interop/gstreamer
  python3-gi gir1.2-gst-plugins-base-1.0 gir1.2-gst-rtsp-server-1.0
  chromium                             # test/srtp-core/compiled, the engine in a browser
  python3                              # test/oracle
  redis-server                         # examples: fail-over, shared replay cache
  bash zsh fish groff mandoc           # test/cli: completion, man page
)
export DEBIAN_FRONTEND=noninteractive
apt-get update -qq
apt-get install -y -qq --no-install-recommends "${packages[@]}" > /dev/null
echo "installed: ${packages[*]}"
