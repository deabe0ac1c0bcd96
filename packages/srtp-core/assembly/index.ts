export * from './aes';
export * from './sha1';
export * from './ghash';
export { aesTest, ghashTest };
import { keystream } from './aes';
import { ghash } from './ghash';
function aesTest(keys: usize, rounds: i32, iv: usize, counter: u32, blocks: i32, out: usize): void { keystream(keys, rounds, v128.load(iv), counter, blocks, out); }
function ghashTest(tables: usize, powers: i32, head: usize, headBlocks: i32, data: usize, blocks: i32, out: usize): void { v128.store(out, ghash(tables, powers, head, headBlocks, data, blocks)); }
