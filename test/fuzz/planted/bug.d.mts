export function parse(input: Uint8Array): number;
export function loop(input: Uint8Array): number;
