/** Which certificate authorities are trusted. */
import { X509Certificate } from 'node:crypto'
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
  for (const text of ca) checkCertificates(text)
  return createSecureContext({ ca: [...rootCertificates, ...extraCertificates(environment), ...ca] })
}

const certificate = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g

/** Node itself passes over what it cannot read, and the connection fails later without a hint. */
function checkCertificates(text: string): void {
  const certificates = text.match(certificate) ?? []
  if (certificates.length === 0) {
    throw new InternalError(
      '`ca` in the configuration must hold PEM texts of certificates; one text has none.',
    )
  }
  try {
    for (const each of certificates) new X509Certificate(each)
  } catch (cause) {
    throw new InternalError('`ca` in the configuration holds a certificate that cannot be read.', { cause })
  }
}

/** Giving Node an authority replaces its whole store, these included. Of a file that cannot be read Node itself has warned. */
function extraCertificates(environment: Environment): string[] {
  const file = environment.NODE_EXTRA_CA_CERTS
  if (!file) return []
  try {
    return [readFileSync(file, 'utf8')]
  } catch {
    return []
  }
}
