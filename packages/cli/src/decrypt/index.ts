export { type CaptureFinding, severities } from './capture-finding.js';
export { type Decrypted, type DecryptOptions, decryptCapture } from './decrypt-capture.js';
export { addKey, addKeyFile, addKeyingMaterial, addSdps } from './given-keys.js';
export { Keyring } from './keyring.js';
export type { PlainPacket } from './media-stream.js';
export { PlainPcap } from './plain-pcap.js';
export { buildReport, type DecryptReport, type StreamReport } from './report.js';
export { textReport } from './table.js';
export { WavFolder } from './wav-folder.js';
