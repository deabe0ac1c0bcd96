import { type Command, Option } from 'commander';

/** Options that say who we are in MIKEY (RFC 3830) and whom we trust; the names are known already where an offer was made with them. */
export function addMikeyOptions(command: Command, { identities = true } = {}): Command {
  command
    .addOption(new Option('--psk-file <file>', 'MIKEY: the key that is shared with the peer, in base64 or hex'))
    .addOption(new Option('--certificate <file>', 'MIKEY: PEM of our certificate, those that vouch for it behind'))
    .addOption(new Option('--private-key <file>', 'MIKEY: PEM of the RSA key that belongs to it'))
    .addOption(new Option('--anchors <file>', 'MIKEY: PEM of the certificates that are trusted; without it, none is'))
    .addOption(new Option('--peer-certificate <file>', 'MIKEY: PEM of the certificate to encrypt to (public-key)'));
  if (!identities) return command;
  return command
    .addOption(new Option('--identity <name>', 'MIKEY: who we are, such as sip:alice@example.org'))
    .addOption(new Option('--peer-identity <name>', 'MIKEY: who the peer has to be'));
}
