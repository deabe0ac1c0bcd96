import { SdpDocument } from '@sdpsec/negotiation/document';

/**
 * The SDP line of a MIKEY message that somebody pasted: an `a=key-mgmt` line, an RTSP `KeyMgmt` header (RFC 4567 §4.1), base64 or
 * hexadecimal digits. Reading it is left to the reader of SDP.
 */
export function mikeyDocument(pasted: string): SdpDocument {
  const text = pasted.trim();
  const data = /data="([^"]*)"/.exec(text)?.[1] ?? /(?:^|[:\s])mikey\s+(\S+)/i.exec(text)?.[1] ?? bare(text);
  return SdpDocument.parse(`a=key-mgmt:mikey ${data.replaceAll(/\s/g, '')}`);
}

function bare(text: string): string {
  const digits = text.replaceAll(/[\s:,]|0x/gi, '');
  if (!/^(?:[0-9a-f]{2})+$/i.test(digits)) return text;
  const pairs = digits.match(/../g) ?? [];
  return btoa(pairs.map(pair => String.fromCharCode(Number.parseInt(pair, 16))).join(''));
}
