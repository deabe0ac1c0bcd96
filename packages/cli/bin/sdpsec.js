#!/usr/bin/env node
import module from 'node:module';

// Node.js 22 and later keep compiled code between runs, which the start of a command is mostly made of.
module.enableCompileCache?.();
import('../bundle/run.js').then(async ({ run }) => {
  process.exitCode = await run(process.argv.slice(2));
});
