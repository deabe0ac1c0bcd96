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
        return [type, { name: 'CSB ID', value: `0x${content.csbId.toString(16).padStart(8, '0')}`, meaning: 'of the group' }];
      case 'key-id':
        return [type, ...content.ids.map(({ type: kind, id }) => ({ ...named('Key ID', keyIdTypes, kind), value: hex(id) }))];
      case 'oma-bcast':
        return [type, named('Subtype', omaSubtypes, content.subtype), octets('Data', content.data)];
      case 'other':
        return [type, octets('Data', content.data)];
    }
  } catch (error) {
    if (error instanceof MikeyError) return [type, octets('Data', extension.data, error.message)];
    throw error;
  }
}
