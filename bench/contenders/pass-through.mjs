/** The least that a pass-through on Koa and got can do, written the fastest way there is. */
import Koa from 'koa'
import { carry, readAll, send, serve, upstream } from './upward.mjs'

serve(
  new Koa().use(async context => {
    const body = await readAll(context.req)
    const { connection: _, host: __, 'content-length': ___, ...headers } = context.req.headers
    const { stream, head } = send(upstream + context.url, headers, body)
    const answer = await head
    const { connection: ____, 'keep-alive': _____, 'transfer-encoding': ______, ...given } = answer.headers
    context.respond = false
    context.res.writeHead(answer.statusCode, given)
    carry(stream, context.res, piece => piece)
  }),
)
