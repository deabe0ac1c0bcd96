import { MikeyError } from './errors.js';
import { OctetReader, OctetWriter } from './octets.js';
import type { Extension } from './payloads.js';
import { extensionTypes, registeredValue } from './registry.js';

/**
 * The MCData protected payload that 3GPP TS 33.180 puts into a message of SAKKE, as deployed senders write it. Who has the message's key opens
 * it with `openKeyParameters` of `@sdpsec/mikey/sakke`.
 */
export interface ProtectedPayload {
  readonly kind: 'protected-payload';
  /** 40 bits. */
  readonly date: number;
  readonly payloadId: number;
  readonly sequence: number;
  /** 1: AES-128-GCM. */
  readonly algorithm: number;
  readonly iv: Uint8Array;
  /** DPPK-ID: in SAKKE the CSB ID. */
  readonly keyId: number;
  /** With the tag at its end. */
  readonly ciphertext: Uint8Array;
}

/** The meaning of a General Extension payload; `other` keeps what no RFC in the registry lays out. */
export type ExtensionContent =
  /** The key management protocols that the SDP offers, in its order (RFC 4567 §4.1.4). */
  | { readonly kind: 'sdp-ids'; readonly protocols: readonly string[] }
  /** Types and identifiers of keys (RFC 4563 §4). */
  | { readonly kind: 'key-id'; readonly ids: readonly { readonly type: number; readonly id: Uint8Array }[] }
  /** The CSB ID that the Responder sets for a group (RFC 4738 §3.6). */
  | { readonly kind: 'csb-id'; readonly csbId: number }
  /** OMA BCAST (RFC 5410 §3). */
  | { readonly kind: 'oma-bcast'; readonly subtype: number; readonly data: Uint8Array }
  | ProtectedPayload
  | { readonly kind: 'other'; readonly type: number; readonly data: Uint8Array };

/**
 * Reads what a General Extension payload says.
 *
 * @throws {@link MikeyError} `truncated` or `bad-value` when the data does not fit its type.
 * @example
 * ```ts
 * readExtension(writeExtension({ kind: 'sdp-ids', protocols: ['mikey'] })); // { kind: 'sdp-ids', protocols: ['mikey'] }
 * ```
 */
export function readExtension({ type, data }: Extension): ExtensionContent {
  const from = new OctetReader(data, 'EXT');
  switch (extensionTypes.find(row => row.value === type)?.name) {
    case 'SDP IDs':
      return { kind: 'sdp-ids', protocols: protocolList(data) };
    case 'Key ID': {
      const ids = [];
      while (from.left > 0) ids.push({ type: from.u8(), id: from.octets8() });
      return { kind: 'key-id', ids };
    }
    case 'CSB_ID':
      return { kind: 'csb-id', csbId: from.within(data.length, part => part.u32()) };
    case 'OMA BCAST':
      return { kind: 'oma-bcast', subtype: from.u8(), data: from.rest() };
    case '3GPP key parameters':
      return data[0] === protectedPayload ? readProtected(data) : { kind: 'other', type, data };
    default:
      return { kind: 'other', type, data };
  }
}

/**
 * Builds a General Extension payload.
 *
 * @example
 * ```ts
 * const payload = writeExtension({ kind: 'csb-id', csbId: 0x1234 });
 * ```
 */
export function writeExtension(content: ExtensionContent): Extension {
  const to = new OctetWriter('EXT');
  switch (content.kind) {
    case 'sdp-ids':
      return extension('SDP IDs', new TextEncoder().encode(content.protocols.join(';')));
    case 'key-id':
      for (const { type, id } of content.ids) to.u8(type).octets8(id);
      return extension('Key ID', to.finish());
    case 'csb-id':
      return extension('CSB_ID', to.u32(content.csbId).finish());
    case 'oma-bcast':
      return extension('OMA BCAST', to.u8(content.subtype).octets(content.data).finish());
    case 'protected-payload':
      return extension('3GPP key parameters', writeProtected(content));
    case 'other':
      return { kind: 'EXT', type: content.type, data: content.data };
  }
}

function extension(name: (typeof extensionTypes)[number]['name'], data: Uint8Array): Extension {
  return { kind: 'EXT', type: registeredValue(extensionTypes, name), data };
}

/** Message type of a protected payload; older senders have bare key parameters here. */
const protectedPayload = 0x43;
const ivOctets = 16;

function readProtected(data: Uint8Array): ProtectedPayload {
  const from = new OctetReader(data, 'EXT');
  return from.within(data.length, part => {
    part.u8();
    const head = { date: part.u40(), payloadId: part.u32(), sequence: part.u8(), algorithm: part.u8() };
    const [iv, keyId, element] = [part.take(ivOctets), part.u32(), part.u8()];
    if (element !== 0) throw part.fail('bad-value', `expected a payload element of type 0, got ${element}`);
    return { kind: 'protected-payload', ...head, iv, keyId, ciphertext: part.octets16() };
  });
}

function writeProtected({ date, payloadId, sequence, algorithm, iv, keyId, ciphertext }: ProtectedPayload): Uint8Array {
  const to = new OctetWriter('EXT').u8(protectedPayload).u40(date).u32(payloadId).u8(sequence).u8(algorithm);
  return to.exactly(iv, ivOctets).u32(keyId).u8(0).octets16(ciphertext).finish();
}

/** prtcl-list = KMPID *(";" KMPID) */
function protocolList(data: Uint8Array): string[] {
  const text = String.fromCharCode(...data.subarray(0, 4096));
  if (!/^[A-Za-z0-9]+(;[A-Za-z0-9]+)*$/.test(text) || data.length > 4096)
    throw new MikeyError('bad-value', 'expected protocol identifiers separated by ";"', { payload: 'EXT' });
  return text.split(';');
}
