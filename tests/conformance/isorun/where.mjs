// Says which Node the programs of this folder run on, and where their packages are.
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

console.log(JSON.stringify({ node: process.execPath, packages: dirname(fileURLToPath(import.meta.url)) }));
