// zod tries `new Function` when its first object schema is made, which the page's policy forbids and the browser reports.
// This module is imported before all that make schemas.
import { config } from 'zod';

config({ jitless: true });
