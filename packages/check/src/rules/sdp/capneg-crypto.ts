import type { SdpLine } from '@sdpsec/negotiation/document';
import { unmetRequirement } from '@sdpsec/negotiation/reading';
import type { Report, SdpRule } from '../../rule.js';
import { placeOf, type SdpView } from '../../sdp-view.js';

export const sdpCapnegCrypto: SdpRule = {
  kind: 'sdp',
  id: 'sdp/capneg-crypto',
  severity: 'warning',
  reference: 'RFC 5939 §3.4.1',
  summary: 'A configuration without its keys, or one that names what is not there',
  explanation: `
a=tcap offers RTP/SAVP as a potential configuration, but its a=pcfg takes in no a=acap with crypto; the a=crypto lines of the section
belong to the actual configuration, which is plain. A strict peer that takes the potential configuration has no keys. Nor is there a
configuration where a=pcfg has no number of its own, or names an a=acap or a=tcap that does not exist (RFC 5939 §3.6.2): the media stays in the
clear. So it does with a peer that does not know what a=creq requires.
`,
  example: {
    wrong: `m=audio 49170 RTP/AVP 0
a=tcap:1 RTP/SAVP
a=pcfg:1 t=1
a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:SEsbbrx2MvxMu/fdfo9xBSejLgwn3ZCWsPMeTHob
`,
    right: `m=audio 49170 RTP/AVP 0
a=tcap:1 RTP/SAVP
a=acap:1 crypto:1 AES_CM_128_HMAC_SHA1_80 inline:SEsbbrx2MvxMu/fdfo9xBSejLgwn3ZCWsPMeTHob
a=pcfg:1 t=1 a=1
`,
  },
  *check(sdp) {
    const session = numbersAt(sdp, undefined);
    if (sdp.linesNamed('pcfg').length > 0) yield* unmetAt(sdp, undefined);
    for (const section of sdp.sections) {
      const [first] = sdp.attributes(section, 'pcfg');
      if (!first) continue;
      yield* unmetAt(sdp, section);
      const own = numbersAt(sdp, section);
      for (const line of sdp.attributes(section, 'pcfg')) {
        const message = faultOf(line, name => own.has(name) || session.has(name));
        if (message) yield { at: placeOf(line, section.index), severity: 'error', reference: 'RFC 5939 §3.6.2', message };
      }
      const tcap = sdp.attribute(section, 'tcap') ?? sdp.attribute(undefined, 'tcap');
      if (!tcap || !/(?:^|[ \t])(?:TCP\/)?RTP\/SAVPF?\b/.test(tcap.value)) continue;
      const keyed = sdp.attributes(section, 'acap').some(({ value }) => /^\d+\s+(?:crypto|key-mgmt|key-mgt):/.test(value));
      if (!keyed && !sdp.hasOtherKeying(section))
        yield {
          at: placeOf(first, section.index),
          message: 'this configuration takes RTP/SAVP without the keys: expected a=acap with crypto, and a= here',
        };
    }
  },
};

/** What an m= section, or the session part, requires of whoever takes a configuration. */
function* unmetAt(sdp: SdpView, section: SdpView['sections'][number] | undefined): Iterable<Report> {
  const [creq] = sdp.attributes(section, 'creq');
  const unmet = unmetRequirement((section?.reading ?? sdp.reading.session).attributes);
  if (creq && unmet !== undefined)
    yield {
      at: placeOf(creq, section?.index),
      reference: 'RFC 5939 §3.3.2',
      message: `a=creq requires ${unmet}: a peer that does not know it passes over every configuration`,
    };
}

/** The capabilities of an m= section, or of the session part, as they are called in messages; the transports of one line count on. */
function numbersAt(sdp: SdpView, section: SdpView['sections'][number] | undefined): ReadonlySet<string> {
  const found = new Set<string>();
  for (const name of ['acap', 'tcap'] as const)
    for (const { value } of sdp.attributes(section, name)) {
      const [number = '', ...protos] = value.trim().split(/[ \t]+/);
      const count = name === 'tcap' ? protos.length : 1;
      if (/^\d{1,10}$/.test(number)) for (let at = 0; at < count; at++) found.add(`a=${name}:${Number(number) + at}`);
    }
  return found;
}

/** Why a configuration can be chosen by nobody; what stands in brackets may be missing. */
function faultOf({ value }: SdpLine, isThere: (capability: string) => boolean): string | undefined {
  const [number = '', ...lists] = value.trim().split(/[ \t]+/);
  if (!/^[1-9]\d{0,9}$/.test(number)) return 'expected the number of the configuration, 1 or more, behind a=pcfg:';
  for (const list of lists) {
    const name = /^\+?([at])=/.exec(list)?.[1];
    const numbers = name ? (list.replaceAll(/\[[\d,]*\]/g, '').match(/\d+/g) ?? []) : [];
    const absent = numbers
      .filter(one => one.length <= 10)
      .map(one => `a=${name}cap:${Number(one)}`)
      .find(one => !isThere(one));
    if (absent) return `this configuration names ${absent}, which is not there: it cannot be used`;
  }
  return undefined;
}
