/** A real HTTP server that answers what a test tells it to, piece by piece, and keeps every byte it was sent. */
import http from 'node:http'
import https from 'node:https'
import type { AddressInfo, Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import zlib from 'node:zlib'
import { serverCertificate } from '../authority.ts'

/**
 * What happens next: bytes are written, `wait` pauses so many milliseconds, `until` pauses until a promise is kept.
 * `hang` keeps the connection open without a word, `cut` closes it and `reset` resets it in the middle of the answer.
 */
export type Piece =
  | string
  | Buffer
  | { readonly wait: number }
  | { readonly until: Promise<unknown> }
  | { readonly end: 'hang' | 'cut' | 'reset' }

export interface ScriptedAnswer {
  readonly status?: number
  readonly headers?: Readonly<Record<string, string | readonly string[]>>
  /** Before the status line. Bytes have no place here. */
  readonly before?: readonly Piece[]
  readonly pieces?: readonly Piece[]
  /** Compresses the pieces, each of them flushed. */
  readonly encoding?: 'gzip' | 'br' | 'deflate'
}

export interface Received {
  readonly method: string
  /** Path and query. */
  readonly url: string
  readonly path: string
  readonly query: string
  readonly headers: http.IncomingHttpHeaders
  /** Name, value, name, value: as they came. */
  readonly rawHeaders: readonly string[]
  readonly body: Buffer
  /** Kept when the answer is over: `true` if it was sent whole, `false` if the client left or it was cut. */
  readonly ended: Promise<boolean>
}

export type Answerer = (received: Received) => ScriptedAnswer | undefined

export interface ScriptedServer {
  readonly url: string
  readonly port: number
  /** In the order in which their bodies were complete. */
  readonly received: readonly Received[]
  /** Connections made so far. */
  readonly connections: number
  /** Sockets open now. */
  readonly open: number
  /** Answers of the next requests, one each. */
  answer(...answers: readonly ScriptedAnswer[]): void
  /** The request with this number, counted from 0, as soon as it is there. */
  request(number: number): Promise<Received>
  close(): Promise<void>
}

export interface ScriptedServerOptions {
  readonly tls?: boolean
  /** Asked before the scripted answers, and after them where none is left. */
  readonly first?: Answerer
  readonly last?: Answerer
}

export async function startScriptedServer(options: ScriptedServerOptions = {}): Promise<ScriptedServer> {
  const received: Received[] = []
  const waiting: (() => void)[] = []
  const scripted: ScriptedAnswer[] = []
  const sockets = new Set<Socket>()
  let connections = 0
  const serve = async (request: http.IncomingMessage, response: http.ServerResponse): Promise<void> => {
    const body = await bytesOf(request)
    if (!body) return
    const arrived = receivedFrom(request, response, body)
    received.push(arrived)
    for (const wake of waiting.splice(0)) wake()
    const answer = options.first?.(arrived) ?? scripted.shift() ?? options.last?.(arrived)
    await play(answer ?? { status: 404 }, response)
  }
  const listener: http.RequestListener = (request, response) => void serve(request, response)
  const server = options.tls
    ? https.createServer(serverCertificate, listener)
    : http.createServer({ keepAliveTimeout: 0 }, listener)
  server.on(options.tls ? 'secureConnection' : 'connection', (socket: Socket) => {
    connections += 1
    sockets.add(socket)
    socket.on('error', () => {}).on('close', () => sockets.delete(socket))
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `${options.tls ? 'https' : 'http'}://127.0.0.1:${port}`,
    port,
    received,
    get connections() {
      return connections
    },
    get open() {
      return sockets.size
    },
    answer: (...answers) => void scripted.push(...answers),
    async request(number) {
      for (;;) {
        const found = received[number]
        if (found) return found
        await new Promise<void>(resolve => void waiting.push(resolve))
      }
    },
    close: () =>
      new Promise(resolve => {
        server.close(() => resolve())
        for (const socket of sockets) socket.destroy()
      }),
  }
}

/** Undefined where the client left before its body was complete. */
async function bytesOf(request: http.IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = []
  try {
    for await (const chunk of request) chunks.push(chunk as Buffer)
    return Buffer.concat(chunks)
  } catch {
    return undefined
  }
}

function receivedFrom(request: http.IncomingMessage, response: http.ServerResponse, body: Buffer): Received {
  const url = request.url ?? '/'
  const [path = '/', query = ''] = url.split(/\?(.*)/s)
  const ended = new Promise<boolean>(resolve => {
    response.once('close', () => resolve(response.writableFinished))
  })
  const { method = '', headers, rawHeaders } = request
  return { method, url, path, query, headers, rawHeaders, body, ended }
}

async function play(answer: ScriptedAnswer, response: http.ServerResponse): Promise<void> {
  response.on('error', () => {})
  for (const piece of answer.before ?? []) if (!(await pause(piece, response))) return
  const { encoding } = answer
  for (const [name, value] of Object.entries(answer.headers ?? {})) {
    response.setHeader(name, typeof value === 'string' ? value : [...value])
  }
  if (encoding) response.setHeader('content-encoding', encoding)
  response.writeHead(answer.status ?? 200)
  response.flushHeaders()
  const compress = encoding ? compressor(encoding, response) : undefined
  for (const piece of answer.pieces ?? []) {
    if (typeof piece === 'string' || Buffer.isBuffer(piece)) await write(piece, compress ?? response)
    else if (!(await pause(piece, response))) return
  }
  if (compress) compress.end()
  else response.end()
}

type Compressor = zlib.Gzip | zlib.BrotliCompress | zlib.Deflate

function compressor(encoding: 'gzip' | 'br' | 'deflate', response: http.ServerResponse): Compressor {
  const make = { gzip: zlib.createGzip, br: zlib.createBrotliCompress, deflate: zlib.createDeflate }
  const compress = make[encoding]()
  compress.pipe(response)
  return compress
}

async function write(piece: string | Buffer, target: http.ServerResponse | Compressor): Promise<void> {
  await new Promise<void>(resolve => void target.write(piece, () => resolve()))
  if (!('flush' in target)) return
  await new Promise<void>(resolve => void target.flush(resolve))
}

/** False where the answer ends here. */
async function pause(piece: Piece, response: http.ServerResponse): Promise<boolean> {
  if (typeof piece === 'string' || Buffer.isBuffer(piece)) throw new TypeError('bytes before the status line')
  if ('wait' in piece) await sleep(piece.wait)
  else if ('until' in piece) await piece.until
  else {
    if (piece.end === 'cut') response.socket?.destroy()
    if (piece.end === 'reset') response.socket?.resetAndDestroy()
    return false
  }
  return true
}
