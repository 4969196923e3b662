/** Stands between a client and the proxy and keeps what the client sent, byte for byte, while it passes it on. */
import http from 'node:http'
import type { AddressInfo } from 'node:net'

export interface Sent {
  readonly url: string
  readonly headers: http.IncomingHttpHeaders
  readonly body: Buffer
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
    sent.push({ url, headers, body })
    const onward = http.request(new URL(url, target), { method, headers }, answer => {
      response.writeHead(answer.statusCode ?? 502, answer.headers)
      answer.pipe(response)
    })
    onward.on('error', error => response.destroy(error))
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
