// Writes packages/cli/man/sdpsec.1 from the declarations of the commands; part of the build, since the package ships it.
import { mkdirSync, writeFileSync } from 'node:fs';
import { manPage } from '../packages/cli/dist/man-page.js';

// A build that is to be the same again says when it is (reproducible-builds.org).
const { SOURCE_DATE_EPOCH: epoch } = process.env;
const date = epoch === undefined ? new Date() : new Date(Number(epoch) * 1000);
const folder = new URL('../packages/cli/man/', import.meta.url);
mkdirSync(folder, { recursive: true });
writeFileSync(new URL('sdpsec.1', folder), manPage(date.toISOString().slice(0, 10)));
