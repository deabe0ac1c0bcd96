import { SrtpError } from './errors.js';
import { formatOriginalHeader, type OriginalHeader, readOriginalHeader } from './original-header.js';
import { type SrtpParameters, srtpParameters } from './parameters.js';
import { Secret } from './secret.js';

const outerSuites = {
  DOUBLE_AEAD_AES_128_GCM_AEAD_AES_128_GCM: 'AEAD_AES_128_GCM',
  DOUBLE_AEAD_AES_256_GCM_AEAD_AES_256_GCM: 'AEAD_AES_256_GCM',
} as const;

/**
 * The outer layer of a double suite by itself (RFC 8723 §3): what a media distributor works with, and an endpoint for repair
 * packets (§7). It is the single AES-GCM suite with the second halves of key and salt. Everything else stays as it was agreed.
 *
 * A media distributor needs other outer keys towards each receiver than towards the sender: with the same ones, nonces would
 * repeat (§5.2).
 *
 * @throws SrtpError `unsupported-suite` when the parameters are not of a double suite.
 * @example
 * ```ts
 * const hop = new SrtpSession({ send: [hopByHopOnly(toEndpoint)], receive: [hopByHopOnly(fromEndpoint)] });
 * ```
 */
export function hopByHopOnly(parameters: SrtpParameters): SrtpParameters {
  const suite = Object.entries(outerSuites).find(([double]) => double === parameters.suite)?.[1];
  if (!suite) throw new SrtpError('unsupported-suite', `expected a double suite (RFC 8723), got ${parameters.suite}`);
  return srtpParameters({
    ...parameters,
    suite,
    masterKeys: parameters.masterKeys.map(masterKey => ({
      ...masterKey,
      key: outerHalf(masterKey.key),
      salt: outerHalf(masterKey.salt),
    })),
  });
}

function outerHalf(secret: Secret): Secret {
  const octets = secret.reveal();
  const half = Secret.from(octets.subarray(octets.length / 2));
  octets.fill(0);
  return half;
}

/**
 * What a media distributor does between `unprotect` and `protect`, both with the outer key alone (`hopByHopOnly`): changes the
 * header and keeps account of it in the original header block, so that the receiver can verify the inner tag (RFC 8723 §5.2). A
 * field that gets its original value back leaves the block.
 *
 * @param packet as the outer layer gives it: header, inner ciphertext, inner tag, original header block
 * @returns a new packet, which may be up to four octets longer
 * @throws SrtpError `malformed-packet` without an RTP header or an original header block; `bad-parameters` for values out of range.
 * @example
 * ```ts
 * const hop = new SrtpSession({ send: [hopByHopOnly(toEndpoint)], receive: [hopByHopOnly(fromEndpoint)] });
 * const relayed = hop.protectRtp(changeHeader(hop.unprotectRtp(doubled), { sequenceNumber: 7 }));
 * ```
 */
export function changeHeader(packet: Uint8Array, changes: OriginalHeader): Uint8Array {
  const block = !(packet instanceof Uint8Array) || packet.length < 12 ? undefined : readOriginalHeader(packet, 12, packet.length);
  if (!block)
    throw new SrtpError('malformed-packet', 'expected an RTP packet that ends with an original header block (RFC 8723 §4)');
  const { payloadType, sequenceNumber, marker } = changes;
  for (const [what, value, most] of [
    ['payloadType', payloadType, 127],
    ['sequenceNumber', sequenceNumber, 0xffff],
  ] as const)
    if (value !== undefined && !(Number.isInteger(value) && value >= 0 && value <= most))
      throw new SrtpError('bad-parameters', `expected ${what} in 0..${most}, got ${value}`);
  const now = {
    payloadType: (packet[1] as number) & 127,
    sequenceNumber: ((packet[2] as number) << 8) | (packet[3] as number),
    marker: (packet[1] as number) > 127,
  };
  const kept = formatOriginalHeader({
    ...original('payloadType', block.payloadType, now.payloadType, payloadType),
    ...original('sequenceNumber', block.sequenceNumber, now.sequenceNumber, sequenceNumber),
    ...original('marker', block.marker, now.marker, marker),
  });
  const changed = new Uint8Array(packet.length - block.octets + kept.length);
  changed.set(packet.subarray(0, packet.length - block.octets));
  changed.set(kept, packet.length - block.octets);
  changed[1] = ((marker ?? now.marker) ? 128 : 0) | (payloadType ?? now.payloadType);
  changed[2] = (sequenceNumber ?? now.sequenceNumber) >>> 8;
  changed[3] = (sequenceNumber ?? now.sequenceNumber) & 255;
  return changed;
}

/** The entry of one field in the new block, if it needs one. */
function original<Name extends keyof OriginalHeader, Value>(
  name: Name,
  before: Value | undefined,
  now: Value,
  next: Value | undefined,
): { [name in Name]?: Value } {
  const first = before ?? now;
  const keep = next === undefined ? before !== undefined : next !== first;
  return keep ? ({ [name]: first } as { [name in Name]?: Value }) : {};
}
