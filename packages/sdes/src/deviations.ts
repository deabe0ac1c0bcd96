/**
 * Every leniency of the one grammar, by name. `invalidates` marks those that make the line invalid by the letter of RFC 4568:
 * a policy decides whether such a line is used all the same; the parser never does.
 */
export const deviations = {
  'leading-space': { reference: 'RFC 4568 §9.1', meaning: 'white space before the tag' },
  'trailing-space': { reference: 'RFC 4568 §9.1', meaning: 'white space at the end of the line' },
  'extra-space': {
    reference: 'RFC 4568 §9.1',
    meaning: 'more than one space, or a tab, between two fields; many peers expect one space',
  },
  'missing-space': { reference: 'RFC 4568 §9.1', meaning: 'no space between the crypto-suite and "inline:"' },
  'space-in-key-list': { reference: 'RFC 4568 §9.1', meaning: 'white space after the ";" between two keys' },
  'empty-key': { reference: 'RFC 4568 §9.1', meaning: 'a ";" with no key after it' },
  'tag-zero': { reference: 'RFC 4568 §9.1', meaning: 'tag 0, which is legal but refused by some peers' },
  'tag-leading-zero': { reference: 'RFC 4568 §4.1', meaning: 'leading zeroes in the tag' },
  'suite-case': { reference: 'RFC 4568 §4', meaning: 'a crypto-suite name in other letters than the registry has' },
  'suite-alias': { reference: 'RFC 4568 §6.2', meaning: 'another spelling of a registered crypto-suite' },
  'suite-unregistered': { reference: 'RFC 4568 §6.2.4', meaning: 'a crypto-suite that IANA does not list for a=crypto' },
  'method-case': { reference: 'RFC 4568 §4', meaning: '"inline" in capital letters' },
  'padding-missing': { reference: 'RFC 4568 §6.1', meaning: 'base64 without its "=" at the end' },
  'padding-wrong': { reference: 'RFC 4568 §6.1', meaning: 'base64 with another number of "=" than its length asks for' },
  'base64-noncanonical': {
    reference: 'RFC 4648 §3.5',
    meaning: 'base64 whose last character holds bits that belong to no octet',
  },
  'empty-field': { reference: 'RFC 4568 §9.2', meaning: 'an empty field after a "|"' },
  'lifetime-leading-zero': { reference: 'RFC 4568 §6.1', meaning: 'leading zeroes in the lifetime', invalidates: true },
  'lifetime-over-limit': {
    reference: 'RFC 4568 §6.1',
    meaning: 'a lifetime above what the crypto-suite allows; the limit of the suite holds',
    invalidates: true,
  },
  'lifetime-over-srtcp': {
    reference: 'RFC 3711 §9.2',
    meaning: 'a lifetime above 2^31, which SRTCP cannot reach: its counter stops at 2^31',
  },
  'mki-zero': { reference: 'RFC 4568 §6.1', meaning: 'MKI 0, where a positive number is asked for' },
  'mki-leading-zero': { reference: 'RFC 4568 §6.1', meaning: 'leading zeroes in the MKI or in its length' },
  'parameter-case': { reference: 'RFC 4568 §4', meaning: 'a session parameter in other letters than the registry has' },
  'parameter-repeated': { reference: 'RFC 4568 §6.3', meaning: 'the same session parameter twice' },
  'parameter-leading-zero': { reference: 'RFC 4568 §6.3', meaning: 'leading zeroes in a session parameter' },
  'kdr-zero': { reference: 'RFC 4568 §6.3.1', meaning: 'KDR=0, which is read as no KDR' },
  'wsh-clamped': { reference: 'RFC 4568 §6.3.6', meaning: 'a window size below 64, or above the 32768 used here' },
} as const satisfies Readonly<Record<string, { reference: string; meaning: string; invalidates?: true }>>;

/** The name of a leniency in {@link deviations}. */
export type DeviationCode = keyof typeof deviations;
