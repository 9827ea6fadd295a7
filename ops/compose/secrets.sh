#!/bin/sh
# Makes the secrets of docker-compose.yml in ./secrets: passwords, and certificates of a CA of their own for TLS between the
# containers. What is there already stays.
#
#   ops/compose/secrets.sh [folder]
set -eu
folder=${1:-secrets}
mkdir -p "$folder"
# The files are mounted one by one into containers of several users; whoever may enter the folder may read them.
chmod 700 "$folder"
cd "$folder"

for name in database_password nats_password redis_password jwt_secret; do
  # A letter first: NATS takes a variable that begins with digits for a number.
  [ -s "$name" ] || printf 's%s' "$(openssl rand -hex 32)" > "$name"
done

if [ ! -s ca.pem ]; then
  openssl req -x509 -newkey rsa:2048 -nodes -days 3650 -subj "/CN=Seller Orchestra Compose" -keyout ca.key -out ca.pem 2>/dev/null
fi
if [ ! -s server.pem ]; then
  openssl req -newkey rsa:2048 -nodes -subj "/CN=seller-orchestra" -keyout server.key -out server.csr 2>/dev/null
  printf '%s\n' \
    'subjectAltName=DNS:nats-1,DNS:nats-2,DNS:nats-3,DNS:mariadb,DNS:redis,DNS:localhost' \
    'extendedKeyUsage=serverAuth,clientAuth' > server.ext
  openssl x509 -req -in server.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 825 -extfile server.ext -out server.pem 2>/dev/null
  rm -f server.csr server.ext
fi
chmod 644 ./*
chmod 600 ca.key
echo "The secrets are in $folder."
