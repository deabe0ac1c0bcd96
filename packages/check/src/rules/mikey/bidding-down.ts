import { listedSdpIds, type SectionReading, sdpIds } from '@sdpsec/negotiation/reading';
import type { SdpRule } from '../../rule.js';
import { placeOf } from '../../sdp-view.js';

export const mikeyBiddingDown: SdpRule = {
  kind: 'sdp',
  id: 'mikey/bidding-down',
  severity: 'error',
  reference: 'RFC 4567 §4.1.4',
  summary: 'Other a=key-mgmt lines than the message says were offered',
  explanation: `
A MIKEY message has the list of all key management protocols that were offered beside it, and authenticates it. Where the list differs from the lines,
somebody in between has taken lines away, perhaps the stronger ones, or a box has reordered them. Refuse the offer, and look at who changes the SDP.
`,
  example: {
    wrong: `m=audio 49170 RTP/SAVP 0
a=key-mgmt:mikey AQAFgFkQGtsCAAARIjNEAAAAAAAAAAAAAAAAAAsA7rCjgAAAAAAGEL/WMHYxmUb5fvFpmjYPxg0GAQARc2lwOmFAZXhhbXBsZS5vcmcVAQARc2lwOmJAZXhhbXBsZS5vcmcKAQALbWlrZXk7bWlrZXkBAAAAHgABAQEBEAIBAQMBFAQBDgUBAAcBAQgBAQoBAQsBCgABABSslD9C/7QnEWxTrg0BhurxZJ0T3wF27cAhcueO3hvu9KSPBiP5hOmWfw==
`,
    right: `m=audio 49170 RTP/SAVP 0
a=key-mgmt:mikey AQcFgNBM+B8CAAARIjNEAAAAAAAAAAAAAAAAAAsA7rCjgAAAAAAGELrCAWMe4a4eaybLxHEm3k8GAQARc2lwOmFAZXhhbXBsZS5vcmcVAQARc2lwOmJAZXhhbXBsZS5vcmcKAQALbWlrZXk7bWlrZXkDAAAAHgABAQEBEAIBAQMBFAQBDgUBAAcBAQgBAQoBAQsBCgEAkLm5Q3OfZaknasZ2YzBw6EdmPqtbwLcDf4f8t4wdwkazGVGAClhPT02MFv4P2GhpIkj+ss3K6IT7ZnlEvj6oOx6VpIho2Rfm5w9dtJU/d4tCTFCaVuS9A5aVoF9ZyDonV0LGABsO11Lr3imEAtVrVThHJAqFEAIfonzeMS6YIwD/2oKIOShk64Q9gGaiWEPbW1YVDiFSgEQxXPVnO7biDjXyZnwy/5Ib0LYUra5MbjwGXQTSuTKaPNGrTBTFH4qGAAAAAAABA6M4+fmI3iDj88gRJOii52KGM+I=
a=key-mgmt:mikey AQAFgFkQGtsCAAARIjNEAAAAAAAAAAAAAAAAAAsA7rCjgAAAAAAGEL/WMHYxmUb5fvFpmjYPxg0GAQARc2lwOmFAZXhhbXBsZS5vcmcVAQARc2lwOmJAZXhhbXBsZS5vcmcKAQALbWlrZXk7bWlrZXkBAAAAHgABAQEBEAIBAQMBFAQBDgUBAAcBAQgBAQoBAQsBCgABABSslD9C/7QnEWxTrg0BhurxZJ0T3wF27cAhcueO3hvu9KSPBiP5hOmWfw==
`,
  },
  *check({ reading, mikeyLines }) {
    for (const { source, message } of mikeyLines) {
      const { keyMgmt } =
        source.section === undefined ? reading.session : (reading.sections[source.section] as SectionReading).own;
      const found = sdpIds(keyMgmt).join(';');
      const offered = listedSdpIds(message)?.join(';') ?? found;
      if (offered !== found)
        yield { at: placeOf(source.line, source.section), message: `expected the lines ${offered}, found ${found}` };
    }
  },
};
