/** Sequence numbers of one ROC. */
export const sequenceSpace = 0x10000;
/** SRTP packet indices there are (RFC 3711 §3.3.1). */
export const srtpIndexSpace = 2 ** 48;
/** SRTCP indices there are (RFC 3711 §3.4). */
export const srtcpIndexSpace = 2 ** 31;

/**
 * The index of a packet from its sequence number and the highest index so far (RFC 3711 §3.3.1 and Appendix A): of the ROC
 * before, the same and the next, the one that gives the closest index. Two cases the appendix gets wrong: before ROC 0 there is
 * none, where it computes 2^32 - 1, and after the last there is none either.
 */
export function estimateIndex(highest: number, sequence: number): number {
  const last = highest & (sequenceSpace - 1);
  const index = highest - last + sequence;
  if (sequence - last > 0x8000 && index >= sequenceSpace) return index - sequenceSpace;
  return last - sequence > 0x8000 ? index + sequenceSpace : index;
}

/** The ROC of an SRTP index. */
export function rocOf(index: number): number {
  return Math.floor(index / sequenceSpace);
}
