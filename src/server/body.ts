/** Reads a request's body once, into one Buffer. */
import type { IncomingMessage } from 'node:http'
import { promisify } from 'node:util'
import { brotliDecompress, gunzip, inflate } from 'node:zlib'
import type { Context } from 'koa'
import { InvalidRequestError, RequestTooLargeError } from '../anthropic/errors.ts'

/** Bytes; the limit of the Messages API. */
export const bodyLimit = 32 * 1024 * 1024

const decoders = {
  gzip: promisify(gunzip),
  deflate: promisify(inflate),
  br: promisify(brotliDecompress),
} as const

/** Throws `RequestTooLargeError` over 32 MB, without having kept more than that. */
export async function readBody(context: Context): Promise<Buffer> {
  const announced = Number(context.req.headers['content-length'] ?? 0)
  if (announced > bodyLimit) throw tooLarge(context)
  const bytes = await collect(context)
  const encoding = context.req.headers['content-encoding']
  return encoding === undefined || encoding === 'identity' ? bytes : decode(bytes, encoding)
}

async function collect(context: Context): Promise<Buffer> {
  const pieces: Buffer[] = []
  let length = 0
  for await (const piece of context.req as AsyncIterable<Buffer> & IncomingMessage) {
    length += piece.length
    if (length > bodyLimit) throw tooLarge(context)
    pieces.push(piece)
  }
  return pieces.length === 1 && pieces[0] ? pieces[0] : Buffer.concat(pieces, length)
}

/** The rest of the body is read and thrown away, so that the client gets to see the answer. */
function tooLarge(context: Context): RequestTooLargeError {
  context.res.setHeader('connection', 'close')
  context.req.resume()
  return new RequestTooLargeError('the request body is over 32 MB')
}

async function decode(bytes: Buffer, encoding: string): Promise<Buffer> {
  const decoder = decoders[encoding.trim().toLowerCase() as keyof typeof decoders]
  if (!decoder) {
    throw new InvalidRequestError(
      `content-encoding: "${encoding}" is not understood; send gzip, br, deflate or none`,
    )
  }
  try {
    return await decoder(bytes, { maxOutputLength: bodyLimit })
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') {
      throw new RequestTooLargeError('the decoded request body is over 32 MB')
    }
    throw new InvalidRequestError(`content-encoding: the body is not ${encoding}`, { cause: thrown })
  }
}
