#!/usr/bin/env bash
# Sets up RabbitMQ for Acorde, as its operator: a vhost of its own and three users who may do what they must and no more.
#
#   deploy/rabbitmq-users.sh [VHOST] [QUEUE]        (acorde, file_notifications)
#
# acorde-peer declares and publishes, acorde-gateway reads everything through queues of its own, acorde-reader reads the
# file events. Passwords are taken from ACORDE_PEER_PASSWORD, ACORDE_GATEWAY_PASSWORD and ACORDE_READER_PASSWORD; one that
# is not given is made and printed. May be run again: it brings permissions and given passwords up to date. RABBITMQCTL
# names another rabbitmqctl, for instance "docker compose exec -T rabbitmq rabbitmqctl".
set -euo pipefail

vhost=${1:-acorde}
queue=${2:-file_notifications}
read -ra ctl <<<"${RABBITMQCTL:-rabbitmqctl}"

if ! [[ $vhost =~ ^[A-Za-z0-9_-]+$ && $queue =~ ^[A-Za-z0-9_-]+$ ]]; then
  echo 'VHOST and QUEUE are letters, digits, - and _' >&2
  exit 2
fi

has() { "${ctl[@]}" -q "$1" --formatter json | grep -q "\"$2\""; }

# The password goes in by standard input, where no list of processes shows it.
user() {
  local name=$1 password=$2 made=''
  if has list_users "$name"; then
    if [ -n "$password" ]; then "${ctl[@]}" -q change_password "$name" <<<"$password"; fi
  else
    if [ -z "$password" ]; then
      password=$(od -An -N18 -tx1 /dev/urandom | tr -d ' \n')
      made="  password $password"
    fi
    "${ctl[@]}" -q add_user "$name" <<<"$password" >/dev/null
  fi
  "${ctl[@]}" -q set_permissions -p "$vhost" "$name" "$3" "$4" "$5"
  echo "$name@$vhost$made"
}

if ! has list_vhosts "$vhost"; then "${ctl[@]}" -q add_vhost "$vhost"; fi

topology="acorde\\.(events|dead|timeline)|$queue(\\.dead)?"
own='acorde\.gateway\..+'
made='amq\.gen.+'
#    name            password                        configure        write            read
user acorde-peer    "${ACORDE_PEER_PASSWORD:-}"    "^($topology)$" "^($topology)$" "^(acorde\\.(events|dead)|$queue)$"
user acorde-gateway "${ACORDE_GATEWAY_PASSWORD:-}" "^($own)$"      "^($own)$"      "^($own|acorde\\.(events|timeline))$"
user acorde-reader  "${ACORDE_READER_PASSWORD:-}"  "^($made)$"     "^($made)$"     "^($made|acorde\\.(events|timeline)|$queue(\\.dead)?)$"
