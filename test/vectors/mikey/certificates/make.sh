#!/bin/sh
# Makes the certificates of this folder with OpenSSL; they are kept, so that tests need no OpenSSL. Valid 20 years from the day of the run.
set -e
cd "$(dirname "$0")"
work=$(mktemp -d)
san='subjectAltName=URI:sip:alice@example.org'
usage='keyUsage=critical,digitalSignature,keyEncipherment'
ca='basicConstraints=critical,CA:TRUE'
caUsage='keyUsage=critical,keyCertSign,cRLSign'
key() { openssl genrsa -out "$work/$1.key" "${2:-2048}" 2>/dev/null; }
# name, issuer, days, extensions...
issue() {
  name=$1 issuer=$2 days=$3
  shift 3
  printf '%s\n' "$@" >"$work/$name.ext"
  openssl req -new -key "$work/$name.key" -subj "/CN=$name" -out "$work/$name.csr"
  if [ "$issuer" = "$name" ]; then
    openssl x509 -req -in "$work/$name.csr" -signkey "$work/$name.key" -days "$days" -extfile "$work/$name.ext" -out "$name.pem" ${HASH:-} 2>/dev/null
  else
    openssl x509 -req -in "$work/$name.csr" -CA "$issuer.pem" -CAkey "$work/$issuer.key" -CAcreateserial -days "$days" \
      -extfile "$work/$name.ext" -out "$name.pem" ${HASH:-} 2>/dev/null
  fi
}
for name in root intermediate leaf; do key $name; done
cp "$work/leaf.key" leaf.key
issue root root 7300 "$ca" "$caUsage"
issue intermediate root 7300 "$ca" "$caUsage"
issue leaf intermediate 7300 "$san" "$usage"
same() { cp "$work/leaf.key" "$work/$1.key"; }
same sign-only; issue sign-only intermediate 7300 "$san" 'keyUsage=critical,digitalSignature'
same encrypt-only; issue encrypt-only intermediate 7300 "$san" 'keyUsage=critical,keyEncipherment'
same expired; issue expired intermediate 1 "$san" "$usage"
same bob; issue bob intermediate 7300 'subjectAltName=URI:sip:bob@example.org' "$usage"
same mail; issue mail intermediate 7300 'subjectAltName=email:alice@example.org' "$usage"
same sha1; HASH=-sha1 issue sha1 intermediate 7300 "$san" "$usage"
key small 1024; issue small intermediate 7300 "$san" "$usage"
# An end entity that signs certificates.
same forged; cp "$work/leaf.key" "$work/leaf-as-ca.key"
cp leaf.pem leaf-as-ca.pem; issue forged leaf-as-ca 7300 "$san" "$usage"; rm leaf-as-ca.pem
# A CA that allows none below it.
cp "$work/intermediate.key" "$work/short.key"
issue short root 7300 "$ca,pathlen:0" "$caUsage"
cp "$work/intermediate.key" "$work/below-short.key"
issue below-short short 7300 "$ca" "$caUsage"
same too-deep; issue too-deep below-short 7300 "$san" "$usage"
# Two CAs that issue each other.
key ping; key pong
issue ping ping 7300 "$ca"; mv ping.pem "$work/ping-self.pem"; cp "$work/ping-self.pem" ping.pem
issue pong ping 7300 "$ca"
cp "$work/ping.key" "$work/ping.key.bak"
issue ping pong 7300 "$ca"
same from-ping; issue from-ping ping 7300 "$san" "$usage"
# A critical extension that nobody knows.
same critical; issue critical intermediate 7300 "$san" "$usage" '1.2.3.4=critical,ASN1:NULL'
# Certificates that are their own anchors: for signing code, for any purpose, for somebody without a name.
same code; issue code code 7300 "$san" "$usage" 'extendedKeyUsage=codeSigning'
same any-purpose; issue any-purpose any-purpose 7300 "$san" "$usage" 'extendedKeyUsage=critical,codeSigning,clientAuth'
same nameless; issue nameless nameless 7300 "$usage"
# A root whose key is too small.
key small-root 1024; issue small-root small-root 7300 "$ca" "$caUsage"
same from-small; issue from-small small-root 7300 "$san" "$usage"
rm -rf "$work" ./*.srl
