/** The way to the upstream that the bare contenders have in common: got as it is fastest. */
import { Agent } from 'node:http'
import got from 'got'

const client = got.extend({
  retry: { limit: 0 },
  throwHttpErrors: false,
  followRedirect: false,
  decompress: false,
  agent: { http: new Agent({ keepAlive: true, maxSockets: Infinity }) },
  headers: { 'user-agent': undefined },
})

/** The body goes in as one Buffer with its length; the answer comes as got's stream and the response's head. */
export function send(url, headers, body) {
  const stream = client.stream(url, {
    method: 'POST',
    headers: { ...headers, 'content-length': String(body.length) },
  })
  const head = new Promise((resolve, reject) => stream.once('response', resolve).once('error', reject))
  stream.end(body)
  return { stream, head }
}

export async function readAll(readable) {
  const pieces = []
  for await (const piece of readable) pieces.push(piece)
  return pieces.length === 1 ? pieces[0] : Buffer.concat(pieces)
}

/** Calls `take` for each read, holds the upstream back while the client is slow, and lets go of it when that leaves. */
export function carry(stream, response, take, finish) {
  response.once('close', () => stream.destroy())
  response.on('drain', () => stream.resume())
  stream.on('data', piece => {
    const bytes = take(piece)
    if (bytes.length > 0 && !response.write(bytes)) stream.pause()
  })
  stream.once('end', () => response.end(finish?.()))
  stream.once('error', () => response.destroy())
}

const [port, upstream] = process.argv.slice(2)

export { upstream }

/** Connections are kept while others are measured. */
export function serve(app) {
  app.listen(Number(port), '127.0.0.1').keepAliveTimeout = 600_000
}
