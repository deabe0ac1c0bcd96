import type { Place } from './rule.js';
import type { SdpView } from './sdp-view.js';

/** Whether a place is the number before or behind the colon of an MKI field, as in `|1:4`. */
export function isMkiNumber(sdp: SdpView, place: Place): boolean {
  const { text } = sdp.document;
  const besideColon = text[place.offset - 1] === ':' || text[place.offset + place.length] === ':';
  return besideColon && /^\d+$/.test(sdp.textAt(place));
}
