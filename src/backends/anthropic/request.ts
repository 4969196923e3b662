/** What is sent upstream: the client's own bytes and headers, and credentials added last, where no plugin looks. */
import type { Call, WireRequest } from '../../core/backend.ts'
import { upstreamHeaders } from '../../core/headers.ts'
import type { WireSend } from '../../wire/http.ts'
import { withQuery } from '../shared/base-url.ts'
import { sign } from './credentials.ts'
import { defaultVersion, type Upstream } from './upstream.ts'

/** A request before it has an address. */
export interface Outgoing {
  readonly method: string
  /** Path and query. */
  readonly path: string
  /** The body as bytes, or as a value that is yet to be written; neither on GET. */
  readonly bytes?: Buffer | undefined
  readonly value?: unknown
  /** The body is a request of the Messages API. */
  readonly isMessages?: boolean
}

/** As plugins see it: without credentials, and parsed only if one of them looks. */
export function draftOf(outgoing: Outgoing, call: Call, upstream: Upstream): WireRequest {
  const { method, path, bytes, value } = outgoing
  let parsed = value
  return {
    method,
    url: new URL(`${upstream.base}${path}`).href,
    headers: headersOf(outgoing, call),
    get body() {
      parsed ??= bytes && parse(bytes)
      return parsed
    },
  }
}

function headersOf({ isMessages, bytes, value }: Outgoing, call: Call): Record<string, string> {
  const { 'content-type': given, ...client } = upstreamHeaders(call.headers)
  const type = isMessages && !given?.startsWith('application/json') ? 'application/json' : given
  const hasBody = bytes !== undefined || value !== undefined
  return {
    'anthropic-version': defaultVersion,
    ...client,
    ...(hasBody && type !== undefined && { 'content-type': type }),
  }
}

/** What plugins made of the draft, with what they must not see: the key that `label` names. `isOurKey`: see `Signature`. */
export function signedSend(
  request: WireRequest,
  draft: WireRequest,
  outgoing: Outgoing,
  call: Call,
  upstream: Upstream,
  label?: string,
): { readonly send: WireSend; readonly isOurKey: boolean } {
  // A plugin that leads a request to another host has to bring the credentials for it.
  const isElsewhere = new URL(request.url).origin !== upstream.origin
  const given = isElsewhere ? request.headers : { ...request.headers, ...upstream.headers }
  const { keyHeader } = upstream
  const isSigned =
    isElsewhere || (keyHeader ? keyHeader in given : 'x-api-key' in given || 'authorization' in given)
  const { headers, isOurKey } = isSigned ? { headers: {}, isOurKey: true } : sign(call, upstream, label)
  const body = bodyOf(request, draft, outgoing)
  return {
    isOurKey,
    send: {
      method: request.method,
      url: isElsewhere ? request.url : withQuery(request.url, upstream.query),
      headers: { ...given, ...headers },
      ...(body && { body }),
      signal: call.signal,
      timeouts: upstream.timeouts,
    },
  }
}

/** The client's own bytes as long as no plugin has put another body into their place. */
function bodyOf(request: WireRequest, draft: WireRequest, { bytes, value }: Outgoing): Buffer | undefined {
  const isUnchanged = request === draft || request.body === draft.body
  if (isUnchanged && bytes) return bytes
  const body = isUnchanged ? value : request.body
  if (body === undefined || Buffer.isBuffer(body)) return body
  return Buffer.from(typeof body === 'string' ? body : JSON.stringify(body))
}

/** Undefined for what is no JSON: it travels all the same. */
function parse(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString())
  } catch {
    return undefined
  }
}
