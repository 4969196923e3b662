/**
 * The provider of the benchmark: a process that answers both dialects at next to no cost. How it answers is set over
 * the IPC channel, as one of the modes below, so that it need not look into a body.
 */
import { createServer } from 'node:http'
import { setImmediate as turn } from 'node:timers/promises'
import { burst, dialects, word } from './answers.mjs'

const writeSize = 16 * 1024
const ways = { whole, burst: sendBurst, each: sendEach, slow: sendSlow }
let mode = { way: 'whole', events: 0, interval: 0 }
let prepared = new Map()

process.on('message', wanted => {
  mode = wanted
  prepared = new Map(
    Object.values(dialects).map(dialect => [dialect, burst(dialect, wanted.events, writeSize)]),
  )
  process.send({ ready: true })
})
process.on('disconnect', () => process.exit())

const server = createServer((request, response) => {
  const dialect = request.url.endsWith('/chat/completions') ? dialects.chat : dialects.anthropic
  let received = 0
  request.on('data', bytes => {
    received += bytes.length
  })
  request.on('end', () => {
    const announced = request.headers['content-length']
    if (announced !== undefined && Number(announced) !== received) throw new Error('a body was cut short')
    void ways[mode.way](response, dialect)
  })
})
server.keepAliveTimeout = 600_000
server.requestTimeout = 0
server.listen(0, '127.0.0.1', () => process.send({ port: server.address().port }))

function whole(response, dialect) {
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': dialect.whole.length })
  response.end(dialect.whole)
}

const begin = response => {
  response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' })
  response.socket.setNoDelay(true)
}

function sendBurst(response, dialect) {
  begin(response)
  for (const piece of prepared.get(dialect)) response.write(piece)
  response.end()
}

/** One write an event, each in a turn of the event loop of its own. */
async function sendEach(response, { start, event, end }) {
  begin(response)
  const one = Buffer.from(event(word))
  response.write(start)
  for (let count = 0; count < mode.events && !response.destroyed; count += 1) {
    response.write(one)
    await turn()
  }
  response.end(end)
}

/** An event each `interval` milliseconds, with the time in it at which it was sent. */
function sendSlow(response, { start, event, end }) {
  begin(response)
  response.write(start)
  let left = mode.events
  const timer = setInterval(() => {
    response.write(event(` @${process.hrtime.bigint()}@`))
    left -= 1
    if (left > 0 && !response.destroyed) return
    clearInterval(timer)
    response.end(end)
  }, mode.interval)
}
