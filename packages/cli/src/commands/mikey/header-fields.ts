import { dataTypes, type GenericId, type Header, mapTypes, prfs, type SrtpId } from '@sdpsec/mikey';
import { type Field, hex, named } from './fields.js';

const typeOfMap = { 'srtp-id': 0, empty: 1, 'generic-id': 2 } as const;

/** The fields of HDR (RFC 3830 §6.1). */
export function headerFields({ dataType, v, prf, csbId, map }: Header): readonly Field[] {
  const count = map.kind === 'empty' ? map.count : map.sessions.length;
  return [
    named('Data type', dataTypes, dataType),
    { name: 'V', value: Number(v), meaning: v ? 'a response is expected' : 'no response is expected' },
    named('PRF func', prfs, prf),
    { name: 'CSB ID', value: `0x${csbId.toString(16).padStart(8, '0')}` },
    { name: '#CS', value: count },
    named('CS ID map type', mapTypes, typeOfMap[map.kind]),
    ...(map.kind === 'srtp-id' ? map.sessions.map(srtpId) : map.kind === 'generic-id' ? map.sessions.map(genericId) : []),
  ];
}

function srtpId({ policy, ssrc, roc }: SrtpId, index: number): Field {
  return {
    name: `CS ${index + 1}`,
    value: `policy ${policy}, SSRC ${digits(ssrc)}, ROC ${roc}`,
    ...(ssrc === 0 && { meaning: 'SSRC open' }),
  };
}

function genericId({ csId, protocol, s, policies, sessionData, spi }: GenericId): Field {
  const parts = [
    `protocol ${protocol}`,
    `policies ${policies.join(' ') || 'none'}`,
    `session data ${hex(sessionData) || 'none'}${s ? ' with ROC and SEQ' : ''}`,
    `SPI ${hex(spi) || 'none'}`,
  ];
  return { name: `CS ${csId}`, value: parts.join(', ') };
}

function digits(ssrc: number): string {
  return `0x${ssrc.toString(16).padStart(8, '0')}`;
}
