export { beginsCapture, readCapture } from './capture-file.js';
export type { CaptureItem, CaptureProblem, CaptureRecord } from './capture-record.js';
export { type Dissected, Dissector } from './dissector.js';
export { canonicalHost, type Endpoint, formatEndpoint, hostOctets, type Path } from './endpoint.js';
export { header, type Message } from './message.js';
export { Relays } from './relays.js';
export { sdpBody } from './sdp-body.js';
