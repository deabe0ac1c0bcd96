/** Encrypts blocks, each by itself (ECB), into octets that are the caller's own. */
export type BlockEncryptor = (blocks: Uint8Array) => Uint8Array;

/** Makes one with a key, which it copies. `undefined`: this platform has no AES that answers at once. */
export const platformAes: ((key: Uint8Array) => BlockEncryptor) | undefined = undefined;

/** SHA-1, its twenty octets as characters. `undefined`: this platform has none that answers at once. */
export const platformSha1: ((octets: Uint8Array) => string) | undefined = undefined;
