import { encodeChain, type MikeyMessage, type Payload, payloadSpans } from '@sdpsec/mikey';
import { type Field, payloadFields } from './fields.js';
import { headerFields } from './header-fields.js';

/** A payload with its place: octets from the start of the message, or of the plaintext it is in. */
export interface TreePayload {
  readonly payload: string;
  readonly offset: number;
  readonly octets: number;
  readonly fields: readonly Field[];
  /** Key data and what else KEMAC carries, where it could be read; offsets count in its plaintext. */
  readonly inside?: readonly TreePayload[];
}

/** HDR and all payloads of a message, in order. */
export function payloadTree(message: MikeyMessage, keyData: readonly Payload[] | undefined, showKeys: boolean): TreePayload[] {
  return payloadSpans(message).map(({ kind, offset, length }, index) => {
    if (kind === 'HDR') return { payload: kind, offset, octets: length, fields: headerFields(message.header) };
    const payload = message.payloads[index - 1] as Payload;
    const inside = (kind === 'KEMAC' || kind === 'SAKKE') && keyData ? chain(keyData, showKeys) : undefined;
    return { payload: kind, offset, octets: length, fields: payloadFields(payload, showKeys), ...(inside && { inside }) };
  });
}

function chain(payloads: readonly Payload[], showKeys: boolean): TreePayload[] {
  let offset = 0;
  return payloads.map(payload => {
    const octets = encodeChain([payload]).length;
    const place = offset;
    offset += octets;
    return { payload: payload.kind, offset: place, octets, fields: payloadFields(payload, showKeys) };
  });
}
