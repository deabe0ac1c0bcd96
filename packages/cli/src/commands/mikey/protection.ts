import { dataTypes, find, keyEncryptions, type MikeyMessage, macs, registeredName, signatureTypes } from '@sdpsec/mikey';

/** What keeps others from changing a message, and from reading its keys. */
export interface Protection {
  readonly by: 'mac' | 'signature' | 'lower-layer' | 'nothing';
  readonly words: string;
}

/** How a message is protected (RFC 3830 §3, §4.2; RFC 4650 §3; RFC 4738 §3), read from its payloads alone. */
export function protectionOf(message: MikeyMessage): Protection {
  const kemac = find(message, 'KEMAC');
  const sign = find(message, 'SIGN');
  const ver = find(message, 'V');
  const type = registeredName(dataTypes, message.header.dataType);
  if (sign) {
    const envelope = kemac && find(message, 'PKE') ? `, keys encrypted with ${encryption(kemac)} under an envelope key` : '';
    return { by: 'signature', words: `a signature (${registeredName(signatureTypes, sign.type)})${envelope}` };
  }
  if (ver && registeredName(macs, ver.macAlgorithm) !== 'NULL')
    return { by: 'mac', words: `${registeredName(macs, ver.macAlgorithm)} under the pre-shared or envelope key` };
  if (!kemac) {
    const hint = type === 'Error' ? ': an error that nobody vouches for, a hint only' : '';
    return { by: 'nothing', words: `nothing${hint}` };
  }
  const [cipher, mac] = [encryption(kemac), registeredName(macs, kemac.macAlgorithm)];
  if (cipher === 'NULL' && mac === 'NULL') return { by: 'lower-layer', words: 'NULL: relies on TLS' };
  if (mac === 'NULL') return { by: 'nothing', words: `nothing but ${cipher} around the keys: anybody may have changed it` };
  if (kemac.data.length === 0) return { by: 'mac', words: `${mac} under the pre-shared key` };
  const keys = cipher === 'NULL' ? 'its keys are in the clear: relies on TLS' : `keys encrypted with ${cipher}`;
  return { by: 'mac', words: `${mac} under the pre-shared key, ${keys}` };
}

function encryption({ encryption }: { readonly encryption: number }): string {
  return registeredName(keyEncryptions, encryption);
}
