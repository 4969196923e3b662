/**
 * A real proxy on node:net: tunnels on CONNECT, forwards plain requests. Whatever host is asked for, it connects to
 * 127.0.0.1, so that tests can use names which are not this machine's and so do go through a proxy.
 */
import net from 'node:net'
import tls from 'node:tls'
import { serverCertificate } from './authority.ts'

export interface ConnectProxyOptions {
  /** `user:password` that must be given. */
  readonly credentials?: string
  /** Answered instead of opening the tunnel, such as `403 Forbidden`; `hang` answers nothing. */
  readonly refusal?: string
  /** Speaks TLS to its clients. */
  readonly tls?: boolean
}

export interface ConnectProxy {
  readonly port: number
  /** First line and headers of each request it got. */
  readonly requests: readonly string[]
  close(): Promise<void>
}

export async function startConnectProxy(options: ConnectProxyOptions = {}): Promise<ConnectProxy> {
  const requests: string[] = []
  const sockets = new Set<net.Socket>()
  const track = (socket: net.Socket): void => {
    sockets.add(socket)
    socket.on('error', () => socket.destroy()).on('close', () => sockets.delete(socket))
  }
  const serve = (client: net.Socket): void => {
    track(client)
    client.once('data', first => {
      const text = first.toString('latin1')
      requests.push(text.slice(0, text.indexOf('\r\n\r\n')))
      answer(client, first, options, track)
    })
  }
  const server = options.tls ? tls.createServer(serverCertificate, serve) : net.createServer(serve)
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  return {
    port: (server.address() as net.AddressInfo).port,
    requests,
    close: () =>
      new Promise(resolve => {
        server.close(() => resolve())
        for (const socket of sockets) socket.destroy()
      }),
  }
}

function answer(
  client: net.Socket,
  first: Buffer,
  { credentials, refusal }: ConnectProxyOptions,
  track: (socket: net.Socket) => void,
): void {
  const text = first.toString('latin1')
  const [method = '', target = ''] = text.split(' ')
  if (refusal === 'hang') return
  if (refusal) return void client.end(`HTTP/1.1 ${refusal}\r\ncontent-length: 0\r\n\r\n`)
  const wanted = credentials && `basic ${Buffer.from(credentials).toString('base64')}`
  if (wanted && !text.toLowerCase().includes(`proxy-authorization: ${wanted.toLowerCase()}\r\n`)) {
    return void client.end('HTTP/1.1 407 Proxy Authentication Required\r\ncontent-length: 0\r\n\r\n')
  }
  const url = new URL(method === 'CONNECT' ? `https://${target}` : target)
  const upstream = net.connect(Number(url.port || 80), '127.0.0.1', () => {
    if (method === 'CONNECT') client.write('HTTP/1.1 200 Connection established\r\n\r\n')
    else upstream.write(originForm(text, url), 'latin1')
    client.pipe(upstream).pipe(client)
  })
  track(upstream)
  upstream.on('close', () => client.destroy())
  client.on('close', () => upstream.destroy())
}

/** The absolute URL of the first line as the path that an origin server expects; the proxy's own headers are taken out. */
const originForm = (text: string, url: URL): string =>
  text.replace(url.origin, '').replace(/^proxy-[^\r]*\r\n/gim, '')
