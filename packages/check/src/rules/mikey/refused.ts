import type { ExchangeRule } from '../../rule.js';

export const mikeyRefused: ExchangeRule = {
  kind: 'exchange',
  id: 'mikey/refused',
  severity: 'error',
  reference: 'RFC 4567 §4.1.1',
  summary: 'A MIKEY message that is not accepted',
  explanation: `
Something about the message does not hold: its authentication, its time, its identity, its policy, or that it is a message at all; the finding says what.
The key management of one section that fails ends the whole session (RFC 4567 §4.1.2): 488 Not Acceptable Here, with a Warning of 306 where the
peer asks for what is not supported. Two SDPs show only what can be told without keys: an answer by another protocol than the offered one, or
with data that is none.
`,
  example: {
    wrong: {
      offer: `m=audio 49170 RTP/SAVP 0
a=key-mgmt:mikey AQAFgM0XflABAAAAAAAAAAAAAAsAyONQ6gAAAAAGEEoo2pee4hp2UaDX8ZE22YwKAAAPZG9uYWxkQGR1Y2suY29tAQAAAAAAAQAk0JKpgaVkDaawi9whVBtBt0KZ14ymNuu62+Nv3ozPLygwK/GbAV9iemnGUIZ19fWQUOSrzKTAv9zV
`,
      answers: [
        `m=audio 50000 RTP/SAVP 0
a=key-mgmt:keyp1 AQAFgM0XflABAAAAAAAAAAAAAAsAyONQ6gAAAAAGEEoo2pee4hp2UaDX8ZE22YwKAAAPZG9uYWxkQGR1Y2suY29tAQAAAAAAAQAk0JKpgaVkDaawi9whVBtBt0KZ14ymNuu62+Nv3ozPLygwK/GbAV9iemnGUIZ19fWQUOSrzKTAv9zV
`,
      ],
    },
    right: {
      offer: `m=audio 49170 RTP/SAVP 0
a=key-mgmt:mikey AQAFgM0XflABAAAAAAAAAAAAAAsAyONQ6gAAAAAGEEoo2pee4hp2UaDX8ZE22YwKAAAPZG9uYWxkQGR1Y2suY29tAQAAAAAAAQAk0JKpgaVkDaawi9whVBtBt0KZ14ymNuu62+Nv3ozPLygwK/GbAV9iemnGUIZ19fWQUOSrzKTAv9zV
`,
      answers: [
        `m=audio 50000 RTP/SAVP 0
a=key-mgmt:mikey AQAFgM0XflABAAAAAAAAAAAAAAsAyONQ6gAAAAAGEEoo2pee4hp2UaDX8ZE22YwKAAAPZG9uYWxkQGR1Y2suY29tAQAAAAAAAQAk0JKpgaVkDaawi9whVBtBt0KZ14ymNuu62+Nv3ozPLygwK/GbAV9iemnGUIZ19fWQUOSrzKTAv9zV
`,
      ],
    },
  },
  check: exchange => exchange.remarks('mikey/refused'),
};
