/** The tests' own certificate authority and a server certificate made by it: see `certificates/README.md`. */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const fileOf = (name: string): string => fileURLToPath(new URL(`certificates/${name}`, import.meta.url))
const textOf = (name: string): string => readFileSync(fileOf(name), 'utf8')

/** PEM, for `ca`. */
export const authority = textOf('authority.pem')
/** Path of the same, for `NODE_EXTRA_CA_CERTS`. */
export const authorityFile = fileOf('authority.pem')
/** For `https.createServer`: localhost, 127.0.0.1, ::1, upstream.test, proxy.test, api.anthropic.com. */
export const serverCertificate = { cert: textOf('server.pem'), key: textOf('server-key.pem') }
