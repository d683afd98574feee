#!/bin/sh
# Makes what `docker compose up` needs and nobody may commit: deploy/secrets/ and deploy/settings.env.
# Keeps every file that is there, so it can be run again after an upgrade.
#
#   sh deploy/prepare.sh [name of this host] [folder]
set -eu

name=${1:-localhost}
folder=${2:-$(dirname "$0")}
secrets=$folder/secrets

umask 077
mkdir -p "$secrets"

# The folder is closed to others; each file in it is open, because a container reads it as another user.
keep() {
  [ -e "$secrets/$1" ] || printf '%s' "$2" >"$secrets/$1"
  chmod 0444 "$secrets/$1"
}
random() { openssl rand -hex 24; }
said() { cat "$secrets/$1"; }

keep postgres_password "$(random)"
keep database_url "postgresql://ghostquant:$(said postgres_password)@postgres:5432/ghostquant"
keep redis_auth "requirepass $(random)"
keep redis_url "redis://:$(said redis_auth | cut -d' ' -f2)@redis:6379"
keep secrets_key "$(random)"
keep owner_password "$(random)"
keep metrics_token "$(random)"
# Fill in what you have; an empty file is no value.
for optional in coingecko_pro_api_key coingecko_demo_api_key smtp_pass telegram_bot_token whale_alert_api_key; do
  keep "$optional" ""
done

# A first certificate that no browser trusts. Put your own in its place and say `docker compose restart proxy`.
if [ ! -e "$secrets/tls_key.pem" ]; then
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 365 \
    -subj "/CN=$name" -addext "subjectAltName=DNS:$name,DNS:localhost,IP:127.0.0.1" \
    -keyout "$secrets/tls_key.pem" -out "$secrets/tls_certificate.pem" 2>/dev/null
fi
chmod 0444 "$secrets/tls_key.pem" "$secrets/tls_certificate.pem"

if [ ! -e "$folder/settings.env" ]; then
  cat >"$folder/settings.env" <<SETTINGS
# Settings of this instance; .env.example explains every one. Secrets belong into secrets/.
PUBLIC_URL=https://$name
MARKET_SOURCE=live
READS=open
LOG_LEVEL=info
SETTINGS
fi

echo "Ready: $secrets and $folder/settings.env. The owner's password is in $secrets/owner_password."
