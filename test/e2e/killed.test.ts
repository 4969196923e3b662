/** What is left of a recording whose program is killed under load. `CLAUDECODEX_KILLS` sets how often; 12 without it. */
import { once } from 'node:events'
import { readdirSync } from 'node:fs'
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect } from 'chai'
import { Recording } from '../../src/recording/recording.ts'
import { collectLines } from '../support/process-output.ts'
import { createProxyFolders, startCommand } from '../support/proxy-process.ts'

const kills = Number(process.env.CLAUDECODEX_KILLS ?? 12)
const clients = 6
/** Milliseconds from the end of an answer until it is written. */
const promised = 50

interface Finished {
  readonly id: string
  readonly at: number
}

describe('a recording whose program is killed', () => {
  let upstream: http.Server
  before(async () => {
    upstream = http.createServer(answerSlowly).listen(0, '127.0.0.1')
    await once(upstream, 'listening')
  })
  after(() => {
    upstream.closeAllConnections()
    upstream.close()
  })

  it(`has every exchange that had ended, ${kills} times at moments that nobody chose`, async function () {
    this.timeout(30_000 + kills * 5_000)
    let ended = 0
    for (let round = 0; round < kills; round += 1)
      ended += await killed(`http://127.0.0.1:${portOf(upstream)}`)
    expect(ended, 'exchanges that had ended').to.be.above(kills)
  })
})

/** How many exchanges had ended, all of which were found. */
async function killed(upstreamUrl: string): Promise<number> {
  const folders = await createProxyFolders()
  const child = startCommand(folders, ['serve', '--port', '0', '--json', '--no-config'], {
    ANTHROPIC_UPSTREAM_URL: upstreamUrl,
  })
  try {
    const url = await new Promise<string>(resolve => {
      collectLines(child, line => {
        const { kind, url: own } = JSON.parse(line) as { readonly kind: string; readonly url: string }
        if (kind === 'start') resolve(own)
      })
    })
    const finished: Finished[] = []
    const load = Promise.allSettled(
      Array.from({ length: clients }, (_, index) => converse(url, index, finished)),
    )
    const lag = await longestAnswer(url, 150 + Math.random() * 500)
    const killedAt = performance.now()
    child.kill('SIGKILL')
    await once(child, 'exit')
    await load
    const due = finished.filter(({ at }) => at <= killedAt - promised - lag)
    await checkRecorded(join(folders.home, '.claudecodex', 'logs'), due, killedAt)
    return due.length
  } finally {
    child.kill('SIGKILL')
    await folders.remove()
  }
}

async function checkRecorded(folder: string, due: readonly Finished[], killedAt: number): Promise<void> {
  const recording = await Recording.open(readdirSync(folder).map(name => join(folder, name)))
  try {
    expect(recording.state).to.deep.include({ damaged: 0, isClosed: false })
    const found = new Map(recording.exchanges.map(exchange => [exchange.id, exchange]))
    for (const { id, at } of due) {
      const exchange = found.get(id)
      const after = `${Math.round(killedAt - at)} ms after`
      expect(exchange?.end?.outcome, `the end of ${id}, ${after}`).to.equal('answered')
      expect(await exchange?.requestValue(), `the request of ${id}`).to.have.property('messages')
    }
  } finally {
    await recording.close()
  }
}

/** Asked for a while: how late this machine, which may have much else to do, lets the program have its turn. Milliseconds. */
async function longestAnswer(url: string, milliseconds: number): Promise<number> {
  const until = performance.now() + milliseconds
  let longest = 0
  while (performance.now() < until) {
    const asked = performance.now()
    await (await fetch(`${url}/health`)).text()
    longest = Math.max(longest, performance.now() - asked)
    await sleep(5)
  }
  return longest
}

/** One turn after the other, each longer than the one before, until nobody answers any more. */
async function converse(url: string, client: number, finished: Finished[]): Promise<void> {
  const messages: object[] = []
  for (let turn = 0; ; turn += 1) {
    messages.push({ role: 'user', content: `client ${client}, turn ${turn}: ${'some words '.repeat(50)}` })
    const response = await fetch(`${url}/v1/messages`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'x-api-key': 'test',
        'x-claude-code-session-id': `s${client}`,
      },
      body: JSON.stringify({ model: 'large', max_tokens: 10, stream: turn % 2 === 0, messages }),
    })
    await response.text()
    finished.push({ id: response.headers.get('request-id') ?? '', at: performance.now() })
    messages.push({ role: 'assistant', content: 'So be it.' })
  }
}

const portOf = (server: http.Server): number => (server.address() as AddressInfo).port

const message = {
  id: 'msg_1',
  type: 'message',
  role: 'assistant',
  model: 'large',
  content: [],
  stop_reason: null,
  stop_sequence: null,
  usage: { input_tokens: 1, output_tokens: 1 },
}
const frames = [
  { type: 'message_start', message },
  { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } },
  { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'So be it.' } },
  { type: 'content_block_stop', index: 0 },
  { type: 'message_delta', delta: { stop_reason: 'end_turn' }, usage: { output_tokens: 3 } },
  { type: 'message_stop' },
].map(event => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`)

async function answerSlowly(request: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
  const pieces: Buffer[] = []
  for await (const piece of request) pieces.push(piece as Buffer)
  const { stream } = JSON.parse(String(Buffer.concat(pieces))) as { readonly stream: boolean }
  await sleep(Math.random() * 8)
  if (!stream) {
    response.setHeader('content-type', 'application/json')
    const content = [{ type: 'text', text: 'So be it.' }]
    response.end(JSON.stringify({ ...message, content, stop_reason: 'end_turn' }))
    return
  }
  response.setHeader('content-type', 'text/event-stream')
  for (const frame of frames) {
    response.write(frame)
    await sleep(Math.random() * 4)
  }
  response.end()
}
