/** The least that a proxy on node:http can do: two streams joined. */
import { Agent, createServer, request as open } from 'node:http'
import { pipeline } from 'node:stream'

const [port, upstream] = process.argv.slice(2)
const agent = new Agent({ keepAlive: true, maxSockets: Infinity })
const { hostname, port: upstreamPort } = new URL(upstream)

createServer((request, response) => {
  const { connection: _, host: __, ...headers } = request.headers
  const upward = open({
    agent,
    hostname,
    port: upstreamPort,
    method: request.method,
    path: request.url,
    headers,
  })
  upward.once('response', answer => {
    const { connection: _, 'keep-alive': __, 'transfer-encoding': ___, ...given } = answer.headers
    response.writeHead(answer.statusCode, given)
    pipeline(answer, response, () => {})
  })
  upward.once('error', () => response.destroy())
  request.pipe(upward)
}).listen(Number(port), '127.0.0.1').keepAliveTimeout = 600_000
