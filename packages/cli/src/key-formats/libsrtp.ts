import { fromLibsrtp, toLibsrtp } from '@sdpsec/negotiation/adapters/libsrtp';
import type { KeyFormat } from './key-format.js';

const octetsOnLine = 10;

/** C source for an `srtp_policy_t` of libsrtp. */
export const libsrtp: KeyFormat = {
  title: 'C source for a policy of libsrtp',
  write(parameters) {
    const { rtp, rtcp, key } = toLibsrtp(parameters);
    const octets = Array.from(key, octet => `0x${octet.toString(16).padStart(2, '0')}`);
    const rows = octets.flatMap((_, at) =>
      at % octetsOnLine === 0 ? [`  ${octets.slice(at, at + octetsOnLine).join(', ')}`] : [],
    );
    return [
      `static unsigned char key[${key.length}] = {\n${rows.join(',\n')}\n};`,
      `srtp_crypto_policy_set_${rtp}(&policy.rtp);`,
      `srtp_crypto_policy_set_${rtcp}(&policy.rtcp);`,
      'policy.key = key;\n',
    ].join('\n');
  },
  read(text) {
    const called = (field: string) => new RegExp(`srtp_crypto_policy_set_(\\w+)\\(&\\w+(?:\\.|->)${field}\\)`).exec(text)?.[1];
    const rtp = called('rtp');
    if (rtp === undefined) return undefined;
    const key = Uint8Array.from(
      [...text.matchAll(/\b0x([0-9a-f]{1,2})\b/gi)].map(([, digits]) => Number.parseInt(digits as string, 16)),
    );
    return fromLibsrtp({ rtp, rtcp: called('rtcp') ?? rtp, key });
  },
};
