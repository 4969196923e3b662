/** Checks Signature Version 4 and bearer tokens as AWS does. Source: AWS's page on signing requests, step by step. */
import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import type { AwsFault } from './bedrock-answers.ts'
import type { Received } from './scripted-server.ts'

export interface Keys {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken?: string
  readonly bearer: string
}

export const strictKeys: Keys = {
  accessKeyId: 'AKIASTRICTSERVER0001',
  secretAccessKey: 'strict/secret+key/0123456789abcdefghijkl',
  bearer: 'ABSKStrictBearerToken0123456789',
}

const denied = (name: string, message: string): AwsFault => ({ status: 403, name, message })

const sha256 = (value: string | Buffer): string => createHash('sha256').update(value).digest('hex')
const hmac = (key: string | Buffer, value: string): Buffer => createHmac('sha256', key).update(value).digest()

/** What is wrong with the credentials of a request. */
export function signatureFault(received: Received, region: string, keys: Keys): AwsFault | undefined {
  const { authorization } = received.headers
  if (!authorization) return denied('MissingAuthenticationTokenException', 'Missing Authentication Token')
  if (authorization.startsWith('Bearer ')) {
    return authorization === `Bearer ${keys.bearer}`
      ? undefined
      : denied('AccessDeniedException', 'Authentication failed: Please make sure your API Key is valid.')
  }
  const [, accessKeyId, date, scopeRegion, signed = '', signature = ''] =
    /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([\w-]+)\/bedrock\/aws4_request, SignedHeaders=([\w;-]+), Signature=([0-9a-f]{64})$/.exec(
      authorization,
    ) ?? []
  if (!accessKeyId) return denied('IncompleteSignatureException', 'The signature is not complete.')
  if (accessKeyId !== keys.accessKeyId || received.headers['x-amz-security-token'] !== keys.sessionToken) {
    return denied('UnrecognizedClientException', 'The security token included in the request is invalid.')
  }
  if (scopeRegion !== region)
    return denied('InvalidSignatureException', `Credential should be scoped to a valid region.`)
  const missing = mustBeSigned(received).find(name => !signed.split(';').includes(name))
  if (missing) return denied('InvalidSignatureException', `The header ${missing} is not signed.`)
  const scope = `${date}/${region}/bedrock/aws4_request`
  const toSign = [
    'AWS4-HMAC-SHA256',
    received.headers['x-amz-date'],
    scope,
    sha256(canonical(received, signed)),
  ].join('\n')
  const keyOfDay = hmac(`AWS4${keys.secretAccessKey}`, String(date))
  const key = hmac(hmac(hmac(keyOfDay, region), 'bedrock'), 'aws4_request')
  return timingSafeEqual(hmac(key, toSign), Buffer.from(signature, 'hex'))
    ? undefined
    : denied(
        'InvalidSignatureException',
        'The request signature we calculated does not match the signature you provided.',
      )
}

/** The host and everything of AWS's own. */
const mustBeSigned = ({ headers }: Received): readonly string[] => [
  'host',
  ...Object.keys(headers).filter(name => name.startsWith('x-amz-') && name !== 'x-amz-user-agent'),
]

function canonical({ method, path, query, headers, body }: Received, signed: string): string {
  const names = signed.split(';')
  const lines = names.map(
    name =>
      `${name}:${String(headers[name] ?? '')
        .trim()
        .replace(/ +/g, ' ')}\n`,
  )
  // The path is encoded a second time, for every service but S3.
  const twice = path.split('/').map(encodeURIComponent).join('/')
  return [method, twice, query, lines.join(''), signed, sha256(body)].join('\n')
}
