/** Stands between a client and the proxy and keeps what passed, byte for byte, while it passes it on. */
import http from 'node:http'
import type { AddressInfo } from 'node:net'

export interface Sent {
  readonly url: string
  readonly headers: http.IncomingHttpHeaders
  readonly body: Buffer
  /** Milliseconds since the epoch. */
  readonly time: number
  /** Kept when the answer is over, however it ended. */
  readonly answer: Promise<Answered>
}

export interface Answered {
  readonly status: number
  readonly headers: http.IncomingHttpHeaders
  /** As far as it came. */
  readonly body: Buffer
  /** False where the client left, or the answer was cut. */
  readonly isWhole: boolean
}

export interface RecordingTap {
  readonly url: string
  readonly sent: readonly Sent[]
  close(): Promise<void>
}

const taps = new Map<string, Sent[][]>()

/** All that has come to an address by way of taps. */
export const sentTo = (target: string): readonly Sent[] => (taps.get(target) ?? []).flat()

export async function startRecordingTap(target: string): Promise<RecordingTap> {
  const sent: Sent[] = []
  taps.set(target, [...(taps.get(target) ?? []), sent])
  const server = http.createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const { url = '/', method = 'GET', headers } = request
    const body = Buffer.concat(chunks)
    const onward = http.request(new URL(url, target), { method, headers })
    onward.on('error', error => response.destroy(error))
    onward.on('response', answer => {
      response.writeHead(answer.statusCode ?? 502, answer.headers)
      answer.pipe(response)
    })
    sent.push({ url, headers, body, time: Date.now(), answer: answerTo(onward) })
    onward.end(body)
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    sent,
    close: () =>
      new Promise(resolve => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

const answerTo = (onward: http.ClientRequest): Promise<Answered> =>
  new Promise(resolve => {
    onward.on('error', () => resolve({ status: 502, headers: {}, body: Buffer.alloc(0), isWhole: false }))
    onward.on('response', answer => {
      const chunks: Buffer[] = []
      answer.on('data', (chunk: Buffer) => void chunks.push(chunk))
      answer.on('close', () =>
        resolve({
          status: answer.statusCode ?? 502,
          headers: answer.headers,
          body: Buffer.concat(chunks),
          isWhole: answer.complete,
        }),
      )
    })
  })
