/** Encrypts blocks, each by itself (ECB), into octets that are the caller's own. */
export type BlockEncryptor = (blocks: Uint8Array) => Uint8Array;

/** Makes one with a key, which it copies. `undefined`: this platform has no AES that answers at once. */
export const platformAes: ((key: Uint8Array) => BlockEncryptor) | undefined = undefined;
