/** Frames of `application/vnd.amazon.eventstream`, byte by byte as the format is described. Source: Smithy's specification of it. */
import { crc32 } from 'node:zlib'

type Fields = Readonly<Record<string, unknown>>

const uint32 = (value: number): Buffer => {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(value >>> 0)
  return bytes
}

const text = 7

function header(name: string, value: string): Buffer {
  const bytes = Buffer.from(value)
  const length = Buffer.alloc(2)
  length.writeUInt16BE(bytes.length)
  return Buffer.concat([Buffer.from([name.length]), Buffer.from(name), Buffer.from([text]), length, bytes])
}

/** Total length, length of the headers, checksum of these; headers; payload; checksum of it all. */
export function frame(headers: Readonly<Record<string, string>>, payload: Buffer): Buffer {
  const head = Buffer.concat(Object.entries(headers).map(([name, value]) => header(name, value)))
  const lengths = Buffer.concat([uint32(16 + head.length + payload.length), uint32(head.length)])
  const message = Buffer.concat([lengths, uint32(crc32(lengths)), head, payload])
  return Buffer.concat([message, uint32(crc32(message))])
}

const json = 'application/json'
const payloadOf = (fields: Fields): Buffer => Buffer.from(JSON.stringify(fields))

/** An event such as `contentBlockDelta`; `p` is padding, which Bedrock adds against guesses from lengths. */
export const eventFrame = (type: string, fields: Fields): Buffer =>
  frame(
    { ':event-type': type, ':content-type': json, ':message-type': 'event' },
    payloadOf({ ...fields, p: 'abcdefghij' }),
  )

/** An exception that the API's model describes, such as `throttlingException`. */
export const exceptionFrame = (type: string, fields: Fields): Buffer =>
  frame({ ':exception-type': type, ':content-type': json, ':message-type': 'exception' }, payloadOf(fields))

/** A failure that it does not describe. */
export const errorFrame = (code: string, message: string): Buffer =>
  frame({ ':error-code': code, ':error-message': message, ':message-type': 'error' }, Buffer.alloc(0))
