import type { SdpDocument } from '@sdpsec/negotiation';

/** Nothing is sent there (RFC 863): it stands for a port that is yet to come. */
const discardPort = '9';

/** A description of RTSP, as it would be with ports. */
export interface WithPorts {
  readonly document: SdpDocument;
  /** The m= sections that had port 0. */
  readonly sections: readonly number[];
}

/**
 * Gives ports to the m= sections that RTSP sets up, which `a=control` names the URL for (RFC 2326 §C.1.1): port 0 rejects nothing there,
 * since SETUP brings the ports (§C.1.2). No octet moves, so that places of the one document are places of the other.
 */
export function withPorts(document: SdpDocument): WithPorts {
  const media = document.media.filter(
    section => section.description.port === 0 && document.attributes(section, 'control').length > 0,
  );
  const edits = media.map(({ description: { ranges } }) => {
    return { kind: 'splice', offset: ranges.port.offset, length: 1, text: discardPort } as const;
  });
  return { document: document.edit(edits), sections: media.map(({ index }) => index) };
}
