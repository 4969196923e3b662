/** Which certificate authorities are trusted. */
import { readFileSync } from 'node:fs'
import { createSecureContext, rootCertificates, type SecureContext } from 'node:tls'
import { InternalError } from '../anthropic/errors.ts'
import type { Environment } from './proxy.ts'

/**
 * The default authorities, those of `NODE_EXTRA_CA_CERTS`, and the given ones. Undefined where none are given: then
 * Node's own store holds, which reads that variable itself.
 *
 * One context for all connections: reading 150 certificates again for each takes longer than the handshake.
 */
export function trustContext(ca: readonly string[], environment: Environment): SecureContext | undefined {
  if (ca.length === 0) return undefined
  for (const text of ca) {
    if (!text.includes('-----BEGIN CERTIFICATE-----')) {
      throw new InternalError('`ca` in the configuration must hold PEM texts of certificates: one has none.')
    }
  }
  try {
    return createSecureContext({ ca: [...rootCertificates, ...extraCertificates(environment), ...ca] })
  } catch (cause) {
    throw new InternalError('`ca` in the configuration holds a certificate that cannot be read.', { cause })
  }
}

/** Giving Node any authority of one's own replaces its whole store, these included. An unreadable file is no more than Node's own warning. */
function extraCertificates(environment: Environment): string[] {
  const file = environment.NODE_EXTRA_CA_CERTS
  if (!file) return []
  try {
    return [readFileSync(file, 'utf8')]
  } catch {
    return []
  }
}
