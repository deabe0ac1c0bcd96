export type { SdpEdit } from './edit.js';
export { NegotiationError, type NegotiationErrorCode } from './errors.js';
export type { MediaDescription, TextRange } from './media-description.js';
export { type LineRange, type MediaSection, type Position, SdpDocument } from './sdp-document.js';
export type { LineEnd, SdpLine } from './sdp-line.js';
