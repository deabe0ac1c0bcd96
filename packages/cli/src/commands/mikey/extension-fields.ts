import { type Extension, extensionTypes, keyIdTypes, MikeyError, omaSubtypes, readExtension } from '@sdpsec/mikey';
import { type Field, hex, named, octets } from './fields.js';

/** The fields of a General Extension (RFC 3830 §6.15), with what its type makes of the data. */
export function extensionFields(extension: Extension): readonly Field[] {
  const type = named('Type', extensionTypes, extension.type);
  try {
    const content = readExtension(extension);
    switch (content.kind) {
      case 'sdp-ids':
        return [type, octets('Data', extension.data, `the SDP offers ${content.protocols.join(', then ')} (RFC 4567 §4.1.4)`)];
      case 'csb-id':
        return [type, { name: 'CSB ID', value: eightDigits(content.csbId), meaning: 'of the group' }];
      case 'key-id':
        return [type, ...content.ids.map(({ type: kind, id }) => ({ ...named('Key ID', keyIdTypes, kind), value: hex(id) }))];
      case 'oma-bcast':
        return [type, named('Subtype', omaSubtypes, content.subtype), octets('Data', content.data)];
      case 'protected-payload':
        return [
          type,
          { name: 'DPPK-ID', value: eightDigits(content.keyId), meaning: 'the CSB ID, where the SSV of the message protects it' },
          { name: 'Algorithm', value: content.algorithm, ...(content.algorithm === 1 && { meaning: 'AES-128-GCM' }) },
          octets('IV', content.iv),
          octets('Protected', content.ciphertext, `${content.ciphertext.length} octets of key parameters (3GPP TS 33.180)`),
        ];
      case 'other':
        return [type, octets('Data', content.data)];
    }
  } catch (error) {
    if (error instanceof MikeyError) return [type, octets('Data', extension.data, error.message)];
    throw error;
  }
}

function eightDigits(value: number): string {
  return `0x${value.toString(16).padStart(8, '0')}`;
}
