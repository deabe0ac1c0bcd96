import type { KeyMgmtDeviationCode } from '@sdpsec/mikey/codec';
import type { SdpRule } from '../../rule.js';
import { valuePlace } from '../../sdp-view.js';

export const mikeyValueForm: SdpRule = {
  kind: 'sdp',
  id: 'mikey/value-form',
  severity: 'warning',
  reference: 'RFC 4567 §3.1',
  summary: 'An a=key-mgmt value in a form that strict peers refuse',
  explanation: `
The value was understood, but its form is not that of RFC 4567: more than one blank, another spelling of "mikey", base64 without its
padding or with blanks in it, as broken lines leave them.
`,
  example: {
    wrong: `m=video 49170 RTP/SAVP 96
a=key-mgmt:mikey   AQAFgM0XflABAAAAAAAAAAAAAAsAyONQ6gAAAAAGEEoo2pee4hp2UaDX8ZE22YwKAAAPZG9uYWxkQGR1Y2suY29tAQAAAAAAAQAk0JKpgaVkDaawi9whVBtBt0KZ14ymNuu62+Nv3ozPLygwK/GbAV9iemnGUIZ19fWQUOSrzKTAv9zV
`,
    right: `m=video 49170 RTP/SAVP 96
a=key-mgmt:mikey AQAFgM0XflABAAAAAAAAAAAAAAsAyONQ6gAAAAAGEEoo2pee4hp2UaDX8ZE22YwKAAAPZG9uYWxkQGR1Y2suY29tAQAAAAAAAQAk0JKpgaVkDaawi9whVBtBt0KZ14ymNuu62+Nv3ozPLygwK/GbAV9iemnGUIZ19fWQUOSrzKTAv9zV
`,
  },
  *check(sdp) {
    for (const { line, section, value } of sdp.keyMgmt)
      for (const { code, offset, length } of value.kind === 'key-mgmt' ? value.deviations : [])
        yield { at: valuePlace({ line, section }, { offset, length }), message: messages[code] };
  },
};

const messages: Readonly<Record<KeyMgmtDeviationCode, string>> = {
  'surplus-blank': 'more blanks than the one that is allowed behind the colon',
  'wide-separator': 'expected exactly one blank between protocol and data',
  'protocol-case': 'expected "mikey", in small letters',
  'blank-in-base64': 'white space inside of the base64 data',
  'padding-missing': 'base64 without its padding',
  'padding-superfluous': 'base64 with more "=" than its length asks for',
  'url-safe-base64': 'the URL-safe letters of base64, where the others are asked for',
  'trailing-bits': 'the last character of the base64 holds bits that belong to no octet',
};
